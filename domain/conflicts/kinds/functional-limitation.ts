/**
 * functional-limitation: a demand above what the severity of the member in that domain allows, with the
 * adaptation counted if it is in place when the step starts. Names the step. A domain that is not
 * listed has no difficulty (1).
 */
import { severities, type Demand } from "../facts.ts";
import type { Findings, Reason } from "../finding.ts";
import type { Plan } from "../plan.ts";
import { readDay } from "../time/walls.ts";

export function functionalLimitation(plan: Plan, findings: Findings): void {
  for (const { id, facts, days } of plan.planned) {
    const limitations = plan.members.get(facts.for)?.limitations ?? [];
    for (const demand of facts.demands ?? []) {
      if (days === null) continue;
      const found = limitations.filter(({ domain }) => domain === demand.domain);
      const severity = Math.max(severities.none, ...found.map((one) => one.severity));
      if (severity <= allowedOn(demand, days.from)) continue;
      const late = demand.adaptation !== undefined && severity <= demand.adaptation.maxSeverity;
      const text = demand.text === undefined ? {} : { text: demand.text };
      const reason: Reason = {
        code: late ? "demand-before-adaptation" : "demand",
        steps: [id],
        members: [facts.for],
        values: { demand: demand.code },
        ...text,
      };
      const on = [days.from];
      findings.add({
        kind: "functional-limitation",
        steps: [id],
        on,
        certainty: "cannot-both",
        reason,
      });
    }
  }
}

/** The severity up to which a demand can be met on a day. */
function allowedOn({ maxSeverity, adaptation }: Demand, day: number): number {
  const from = readDay(adaptation?.inPlaceFrom ?? "");
  return adaptation !== undefined && from !== null && from <= day
    ? adaptation.maxSeverity
    : maxSeverity;
}
