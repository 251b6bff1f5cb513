/** When a step would leave somebody without care: nobody else could be with them. */
import { busyOf } from "../busy.ts";
import type { Plan, PlanStep, Span } from "../plan.ts";
import { common, joined, spansOf, without } from "../spans.ts";

export function careBlocks(plan: Plan, step: PlanStep, within: Span): Span[] {
  return plan.care.flatMap(({ facts, need, carers }) => {
    const takes = carers.some(({ member }) => member !== null && step.present.includes(member));
    // Whoever needs care and comes along is looked after there.
    if (!takes || step.present.includes(facts.member)) return [];
    const away = (member: string) =>
      joined(
        busyOf(plan, member)
          .filter(({ step: other, end, start }) => {
            return other !== step && end > within.start && start < within.end;
          })
          .map(({ start, end }) => ({ start, end })),
      );
    let left = without(common([within], joined(spansOf(need))), away(facts.member));
    for (const { member, hours } of carers) {
      if (left.length === 0) break;
      if (member !== null && step.present.includes(member)) continue;
      const there = hours === null ? [within] : common([within], joined(spansOf(hours)));
      left = without(left, member === null ? there : without(there, away(member)));
    }
    return left;
  });
}
