import type { PlanView } from "../../server/api/plan-schemas.ts";
import type { StepFields } from "./step-draft.ts";

type Props = {
  plan: PlanView;
  /** A line while it is being written: its id (empty: it is new), and what it would say. */
  draft?: { id: string; lane: string; fields: StepFields };
};

/** Where the conflicts of a plan stand: on its page, and beside a date that is being picked. */
export function PlanConflicts({ plan, draft }: Props) {
  return <div className="plan-conflicts" data-plan={plan.id} data-line={draft?.id} />;
}
