/**
 * protected-time: a step in days that belong to a member by law (pregnancy, birth, breastfeeding,
 * treatment, bereavement, court). Names the step. The person's own lane, and what belongs to the
 * protected time itself, are no conflict. No staff can waive it.
 */
import type { ProtectedTime } from "../facts-more.ts";
import type { Findings, Reason } from "../finding.ts";
import { daysOf } from "../periods.ts";
import type { Plan, PlanStep } from "../plan.ts";
import { readDay } from "../time/walls.ts";

export function protectedTime(plan: Plan, findings: Findings): void {
  for (const time of plan.facts.household.protectedTimes ?? []) {
    const within = [{ from: readDay(time.from) ?? 0, until: readDay(time.until) ?? -1 }];
    for (const step of plan.planned) {
      if (!isKeptOff(time, step)) continue;
      const on = step.series === null ? firstDay(plan, step, within) : daysOf(plan, step, within);
      if (on.length === 0) continue;
      const members = [time.member];
      const code = `protected-${time.type}` as const;
      const reason: Reason = { code, steps: [step.id], members, text: time.text };
      findings.add({
        kind: "protected-time",
        steps: [step.id],
        on,
        certainty: "cannot-both",
        reason,
      });
    }
  }
}

function isKeptOff({ member, keepsOff, exceptSteps }: ProtectedTime, step: PlanStep): boolean {
  const { lane, activity } = step.facts;
  if (step.isHidden || !step.present.includes(member) || exceptSteps?.includes(step.id))
    return false;
  if (keepsOff !== undefined) return activity !== undefined && keepsOff.includes(activity);
  return lane !== "person";
}

function firstDay(plan: Plan, step: PlanStep, within: { from: number; until: number }[]): number[] {
  return daysOf(plan, step, within).slice(0, 1);
}
