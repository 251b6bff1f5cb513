import { Link } from "@tanstack/react-router";
import { SystemTag } from "../parts/SystemTag.tsx";
import { useWords } from "../words/useWords.ts";
import { useDesk } from "./desk.ts";
import { PrivatePanel } from "./PrivatePanel.tsx";

/** Who has the plan, when the person is not available, and the household's other plans. */
export function PlanSide() {
  const { t } = useWords();
  const { plan } = useDesk();
  return (
    <>
      <section className="panel" aria-labelledby="plan-shared">
        <h2 id="plan-shared">{t("plan.shared.title")}</h2>
        {plan.shared_with.length === 0 ? <p>{t("plan.shared.nobody")}</p> : null}
        {plan.shared_with.map((one) => (
          <p key={one.id}>
            <SystemTag system={one} />
          </p>
        ))}
        {plan.data_shared === "" ? null : (
          <p className="quiet" dir="auto">
            {plan.data_shared}
          </p>
        )}
      </section>
      <PrivatePanel />
      {plan.household.length === 0 ? null : <Household />}
    </>
  );
}

function Household() {
  const { t, day } = useWords();
  const { plan } = useDesk();
  return (
    <section className="panel" aria-labelledby="plan-household">
      <h2 id="plan-household">{t("plan.household.title")}</h2>
      {plan.household.map((one) => (
        <div key={one.person_id} className="household-plan">
          <Link to="/people/$id/plan" params={{ id: one.person_id }}>
            <bdi>{one.name}</bdi>
          </Link>{" "}
          <span className="quiet">
            {t(one.has_plan ? "plan.household.has" : "plan.household.none")}
          </span>
          <ul className="criteria-words">
            {one.shared_steps.map((step) => (
              <li key={step.id}>
                <bdi>{step.what}</bdi>{" "}
                <span className="quiet">
                  {step.due === null ? "" : t("plan.when.by", { day: day(step.due) })}
                </span>
              </li>
            ))}
          </ul>
        </div>
      ))}
    </section>
  );
}
