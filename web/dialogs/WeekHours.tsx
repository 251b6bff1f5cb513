import type { OpenHours } from "../../domain/records/directory-records.ts";
import { weekdayText } from "../plan/plan-words.ts";
import { weekdayCodes } from "../plan/times-draft.ts";
import { useWords } from "../words/useWords.ts";
import { TextLine } from "./TextLine.tsx";

type Props = {
  hours: OpenHours;
  /** Labels of the two times. */
  from: string;
  to: string;
  change: (part: Partial<OpenHours>) => void;
};

/** Days of the week, and from when to when. */
export function WeekHours({ hours, from, to, change }: Props) {
  const words = useWords();
  return (
    <>
      <div className="weekdays">
        {weekdayCodes.map((code) => (
          <label key={code} className="weekday">
            <input
              type="checkbox"
              checked={hours.days.includes(code)}
              onChange={(event) =>
                change({
                  days: event.target.checked
                    ? weekdayCodes.filter((one) => one === code || hours.days.includes(one))
                    : hours.days.filter((one) => one !== code),
                })
              }
            />
            <span>{weekdayText(code, words, "short")}</span>
          </label>
        ))}
      </div>
      <TextLine
        label={from}
        type="time"
        value={hours.from}
        onChange={(one) => change({ from: one })}
      />
      <TextLine label={to} type="time" value={hours.to} onChange={(one) => change({ to: one })} />
    </>
  );
}

/** In words: `Mon, Tue, 07:30 to 09:00`. */
export function hoursText(
  { days, from, to }: OpenHours,
  words: ReturnType<typeof useWords>,
): string {
  const named = days.map((code) => weekdayText(code, words, "short"));
  const list = new Intl.ListFormat(words.language, { type: "unit" }).format(named);
  return words.t("care.hours", { days: list, from, to });
}
