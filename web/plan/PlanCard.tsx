import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import type { PersonView } from "../../server/api/schemas.ts";
import { queries } from "../api/queries.ts";
import { ErrorPanel } from "../parts/ErrorPanel.tsx";
import { useWords } from "../words/useWords.ts";
import { NewPlanDialog } from "./PlanDialogs.tsx";
import { PlanTag } from "./PlanTag.tsx";
import { livingOf, nextStepOf, standingOf } from "./standing.ts";

/** On a person's page: how the plan stands, and the one next step. */
export function PlanCard({ person }: { person: PersonView }) {
  const { t, has, number } = useWords();
  const found = useQuery(queries.personPlan(person.id));
  const [making, setMaking] = useState(false);
  const name = person.name.split(" ")[0] ?? person.name;
  const id = `plan-${person.id}`;
  const { plan, stopped = "" } = found.data ?? {};
  const isOver = plan?.state === "closed";
  const mayOpen = found.data !== undefined && (!plan || isOver) && stopped === "";
  const why = `error.${stopped}`;
  return (
    <section className="panel plan-card" aria-labelledby={id}>
      <div className="section-head">
        <h3 id={id}>{t("plan.title")}</h3>
        {plan ? <PlanTag standing={standingOf(plan)} /> : null}
      </div>
      {found.error && !found.data ? (
        <ErrorPanel error={found.error} retry={() => void found.refetch()} />
      ) : null}
      {plan ? (
        <>
          <p>{t(`plan.next.${nextStepOf(plan)}`, { name })}</p>
          <p className="quiet">
            {t("plan.card.lines", {
              goals: number(livingOf(plan.goals).length),
              steps: number(livingOf(plan.steps).length),
            })}
          </p>
        </>
      ) : null}
      {found.data && !plan ? (
        <p>{stopped === "" ? t("plan.none", { name }) : has(why) ? t(why) : stopped}</p>
      ) : null}
      <div className="actions no-print">
        {plan ? (
          <Link
            to="/plans/$id"
            params={{ id: plan.id }}
            className={isOver ? "button" : "button button-primary"}
          >
            {t("plan.open")}
          </Link>
        ) : null}
        {mayOpen ? (
          <button
            type="button"
            className={plan ? "button" : "button button-primary"}
            onClick={() => setMaking(true)}
          >
            {t(plan ? "plan.make_again" : "plan.make")}
          </button>
        ) : null}
      </div>
      {making ? <NewPlanDialog person={person} close={() => setMaking(false)} /> : null}
    </section>
  );
}
