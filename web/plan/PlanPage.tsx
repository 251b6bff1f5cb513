import { useQuery } from "@tanstack/react-query";
import { Link, useParams, useSearch } from "@tanstack/react-router";
import { lazy, Suspense, useState } from "react";
import type { PlanView } from "../../server/api/plan-schemas.ts";
import { queries } from "../api/queries.ts";
import { KeptPanel } from "../outcome/KeptPanel.tsx";
import { UndoBar } from "../outcome/UndoBar.tsx";
import { ErrorPanel } from "../parts/ErrorPanel.tsx";
import { FailedPage } from "../parts/FailedPage.tsx";
import { PageTitle } from "../parts/PageTitle.tsx";
import { Skeleton } from "../parts/Skeleton.tsx";
import { useWords } from "../words/useWords.ts";
import { Agreement } from "./Agreement.tsx";
import { PlanConflicts } from "./Conflicts.tsx";
import { DeskContext, type DeskDialog } from "./desk.ts";
import { MoveBar } from "./MoveBar.tsx";
import { PlanActs } from "./PlanActs.tsx";
import { PlanNext } from "./PlanNext.tsx";
import { PlanSide } from "./PlanSide.tsx";
import { PlanViews } from "./PlanViews.tsx";
import { PlanTag } from "./PlanTag.tsx";
import { Presence } from "./Presence.tsx";
import { standingOf } from "./standing.ts";
import { useMoves } from "./useMoves.ts";

/** Forms are fetched when the first of them opens. */
const DeskDialogs = lazy(async () => ({
  default: (await import("./DeskDialogs.tsx")).DeskDialogs,
}));

/** One person's joint plan: how it stands, the next step, the lines, who signed. */
export function PlanPage() {
  const { id } = useParams({ from: "/frame/plans/$id" });
  const plan = useQuery(queries.plan(id));
  if (!plan.data) {
    if (!plan.error) return <Skeleton rows={9} />;
    return <FailedPage error={plan.error} retry={() => void plan.refetch()} />;
  }
  return (
    <>
      {plan.error ? <ErrorPanel error={plan.error} retry={() => void plan.refetch()} /> : null}
      <Plan key={plan.data.id} plan={plan.data} />
    </>
  );
}

function Plan({ plan }: { plan: PlanView }) {
  const { t, day } = useWords();
  const [dialog, open] = useState<DeskDialog | null>(null);
  const isShut = plan.state === "closed" || plan.stopped !== "" || plan.too_large;
  const moves = useMoves(plan);
  const { view } = useSearch({ from: "/frame/plans/$id" });
  const desk = { plan, isShut, open, moves };
  return (
    <DeskContext value={desk}>
      <PageTitle
        title={plan.title || t("plan.of", { name: plan.person_name })}
        trail={
          <>
            <Link to="/people">{t("people.title")}</Link> {"/"}{" "}
            <Link to="/people/$id" params={{ id: plan.person_id }}>
              <bdi>{plan.person_name}</bdi>
            </Link>
          </>
        }
        lead={
          <span className="plan-lead">
            <PlanTag standing={standingOf(plan)} />
            <span>{t("plan.opened_on", { day: day(plan.opened_on) })}</span>
            {plan.reassess_on === null ? null : (
              <span>{t("plan.reassess", { day: day(plan.reassess_on) })}</span>
            )}
          </span>
        }
        actions={<PlanActs />}
      />
      <Presence plan={plan.id} />
      <PlanNext />
      <PlanConflicts plan={plan} />
      <div className={view === "days" || view === "board" ? "overview plan-wide" : "overview plan"}>
        <div className="overview-main">
          <PlanViews />
        </div>
        <div className="overview-side">
          <KeptPanel />
          <Agreement />
          <PlanSide />
        </div>
      </div>
      <MoveBar />
      <UndoBar />
      <Suspense fallback={null}>
        <DeskDialogs plan={plan} dialog={dialog} close={() => open(null)} />
      </Suspense>
    </DeskContext>
  );
}
