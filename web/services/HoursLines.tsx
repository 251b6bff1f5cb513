import { WeekHours } from "../dialogs/WeekHours.tsx";
import { useWords } from "../words/useWords.ts";
import type { Hours } from "./entry-draft.ts";

const lines_max = 14;

/** When it is open: days of the week with their hours, as many lines as it needs. */
export function HoursLines({
  hours,
  change,
}: {
  hours: readonly Hours[];
  change: (hours: Hours[]) => void;
}) {
  const { t, number } = useWords();
  const set = (at: number, part: Partial<Hours>) =>
    change(hours.map((one, index) => (index === at ? { ...one, ...part } : one)));
  return (
    <fieldset className="parts">
      <legend>{t("services.open")}</legend>
      {hours.map((line, at) => (
        <fieldset key={at} className="hours-line">
          <legend className="unseen">{t("services.open_line", { n: number(at + 1) })}</legend>
          <WeekHours
            hours={line}
            from={t("services.opens")}
            to={t("services.closes")}
            change={(part) => set(at, part)}
          />
          <button
            type="button"
            className="button button-small"
            onClick={() => change(hours.filter((_, index) => index !== at))}
          >
            {t("services.hours_remove")}
          </button>
        </fieldset>
      ))}
      {hours.length < lines_max ? (
        <button
          type="button"
          className="button button-small"
          onClick={() => change([...hours, { days: [], from: "09:00", to: "12:00" }])}
        >
          {t("services.hours_add")}
        </button>
      ) : null}
    </fieldset>
  );
}
