/**
 * unsafe: a step at a place, or with a person, that a member has to keep away from. Names the step.
 * Told only as "not suitable": the reason carries nothing of place, person or why.
 */
import type { Findings, Reason } from "../finding.ts";
import { daysOf } from "../periods.ts";
import type { Plan } from "../plan.ts";
import { readDay } from "../time/walls.ts";

export function unsafe(plan: Plan, findings: Findings): void {
  for (const { member, place, person, from, until } of plan.facts.household.keepAway ?? []) {
    const within = [
      {
        from: readDay(from ?? "") ?? plan.horizon.from,
        until: readDay(until ?? "") ?? plan.horizon.until,
      },
    ];
    for (const step of plan.planned) {
      const isThere =
        (place !== undefined && step.place === place) ||
        (person !== undefined && (step.facts.asks?.people ?? []).includes(person));
      if (!isThere || step.isHidden || !step.present.includes(member)) continue;
      const on = daysOf(plan, step, within);
      if (on.length === 0) continue;
      const reason: Reason = { code: "not-suitable", steps: [step.id] };
      const named = { kind: "unsafe", steps: [step.id], certainty: "cannot-both" } as const;
      findings.add({ ...named, on: step.series === null ? on.slice(0, 1) : on, reason });
    }
  }
}
