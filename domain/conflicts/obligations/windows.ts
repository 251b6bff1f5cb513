/** Duties at hours of the week: a window kept free, and a place to be at. */
import { busyOf, type Busy } from "../busy.ts";
import type { RuleOf } from "../facts.ts";
import type { Findings } from "../finding.ts";
import { timeOf, weekOf } from "../periods.ts";
import type { Note, Plan, PlanRule, Span } from "../plan.ts";
import { common, joined, lengthOf } from "../spans.ts";
import { dayAt } from "../time/zones.ts";
import { hoursOfWeek } from "../week-hours.ts";
import { broken } from "./broken.ts";

type WindowRule = PlanRule<RuleOf<"keep-free" | "be-at">>;

/** Broken in a week in which steps of other lanes take more than the tolerated hours of the window. */
export function keepFree(
  plan: Plan,
  rule: PlanRule<RuleOf<"keep-free">>,
  findings: Findings,
): Note[] {
  const { exceptLanes = [], toleratedHoursPerWeek = 0 } = rule.facts;
  const others = busyOf(plan, rule.member).filter(
    ({ step }) => step.isHidden || !exceptLanes.includes(step.facts.lane),
  );
  const weeks = new Map<number, { spans: Span[]; steps: Set<string>; on: Set<number> }>();
  each(windowsOf(plan, rule), others, (span, { step }) => {
    const day = dayAt(plan.zone, span.start);
    const week = weekOf(day, 0);
    const found = weeks.get(week) ?? { spans: [], steps: new Set(), on: new Set() };
    found.spans.push(span);
    found.steps.add(step.id);
    found.on.add(day);
    weeks.set(week, found);
  });
  for (const { spans, steps, on } of weeks.values()) {
    const hours = lengthOf(joined(spans)) / 3600;
    if (hours <= toleratedHoursPerWeek + 1e-6) continue;
    const values = { hours: Math.round(hours * 100) / 100, tolerated: toleratedHoursPerWeek };
    findings.add(broken(rule, "keep-free", [...steps], [...on], values));
  }
  return [];
}

/** Broken by each step of the member elsewhere that reaches into the window. */
export function beAt(plan: Plan, rule: PlanRule<RuleOf<"be-at">>, findings: Findings): Note[] {
  const { place } = rule.facts;
  const elsewhere = busyOf(plan, rule.member).filter(
    ({ step }) => !step.isHidden && step.place !== null && step.place !== place,
  );
  each(windowsOf(plan, rule), elsewhere, ({ start }, { step }) => {
    findings.add(broken(rule, "be-at", [step.id], [dayAt(plan.zone, start)], { place }));
  });
  return [];
}

/** Every time of the window while the rule holds. A window past midnight is that of its first day. */
export function windowsOf(plan: Plan, { facts, active, zone }: WindowRule): Span[] {
  return common(hoursOfWeek(facts, plan.horizon, zone), timeOf(plan, active));
}

/** Each meeting of two sorted lists: the common time, and what meets the window. */
function each(
  windows: readonly Span[],
  busy: readonly Busy[],
  meets: (span: Span, busy: Busy) => void,
): void {
  let first = 0;
  for (const one of busy) {
    while (first < windows.length && (windows[first]?.end ?? 0) <= one.start) first += 1;
    for (let at = first; at < windows.length; at += 1) {
      const window = windows[at];
      if (window === undefined || window.start >= one.end) break;
      meets({ start: Math.max(window.start, one.start), end: Math.min(window.end, one.end) }, one);
    }
  }
}
