import { useQuery } from "@tanstack/react-query";
import { Link, Navigate, useParams } from "@tanstack/react-router";
import { queries } from "../api/queries.ts";
import { FailedPage } from "../parts/FailedPage.tsx";
import { PageTitle } from "../parts/PageTitle.tsx";
import { Skeleton } from "../parts/Skeleton.tsx";
import { useWords } from "../words/useWords.ts";
import { PlanCard } from "./PlanCard.tsx";

/** Leads to the person's plan; where there is none yet, one can be made. */
export function PersonPlanPage() {
  const { t } = useWords();
  const { id } = useParams({ from: "/frame/people/$id/plan" });
  const found = useQuery(queries.personPlan(id));
  const person = useQuery(queries.person(id));
  if (found.data?.plan) {
    return <Navigate to="/plans/$id" params={{ id: found.data.plan.id }} replace />;
  }
  const error = found.error ?? person.error;
  if (error) return <FailedPage error={error} retry={() => void found.refetch()} />;
  if (!person.data || !found.data) return <Skeleton rows={5} />;
  return (
    <>
      <PageTitle
        title={t("plan.title")}
        trail={
          <Link to="/people/$id" params={{ id }}>
            <bdi>{person.data.name}</bdi>
          </Link>
        }
      />
      <PlanCard person={person.data} />
    </>
  );
}
