import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useParams } from "@tanstack/react-router";
import { useState } from "react";
import type { PlanReview } from "../../server/api/review-schemas.ts";
import type { PlanView } from "../../server/api/plan-schemas.ts";
import { queries } from "../api/queries.ts";
import { FailedPage } from "../parts/FailedPage.tsx";
import { PageTitle } from "../parts/PageTitle.tsx";
import { PrintButton } from "../parts/PrintButton.tsx";
import { Skeleton } from "../parts/Skeleton.tsx";
import { Differences } from "../plan/Differences.tsx";
import { useWords } from "../words/useWords.ts";
import { Decision } from "./Decision.tsx";
import { Earlier } from "./Earlier.tsx";
import { Promises } from "./Promises.tsx";
import { ReasonTags } from "./ReasonTags.tsx";
import { ReplyPanel } from "./ReplyPanel.tsx";
import type { Checks } from "./checks.ts";

/** Is this plan working: what the offices promised and did first, then the person's steps, then a decision. */
export function ReviewPage() {
  const { id } = useParams({ from: "/frame/plans/$id/review" });
  const review = useQuery(queries.planReview(id));
  const plan = useQuery(queries.plan(id));
  if (!review.data || !plan.data) {
    const error = review.error ?? plan.error;
    if (error) return <FailedPage error={error} retry={() => void review.refetch()} />;
    return <Skeleton rows={8} />;
  }
  return <Page key={id} review={review.data} plan={plan.data} />;
}

function Page({ review, plan }: { review: PlanReview; plan: PlanView }) {
  const words = useWords();
  const { t, day, when } = words;
  const [checks, setChecks] = useState<Checks>({});
  // What was read is what is judged: a change underneath is told, not taken over.
  const [read] = useState({ root: review.root, after: review.after, now: review.now });
  const next = useNext(review.plan_id, review.may !== "no");
  const name = review.person_name.split(" ")[0] ?? review.person_name;
  const judging = review.may === "review";
  const lists = { checks, setChecks: judging ? setChecks : null };
  return (
    <>
      <PageTitle
        title={t("review.title", { name: review.person_name })}
        trail={
          review.may === "no" ? (
            <Link to="/plans/$id" params={{ id: review.plan_id }}>
              {t("review.plan")}
            </Link>
          ) : (
            <Link to="/reviews">{t("reviews.title")}</Link>
          )
        }
        lead={
          <>
            {review.agreed_at === null
              ? t("review.not_agreed")
              : t("review.agreed", { when: when(review.agreed_at) })}{" "}
            {review.last_contact === null
              ? t("review.no_contact_yet")
              : t("review.last_contact", { day: day(review.last_contact) })}
          </>
        }
        actions={
          <>
            <Link to="/plans/$id" params={{ id: review.plan_id }} className="button">
              {t("plan.open")}
            </Link>
            <PrintButton label={t("review.print")} />
          </>
        }
      />
      <div className="overview">
        <div className="overview-main">
          {review.reasons.length > 0 ? (
            <section className="panel" aria-labelledby="review-why">
              <h2 id="review-why">{t("review.reasons")}</h2>
              <ReasonTags reasons={review.reasons} />
            </section>
          ) : null}
          <Promises id="ours" title={t("review.ours")} lines={review.ours} plan={plan} {...lists} />
          <Promises
            id="person"
            title={t("review.person", { name })}
            lines={review.person}
            plan={plan}
            {...lists}
          />
          {review.agreed_at === null ? null : (
            <section className="panel" aria-labelledby="review-differs">
              <h2 id="review-differs">{t("review.differences")}</h2>
              <Differences differences={review.differences} plan={plan} />
            </section>
          )}
        </div>
        <div className="overview-side">
          {review.question === null ? null : <ReplyPanel review={review} />}
          {review.may === "no" ? null : (
            <Decision review={review} read={read} checks={checks} done={next} />
          )}
          <Earlier review={review} plan={plan} />
        </div>
      </div>
    </>
  );
}

/** After a decision the next plan of the queue opens by itself; after the last, the queue. */
function useNext(plan: string, asks: boolean): () => void {
  const navigate = useNavigate();
  const queue = useQuery({ ...queries.reviews(), enabled: asks });
  const other = queue.data?.items.find(({ plan_id, own }) => plan_id !== plan && !own);
  return () =>
    void (other
      ? navigate({ to: "/plans/$id/review", params: { id: other.plan_id } })
      : navigate({ to: "/reviews" }));
}
