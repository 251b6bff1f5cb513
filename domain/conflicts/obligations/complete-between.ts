/**
 * Something to be completed between two days: broken when no opening time in these days leaves the
 * people of the step that many free minutes in one piece. Names the step, and what takes up its people
 * while it is open.
 */
import { busyOf, type Busy } from "../busy.ts";
import type { RuleOf } from "../facts.ts";
import type { Findings } from "../finding.ts";
import { timeOf } from "../periods.ts";
import type { Note, Plan, PlanRule, PlanStep, Span } from "../plan.ts";
import { common, joined, without } from "../spans.ts";
import { readDay } from "../time/walls.ts";
import { broken } from "./broken.ts";

export function completeBetween(
  plan: Plan,
  rule: PlanRule<RuleOf<"complete-between">>,
  findings: Findings,
): Note[] {
  const step = plan.byId.get(rule.facts.step);
  if (step?.facts.state !== "planned") return [];
  const from = Math.max(readDay(rule.facts.from) ?? 0, plan.asOf);
  const until = readDay(rule.facts.until) ?? 0;
  if (until < from || !rule.active.some((one) => one.from <= until && one.until >= from)) return [];
  const days = timeOf(plan, [{ from, until }]);
  const open = common(joined(rule.open.flat()), days);
  const busy = othersOf(plan, step);
  const free = without(open, joined(busy));
  const longest = Math.max(0, ...free.map(({ start, end }) => end - start));
  if (free.length > 0 && longest >= rule.facts.minutes * 60) return [];
  const taking = busy.filter((one) => meets(open, one)).map((one) => one.step.id);
  const values = { minutes: rule.facts.minutes, longest: Math.floor(longest / 60) };
  findings.add(broken(rule, "complete-between", [step.id, ...taking], [until], values));
  return [];
}

/** What else the people of a step are taken up by. */
function othersOf(plan: Plan, step: PlanStep): Busy[] {
  return step.present
    .flatMap((member) => busyOf(plan, member))
    .filter((busy) => busy.step !== step);
}

function meets(open: readonly Span[], busy: Busy): boolean {
  return open.some(({ start, end }) => start < busy.end && end > busy.start);
}
