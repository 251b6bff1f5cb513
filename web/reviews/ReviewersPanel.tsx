import { useQuery } from "@tanstack/react-query";
import { queries } from "../api/queries.ts";
import { useWords } from "../words/useWords.ts";

/** How this office's reviewers worked; nobody outside it sees that. */
export function ReviewersPanel() {
  const { t, number, day } = useWords();
  const figures = useQuery(queries.reviewers());
  if (!figures.data || figures.data.items.length === 0) return null;
  return (
    <section className="panel" aria-labelledby="reviewers">
      <h2 id="reviewers">{t("reviewers.title")}</h2>
      <p className="quiet">{t("reviewers.lead", { day: day(figures.data.since) })}</p>
      <ul className="reviewers">
        {figures.data.items.map((one) => (
          <li key={one.reviewer}>
            <strong>
              <bdi>{one.reviewer}</bdi>
            </strong>
            <div className="quiet">
              {t("reviewers.figures", {
                count: one.reviews,
                approved: number(one.approved),
                returned: number(one.returned),
                minutes: number(one.minutes),
              })}
            </div>
          </li>
        ))}
      </ul>
    </section>
  );
}
