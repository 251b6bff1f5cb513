import type { PlanPaper } from "../../server/api/paper-schemas.ts";
import type { PaperWords } from "./usePaperWords.ts";

type Week = PlanPaper["weeks"][number];

/** The coming weeks, a table for each; an empty week is said to be empty. */
export function PaperCalendar({ paper, words }: { paper: PlanPaper; words: PaperWords }) {
  const { t, day } = words;
  return (
    <section aria-labelledby="paper-weeks">
      <h2 id="paper-weeks">{t("paper.weeks")}</h2>
      {paper.weeks.map((week) =>
        week.entries.length === 0 ? (
          <p key={week.monday} className="paper-week-empty">
            <strong>{t("paper.week_of", { day: day(week.monday) })}</strong> {t("paper.week_empty")}
          </p>
        ) : (
          <WeekTable key={week.monday} week={week} words={words} />
        ),
      )}
    </section>
  );
}

function WeekTable({ week, words }: { week: Week; words: PaperWords }) {
  const { t, day, weekday, hours, number } = words;
  return (
    <table className="paper-week">
      <caption>{t("paper.week_of", { day: day(week.monday) })}</caption>
      <thead>
        <tr>
          <th scope="col">{t("paper.col.day")}</th>
          <th scope="col">{t("paper.col.time")}</th>
          <th scope="col">{t("paper.col.what")}</th>
          <th scope="col">{t("paper.col.where")}</th>
        </tr>
      </thead>
      <tbody>
        {week.entries.map((entry) => (
          <tr key={`${entry.day} ${entry.start} ${entry.number} ${entry.kind}`}>
            <th scope="row">{weekday(entry.day)}</th>
            <td>
              {entry.kind === "at" ? hours(entry.start, entry.end) : t(`paper.kind.${entry.kind}`)}
            </td>
            <td>
              {t("paper.step_ref", { n: number(entry.number) })} <bdi>{entry.what}</bdi>
            </td>
            <td>
              <bdi>{entry.where}</bdi>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
