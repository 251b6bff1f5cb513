import { Link } from "@tanstack/react-router";
import { SystemTag } from "../parts/SystemTag.tsx";
import { useWords } from "../words/useWords.ts";
import { useDesk } from "./desk.ts";
import { timesText } from "./plan-words.ts";

/** Who has the plan, when the person is not available, and the household's other plans. */
export function PlanSide() {
  const words = useWords();
  const { t } = words;
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
      {plan.unavailable.length === 0 ? null : (
        <section className="panel" aria-labelledby="plan-away">
          <h2 id="plan-away">{t("plan.away.title")}</h2>
          <ul className="criteria-words">
            {plan.unavailable.map((one) => (
              <li key={one.id}>
                {one.times ? timesText(one.times, words) : t("plan.away.sometime")}
              </li>
            ))}
          </ul>
        </section>
      )}
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
