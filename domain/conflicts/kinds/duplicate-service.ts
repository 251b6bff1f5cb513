/**
 * duplicate-service: two steps for the same member with the same service, or services declared the
 * same, that `repeat` does not allow. Names both. What is done counts, what is cancelled does not; one
 * of the two is planned, as nothing can be done about the past.
 *
 * `afterDays: n`: the second begins n days or more after the last day of the first.
 */
import { limits } from "../facts.ts";
import type { Findings, Reason } from "../finding.ts";
import { Pairs } from "../pairs.ts";
import type { Plan, PlanStep } from "../plan.ts";
import { daysBetween, sameService } from "../services.ts";

export function duplicateService(plan: Plan, findings: Findings): void {
  const pairs = new Pairs<number>(limits.conflicts_max);
  for (const [group, steps] of byService(plan)) {
    const apart = daysBetween(plan, group);
    if (apart > 0) compareAll(steps, apart, pairs);
  }
  for (const { a, b, on, first } of pairs.values()) {
    const steps = [a.id, b.id];
    const isNever = first === Number.POSITIVE_INFINITY;
    const said = { steps, members: [a.facts.for] };
    const reason: Reason = isNever
      ? { ...said, code: "service-once" }
      : { ...said, code: "service-too-soon", values: { days: first } };
    findings.add({ kind: "duplicate-service", steps, on, certainty: "cannot-both", reason });
  }
}

/** Steps that count, by service and member, by their first day. */
function byService(plan: Plan): [string, PlanStep[]][] {
  const all = new Map<string, { group: string; steps: PlanStep[] }>();
  for (const step of plan.steps) {
    const { service, state, for: member } = step.facts;
    if (service === undefined || state === "cancelled" || step.days === null) continue;
    const group = sameService(plan, service);
    const key = JSON.stringify([group, member]);
    const found = all.get(key) ?? { group, steps: [] };
    found.steps.push(step);
    all.set(key, found);
  }
  return [...all.values()].map(({ group, steps }) => [
    group,
    steps.sort((a, b) => (a.days?.from ?? 0) - (b.days?.from ?? 0)),
  ]);
}

function compareAll(steps: readonly PlanStep[], apart: number, pairs: Pairs<number>): void {
  let near: PlanStep[] = [];
  for (const next of steps) {
    const begins = next.days?.from ?? 0;
    near = near.filter(({ days }) => begins - (days?.until ?? 0) < apart);
    for (const one of near) {
      if (pairs.isFull) return;
      if (one.facts.state === "planned" || next.facts.state === "planned") {
        pairs.add(one, next, begins, apart);
      }
    }
    near.push(next);
  }
}
