/**
 * calendar: an office is closed, or the day is one on which things do not work as usual. Closed days
 * and holidays cannot be; the others would cost the person. Names the step.
 */
import type { Calendar } from "../facts-more.ts";
import type { Findings, Reason } from "../finding.ts";
import { meet, readWeekday, timeOf } from "../periods.ts";
import type { Days, Plan, PlanStep, Span } from "../plan.ts";
import { common, joined, spansOf } from "../spans.ts";
import { day_seconds, readDay, readTime, weekdayOf } from "../time/walls.ts";
import { dayAt, instantOf } from "../time/zones.ts";

const closes = new Set<Calendar["type"]>(["closed", "holiday"]);

export function calendar(plan: Plan, findings: Findings): void {
  for (const entry of plan.facts.calendar ?? []) {
    const days = { from: readDay(entry.from) ?? 0, until: readDay(entry.until) ?? 0 };
    const within = meet(days, plan.horizon);
    const times = within === null ? [] : timesOf(plan, entry, within);
    if (times.length === 0) continue;
    for (const step of plan.planned) {
      if (!isMeant(entry, step)) continue;
      const on = common(joined(spansOf(step)), times).map(({ start }) => dayAt(plan.zone, start));
      if (on.length === 0) continue;
      const certainty = closes.has(entry.type) ? "cannot-both" : "would-cost";
      const reason: Reason = { code: `calendar-${entry.type}`, steps: [step.id], text: entry.text };
      findings.add({ kind: "calendar", steps: [step.id], on, certainty, reason });
    }
  }
}

/** The time within some days at which a step would meet an entry. */
export function calendarBlocks(plan: Plan, entry: Calendar, step: PlanStep, days: Days): Span[] {
  const own = { from: readDay(entry.from) ?? 0, until: readDay(entry.until) ?? 0 };
  const within = meet(own, days);
  return within === null || !isMeant(entry, step) ? [] : timesOf(plan, entry, within);
}

/** Which places, lanes and members an entry is about; what it does not name, it is about all of. */
function isMeant({ places, services, lanes, members }: Calendar, step: PlanStep): boolean {
  return (
    !step.isHidden &&
    (places === undefined || (step.place !== null && places.includes(step.place))) &&
    (services === undefined || services.includes(step.facts.service ?? "")) &&
    (lanes === undefined || lanes.includes(step.facts.lane)) &&
    (members === undefined || step.present.some((member) => members.includes(member)))
  );
}

function timesOf(plan: Plan, { days, fromTime, toTime }: Calendar, within: Days): Span[] {
  const wanted = days === undefined ? null : new Set(days.map(readWeekday));
  if (wanted === null && fromTime === undefined && toTime === undefined)
    return timeOf(plan, [within]);
  const [begin, end] = [
    readTime(fromTime ?? "00:00") ?? 0,
    readTime(toTime ?? "24:00") ?? day_seconds,
  ];
  const next = end > begin ? 0 : 1;
  const spans: Span[] = [];
  for (let day = within.from; day <= within.until; day += 1) {
    if (wanted !== null && !wanted.has(weekdayOf(day))) continue;
    const start = instantOf(plan.zone, { day, second: begin });
    spans.push({ start, end: instantOf(plan.zone, { day: day + next, second: end }) });
  }
  return joined(spans);
}
