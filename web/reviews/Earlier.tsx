import type { PlanView } from "../../server/api/plan-schemas.ts";
import type { PlanReview, ReviewMadeView } from "../../server/api/review-schemas.ts";
import { useWords } from "../words/useWords.ts";

type Props = { review: PlanReview; plan: PlanView };

/** What both offices' supervisors found before, the latest first, and what was answered. */
export function Earlier({ review, plan }: Props) {
  const { t } = useWords();
  return (
    <section className="panel" aria-labelledby="review-earlier">
      <h2 id="review-earlier">{t("review.earlier")}</h2>
      {review.reviews.length === 0 ? <p className="quiet">{t("review.earlier.none")}</p> : null}
      <ul className="review-earlier">
        {review.reviews.map((one) => (
          <One key={one.key} one={one} plan={plan} />
        ))}
      </ul>
    </section>
  );
}

function One({ one, plan }: { one: ReviewMadeView; plan: PlanView }) {
  const words = useWords();
  const { t, when, day } = words;
  const what = (line: string) => plan.steps.find(({ key }) => key === line)?.what ?? "";
  return (
    <li>
      <div className="section-head">
        <strong>{t(`review.outcome.${one.outcome}`)}</strong>
        {one.late ? <span className="tag tag-bad">{t("review.answer_late")}</span> : null}
      </div>
      <div className="quiet">
        {words.actor(one.by)}
        {t("value.comma")}
        {when(one.at)}
      </div>
      {one.text === "" ? null : <p dir="auto">{one.text}</p>}
      {one.answer_by === null ? null : (
        <p className="quiet">{t("review.answer_by", { day: day(one.answer_by) })}</p>
      )}
      {one.replies.map((reply) => (
        <blockquote key={reply.at} className="review-said">
          <p dir="auto">{reply.text}</p>
          <div className="quiet">
            {words.actor(reply.by)}
            {t("value.comma")}
            {when(reply.at)}
          </div>
        </blockquote>
      ))}
      {one.checked.length > 0 ? (
        <details>
          <summary>{t("review.checked", { count: one.checked.length })}</summary>
          <ul>
            {one.checked.map((line) => (
              <li key={line.line}>
                <bdi>{what(line.line)}</bdi>
                {t("value.colon")} {t(`review.how.${line.how}`)}
                {t("value.comma")}
                {t(`review.found.${line.found}`)}
              </li>
            ))}
          </ul>
        </details>
      ) : null}
    </li>
  );
}
