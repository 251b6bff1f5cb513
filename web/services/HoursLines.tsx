import { weekdayText } from "../plan/plan-words.ts";
import { weekdayCodes } from "../plan/times-draft.ts";
import { TextLine } from "../dialogs/TextLine.tsx";
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
  const words = useWords();
  const { t, number } = words;
  const set = (at: number, part: Partial<Hours>) =>
    change(hours.map((one, index) => (index === at ? { ...one, ...part } : one)));
  return (
    <fieldset className="parts">
      <legend>{t("services.open")}</legend>
      {hours.map((line, at) => (
        <fieldset key={at} className="hours-line">
          <legend className="unseen">{t("services.open_line", { n: number(at + 1) })}</legend>
          <div className="weekdays">
            {weekdayCodes.map((code) => (
              <label key={code} className="weekday">
                <input
                  type="checkbox"
                  checked={line.days.includes(code)}
                  onChange={(event) =>
                    set(at, {
                      days: event.target.checked
                        ? weekdayCodes.filter((one) => one === code || line.days.includes(one))
                        : line.days.filter((one) => one !== code),
                    })
                  }
                />
                <span>{weekdayText(code, words, "short")}</span>
              </label>
            ))}
          </div>
          <TextLine
            label={t("services.opens")}
            type="time"
            value={line.from}
            onChange={(from) => set(at, { from })}
          />
          <TextLine
            label={t("services.closes")}
            type="time"
            value={line.to}
            onChange={(to) => set(at, { to })}
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
