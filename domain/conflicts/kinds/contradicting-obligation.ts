/**
 * contradicting-obligation: a duty of a programme that the plan breaks. Names the steps that break it;
 * of something that must be completed between two days, also the step that cannot be.
 */
import type { RuleOf, RuleType } from "../facts.ts";
import type { Findings } from "../finding.ts";
import { completeBetween } from "../obligations/complete-between.ts";
import { beAt, keepFree } from "../obligations/windows.ts";
import { forbids, stayInArea } from "../obligations/days.ts";
import type { Note, Plan, PlanRule } from "../plan.ts";

/** One type of rule, looked at over the whole plan. */
export type Obligation<T extends RuleType> = (
  plan: Plan,
  rule: PlanRule<RuleOf<T>>,
  findings: Findings,
) => Note[];

const nothing = (): Note[] => [];

/** Total by type; the two limits are benefit-threshold's. */
const obligations: { [T in RuleType]: Obligation<T> } = {
  "earnings-limit": nothing,
  "hours-limit": nothing,
  "keep-free": keepFree,
  forbids,
  "be-at": beAt,
  "stay-in-area": stayInArea,
  "complete-between": completeBetween,
};

export function contradictingObligation(plan: Plan, findings: Findings): Note[] {
  return plan.rules.flatMap((rule) => {
    if (rule.active.length === 0) return [];
    const look = obligations[rule.facts.type] as Obligation<RuleType>;
    return look(plan, rule, findings);
  });
}
