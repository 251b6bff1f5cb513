import type { ProgrammeDefinition } from "../../domain/programme/definition.ts";
import { useWords } from "../words/useWords.ts";
import { daysText, sentence } from "./in-words.ts";

type Props = { definition: ProgrammeDefinition };

/** What runs against time: in working days of the programme's own calendar. */
export function ClocksPanel({ definition: { clocks, referrals = [] } }: Props) {
  const { t, number } = useWords();
  if (clocks.length === 0) return null;
  return (
    <section className="panel" aria-labelledby="programme-clocks">
      <h2 id="programme-clocks">{t("programme.clocks")}</h2>
      <p className="quiet">{t("programme.clocks_unit")}</p>
      <dl className="programme-clocks">
        {clocks.map(({ clock, working_days }) => (
          <div key={clock}>
            <dt>{t(`programme.clock.${clock}`)}</dt>
            <dd>{number(working_days)}</dd>
          </div>
        ))}
      </dl>
      {referrals.length === 0 ? null : (
        <p>
          {t("programme.answers_referrals")}{" "}
          {referrals
            .map((id) => t(`referral.service.${id}`, { defaultValue: id }))
            .join(t("value.comma"))}
        </p>
      )}
    </section>
  );
}

export function CalendarPanel({ definition: { calendar } }: Props) {
  const { t, day, language } = useWords();
  return (
    <section className="panel" aria-labelledby="programme-calendar">
      <h2 id="programme-calendar">{t("programme.calendar")}</h2>
      <p>{t("programme.closed_on", { days: daysText(calendar.days_off, language) })}</p>
      <dl className="programme-clocks">
        {calendar.holidays.map((holiday) => (
          <div key={holiday.day}>
            <dt dir="auto">{sentence(holiday.name, language)}</dt>
            <dd>{day(holiday.day)}</dd>
          </div>
        ))}
      </dl>
      <p className="quiet">
        {t("programme.zone")} <bdi>{calendar.zone}</bdi>
      </p>
    </section>
  );
}

/** What excuses a missed duty: the person is asked before anybody decides. */
export function CausesPanel({ definition: { good_causes } }: Props) {
  const { t } = useWords();
  return (
    <section className="panel" aria-labelledby="programme-causes">
      <h2 id="programme-causes">{t("programme.causes")}</h2>
      <p className="quiet">{t("programme.causes_why")}</p>
      <ul className="tags">
        {good_causes.map((cause) => (
          <li key={cause} className="tag">
            {t(`programme.cause.${cause}`)}
          </li>
        ))}
      </ul>
    </section>
  );
}
