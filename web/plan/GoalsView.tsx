import { IconPlus, IconTargetArrow } from "@tabler/icons-react";
import type { GoalView, StepView } from "../../server/api/plan-schemas.ts";
import { Empty } from "../parts/Empty.tsx";
import { useWords } from "../words/useWords.ts";
import { useDesk } from "./desk.ts";
import { givenName, livingOf, promiserOf } from "./standing.ts";
import { StepBeside } from "./StepBeside.tsx";
import { LineTag, StepCard } from "./StepCard.tsx";

/** Each goal with its promises on both sides: what we will do, what the person will do. */
export function GoalsView() {
  const { t } = useWords();
  const { plan, isShut, open } = useDesk();
  const goals = plan.state === "closed" ? plan.goals : livingOf(plan.goals);
  const steps = plan.state === "closed" ? plan.steps : livingOf(plan.steps);
  const known = new Set(goals.map(({ key }) => key));
  const others = steps.filter(({ goal }) => goal === null || !known.has(goal));
  if (goals.length === 0 && steps.length === 0) {
    return (
      <Empty title={t("plan.goals.empty", { name: givenName(plan) })}>
        <p>{t("plan.goals.empty_next")}</p>
        {isShut ? null : (
          <div className="actions">
            <button
              type="button"
              className="button button-primary"
              onClick={() => open({ kind: "goal", goal: null })}
            >
              {t("plan.goal.add")}
            </button>
          </div>
        )}
      </Empty>
    );
  }
  return (
    <div className="goals">
      {goals.map((goal) => (
        <Goal key={goal.id} goal={goal} steps={steps.filter((one) => one.goal === goal.key)} />
      ))}
      {others.length > 0 ? (
        <section className="panel goal" aria-labelledby="goal-none">
          <h2 id="goal-none">{t("plan.goals.none")}</h2>
          <Sides steps={others} goal="" />
        </section>
      ) : null}
    </div>
  );
}

function Goal({ goal, steps }: { goal: GoalView; steps: StepView[] }) {
  const { t, day } = useWords();
  const { plan, isShut, open } = useDesk();
  const id = `goal-${goal.id}`;
  return (
    <section className="panel goal" aria-labelledby={id}>
      <div className="goal-head">
        <IconTargetArrow size={22} aria-hidden="true" />
        <div className="goal-words">
          <h2 id={id} dir="auto">
            {goal.text}
          </h2>
          <p className="quiet goal-facts">
            {goal.by === null ? null : <span>{t("plan.when.by", { day: day(goal.by) })}</span>}
            {goal.how_known === "" ? null : (
              <span>{t("plan.goal.known", { how: goal.how_known })}</span>
            )}
          </p>
        </div>
        <span className="step-tags">
          {goal.state === "open" ? null : (
            <span className={goal.state === "reached" ? "tag tag-ok" : "tag"}>
              {t(`plan.goal_state.${goal.state}`)}
            </span>
          )}
          <LineTag standing={goal.standing} isFirst={plan.agreement.in_force === null} />
        </span>
        {isShut || goal.withdrawn ? null : (
          <div className="step-acts no-print">
            <button
              type="button"
              className="edit"
              aria-label={t("plan.goal.edit_of", { goal: goal.text })}
              onClick={() => open({ kind: "goal", goal })}
            >
              {t("plan.step.change")}
            </button>
            <button
              type="button"
              className="edit"
              aria-label={t("plan.goal.remove_of", { goal: goal.text })}
              onClick={() =>
                open({
                  kind: "remove",
                  line: goal.id,
                  words: goal.text,
                  isAgreed: goal.standing !== "not_agreed",
                })
              }
            >
              {t("plan.act.remove")}
            </button>
          </div>
        )}
      </div>
      <StepBeside line={goal} />
      <Sides steps={steps} goal={goal.key} />
    </section>
  );
}

/** Two columns of promises; ours first, as case.md puts what we keep above what they do. */
function Sides({ steps, goal }: { steps: StepView[]; goal: string }) {
  const { t } = useWords();
  const { plan } = useDesk();
  const theirs = steps.filter((step) => promiserOf(step) === "person");
  const ours = steps.filter((step) => promiserOf(step) !== "person");
  return (
    <div className="promises">
      <Side title={t("plan.promise.ours")} steps={ours} goal={goal} lane="social" />
      <Side
        title={t("plan.promise.theirs", { name: givenName(plan) })}
        steps={theirs}
        goal={goal}
        lane="person"
      />
    </div>
  );
}

type SideProps = { title: string; steps: StepView[]; goal: string; lane: "social" | "person" };

function Side({ title, steps, goal, lane }: SideProps) {
  const { t } = useWords();
  const { plan, isShut, open } = useDesk();
  const { may_sign } = plan.agreement;
  const own = may_sign.includes("employment") ? "employment" : "social";
  return (
    <div className="promise-side">
      <h3>{title}</h3>
      {steps.length === 0 ? <p className="quiet">{t("plan.promise.none")}</p> : null}
      <ul>
        {steps.map((step) => (
          <StepCard key={step.id} step={step} />
        ))}
      </ul>
      {isShut ? null : (
        <button
          type="button"
          className="edit add-line no-print"
          onClick={() =>
            open({ kind: "step", step: null, goal, lane: lane === "person" ? "person" : own })
          }
        >
          <IconPlus size={16} aria-hidden="true" />
          {t("plan.step.add")}
        </button>
      )}
    </div>
  );
}
