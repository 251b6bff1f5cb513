import { IconPlus } from "@tabler/icons-react";
import { weekdays } from "../../domain/programme/words.ts";
import { todayIso } from "../dialogs/today.ts";
import { daysText } from "../programmes/in-words.ts";
import { useWords } from "../words/useWords.ts";
import { Checks } from "./Checks.tsx";
import { inEach } from "./definition-draft.ts";
import { FaultWords } from "./FaultWords.tsx";
import { InEachLanguage } from "./InEachLanguage.tsx";
import { Line } from "./Line.tsx";
import type { SectionProps } from "./section.ts";

/** The days on which its office is closed: its clocks run on the others. */
export function CalendarSection({ draft, set }: SectionProps) {
  const { t, language } = useWords();
  const { calendar, languages } = draft.definition;
  const { holidays } = calendar;
  const change = (part: Partial<typeof calendar>) => set({ calendar: { ...calendar, ...part } });
  const holiday = (at: number, part: Partial<(typeof holidays)[number]>) =>
    change({ holidays: holidays.map((one, index) => (index === at ? { ...one, ...part } : one)) });
  return (
    <>
      <Checks
        at="/calendar/days_off"
        legend={t("programme.write.days_off")}
        options={weekdays.map((day) => [day, daysText([day], language)])}
        chosen={calendar.days_off}
        onChange={(days_off) => change({ days_off })}
      />
      <Line
        at="/calendar/zone"
        label={t("programme.write.zone")}
        list={Intl.supportedValuesOf("timeZone")}
        value={calendar.zone}
        onChange={(zone) => change({ zone })}
      />
      <h3>{t("programme.write.holidays")}</h3>
      {holidays.map((one, at) => (
        <fieldset key={at} className="programme-line">
          <legend className="unseen">{t("programme.write.holiday", { number: at + 1 })}</legend>
          <div className="form-grid">
            <Line
              at={`/calendar/holidays/${at}/day`}
              label={t("programme.write.holiday_day")}
              type="date"
              value={one.day}
              onChange={(day) => holiday(at, { day })}
            />
            <InEachLanguage
              at={`/calendar/holidays/${at}/name`}
              label={t("programme.write.holiday_name")}
              languages={languages}
              value={one.name}
              onChange={(name) => holiday(at, { name })}
            />
          </div>
          <button
            type="button"
            className="button button-small"
            onClick={() => change({ holidays: holidays.filter((_, index) => index !== at) })}
          >
            {t("programme.write.holiday_remove", { number: at + 1 })}
          </button>
        </fieldset>
      ))}
      <FaultWords at="/calendar/holidays" />
      <button
        type="button"
        className="button button-small"
        onClick={() =>
          change({ holidays: [...holidays, { day: todayIso(), name: inEach({}, languages) }] })
        }
      >
        <IconPlus size={16} aria-hidden="true" />
        {t("programme.write.holiday_add")}
      </button>
    </>
  );
}
