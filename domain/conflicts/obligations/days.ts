/** Duties that hold on days: no work or training (`forbids`), and staying in an area. */
import type { RuleOf } from "../facts.ts";
import type { Findings } from "../finding.ts";
import { daysOf, meet } from "../periods.ts";
import type { Days, Note, Plan, PlanRule, PlanStep } from "../plan.ts";
import { readDay } from "../time/walls.ts";
import { broken } from "./broken.ts";

/** Broken by each step of that activity that the member has in these days. */
export function forbids(plan: Plan, rule: PlanRule<RuleOf<"forbids">>, findings: Findings): Note[] {
  const within = daysIn(rule);
  for (const step of plan.planned) {
    const { activity, for: member } = step.facts;
    if (activity !== rule.facts.activity || member !== rule.member) continue;
    const on = tellingDays(plan, step, within);
    if (on.length > 0) findings.add(broken(rule, "forbids", [step.id], on));
  }
  return [];
}

/** Broken by each step of the member in these days at a place of another area. */
export function stayInArea(
  plan: Plan,
  rule: PlanRule<RuleOf<"stay-in-area">>,
  findings: Findings,
): Note[] {
  const within = daysIn(rule);
  const areas = new Map(plan.facts.places.map(({ id, area }) => [id, area]));
  const notes: Note[] = [];
  for (const step of plan.planned) {
    if (step.place === null || step.isHidden || !step.present.includes(rule.member)) continue;
    const area = areas.get(step.place);
    if (area === rule.facts.area) continue;
    const on = tellingDays(plan, step, within);
    if (on.length === 0) continue;
    if (area === undefined) notes.push({ code: "area-unknown", steps: [step.id] });
    else findings.add(broken(rule, "stay-in-area", [step.id], on));
  }
  return notes;
}

function daysIn(rule: PlanRule<RuleOf<"forbids" | "stay-in-area">>): Days[] {
  const { from, until } = rule.facts;
  const days = { from: readDay(from) ?? 0, until: readDay(until) ?? 0 };
  return rule.active.map((one) => meet(one, days)).filter((one) => one !== null);
}

/** Of a step without a timetable the first day of each stretch says enough. */
function tellingDays(plan: Plan, step: PlanStep, within: readonly Days[]): number[] {
  if (step.series !== null || step.days === null) return daysOf(plan, step, within);
  const { days } = step;
  return within.flatMap((one) => meet(one, days)?.from ?? []);
}
