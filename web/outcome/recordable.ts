import type { PlanOutcomes, TimeView } from "../../server/api/outcome-schemas.ts";
import type { PlanView, StepView } from "../../server/api/plan-schemas.ts";
import { givenName } from "../plan/standing.ts";

type StepOutcomes = PlanOutcomes["steps"][number];
export type OutcomeSide = StepOutcomes["side"];
export type Causes = PlanOutcomes["causes"];

/** A step of which a time can be recorded, wherever on the screens it stands. */
export interface Recordable {
  step_id: string;
  what: string;
  /** The name people use for the person. */
  name: string;
  side: OutcomeSide;
  fitting: StepOutcomes["fitting"];
  causes: Causes;
  /** Times that wait, the latest first; of a step without a clock there is one, without a day. */
  times: readonly Pick<TimeView, "time" | "day" | "start">[];
  any_day: boolean;
}

export function recordableOf(
  plan: Pick<PlanView, "person_name">,
  step: Pick<StepView, "id" | "what">,
  outcomes: PlanOutcomes,
): Recordable | null {
  const found = outcomes.steps.find(({ step_id }) => step_id === step.id);
  if (!found) return null;
  const waits = found.times.filter(({ outcomes: said }) => !said.some(({ yours }) => yours));
  return {
    step_id: step.id,
    what: step.what,
    name: givenName(plan),
    side: found.side,
    fitting: found.fitting,
    causes: outcomes.causes,
    times: waits.toReversed(),
    any_day: found.any_day,
  };
}

/** Is there anything to record now? A step with a clock waits for its next time. */
export function mayRecord({ times, any_day }: Pick<Recordable, "times" | "any_day">): boolean {
  return any_day || times.length > 0;
}
