/** time-overlap: two steps with a common member, and occurrences that intersect. Names both. */
import { allBusy, type Busy } from "../busy.ts";
import { limits } from "../facts.ts";
import type { Findings, Reason } from "../finding.ts";
import { Pairs } from "../pairs.ts";
import type { Plan } from "../plan.ts";
import { dayAt } from "../time/zones.ts";

export function timeOverlap(plan: Plan, findings: Findings): void {
  const pairs = new Pairs<string>(limits.conflicts_max);
  for (const [member, busy] of allBusy(plan)) overlapsOf(plan, member, busy, pairs);
  for (const { a, b, on, first } of pairs.values()) {
    const steps = [a.id, b.id];
    const reason: Reason = { code: "overlap", steps, members: [first] };
    findings.add({ kind: "time-overlap", steps, on, certainty: "cannot-both", reason });
  }
}

/** A sweep along one member's time; what runs at the moment is kept in `running`. */
function overlapsOf(plan: Plan, member: string, busy: readonly Busy[], pairs: Pairs<string>): void {
  let running: Busy[] = [];
  for (const next of busy) {
    if (pairs.isFull) return;
    if (running.length > 0) running = running.filter(({ end }) => end > next.start);
    for (const one of running) {
      if (one.step === next.step) continue;
      pairs.add(one.step, next.step, dayAt(plan.zone, next.start), member);
    }
    running.push(next);
  }
}
