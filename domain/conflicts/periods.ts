/** Weeks and months, and what of a plan's steps falls into each. */
import type { Weekday } from "./forms.ts";
import type { Days, Plan, PlanStep, Span } from "./plan.ts";
import { common, joined, spansOf } from "./spans.ts";
import { dateOf, dayNumber, daysInMonth, weekdayOf } from "./time/walls.ts";
import { dayAt, dayStart } from "./time/zones.ts";

const names = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

/** 0 (Monday) to 6; null: no name of a day. */
export function readWeekday(value: Weekday): number | null {
  if (typeof value === "number") return value - 1;
  const text = value.toLowerCase();
  const found = names.findIndex((name) =>
    text.length <= 3 ? name.startsWith(text) : name === text,
  );
  return found === -1 ? null : found;
}

/** The first day of the week that a day lies in. */
export function weekOf(day: number, weekStarts: number): number {
  return day - ((weekdayOf(day) - weekStarts + 7) % 7);
}

/** The months, each as its days, that a stretch touches. */
export function monthsOf({ from, until }: Days): Days[] {
  const all: Days[] = [];
  for (let day = from; day <= until;) {
    const { year, month } = dateOf(day);
    const first = dayNumber(year, month, 1);
    const last = first + daysInMonth(year, month) - 1;
    all.push({ from: first, until: last });
    day = last + 1;
  }
  return all;
}

export function meet(a: Days, b: Days): Days | null {
  const both = { from: Math.max(a.from, b.from), until: Math.min(a.until, b.until) };
  return both.until < both.from ? null : both;
}

/** Stretches of days as time, each from its first midnight to the one after its last day. */
export function timeOf(plan: Plan, days: readonly Days[]): Span[] {
  return joined(
    days.map(({ from, until }) => ({
      start: dayStart(plan.zone, from),
      end: dayStart(plan.zone, until + 1),
    })),
  );
}

/** A step's days within some others, each once, in order: of its occurrences, or of its stretch. */
export function daysOf(plan: Plan, step: PlanStep, within: readonly Days[]): number[] {
  if (step.days === null || !within.some((one) => meet(one, step.days ?? one) !== null)) return [];
  const found: number[] = [];
  const add = (day: number) => {
    if (day !== found.at(-1) && within.some(({ from, until }) => day >= from && day <= until)) {
      found.push(day);
    }
  };
  if (step.series === null) {
    for (const one of within) {
      const both = meet(one, step.days);
      for (let day = both?.from ?? 1; day <= (both?.until ?? 0); day += 1) add(day);
    }
    return found;
  }
  step.starts.forEach((start, index) => {
    const last = dayAt(plan.zone, Math.max(start, (step.ends[index] ?? start) - 1));
    for (let day = dayAt(plan.zone, start); day <= last; day += 1) add(day);
  });
  return found;
}

/** Whether a step is active on some day of these. */
export function isActiveIn(plan: Plan, step: PlanStep, within: readonly Days[]): boolean {
  if (step.days === null || !within.some((one) => meet(one, step.days ?? one) !== null))
    return false;
  return step.series === null || daysOf(plan, step, within).length > 0;
}

/**
 * Seconds of a step by week (first day of the week): its timetable, else its hours per week in every
 * week in which it is active. Only time within `within` counts.
 */
export function secondsByWeek(
  plan: Plan,
  step: PlanStep,
  within: readonly Days[],
  weekStarts: number,
): Map<number, number> {
  const weeks = new Map<number, number>();
  const add = (week: number, seconds: number) => weeks.set(week, (weeks.get(week) ?? 0) + seconds);
  if (step.series !== null) {
    const [only] = within;
    const whole = within.length === 1 && step.days !== null && only !== undefined;
    const isInside =
      whole && only.from <= (step.days?.from ?? 0) && only.until >= (step.days?.until ?? 0);
    const own = isInside ? spansOf(step) : common(joined(spansOf(step)), timeOf(plan, within));
    for (const span of own) addSpan(plan, span, weekStarts, add);
    return weeks;
  }
  const hours = step.facts.hoursPerWeek ?? 0;
  if (hours === 0 || step.days === null) return weeks;
  for (const one of within) {
    const both = meet(one, step.days);
    if (both === null) continue;
    for (let week = weekOf(both.from, weekStarts); week <= both.until; week += 7) {
      weeks.set(week, hours * 3600);
    }
  }
  return weeks;
}

type Add = (week: number, seconds: number) => unknown;

function addSpan(plan: Plan, { start, end }: Span, weekStarts: number, add: Add): void {
  for (let from = start; from < end;) {
    const week = weekOf(dayAt(plan.zone, from), weekStarts);
    // Most occurrences end on the day they began; only the others can reach into another week.
    const last = dayAt(plan.zone, end - 1);
    const until = last < week + 7 ? end : dayStart(plan.zone, week + 7);
    add(week, Math.min(until, end) - from);
    from = Math.max(until, from + 1);
  }
}

/** `limit` as the rule allows it; amounts are compared to a millionth. */
export function isAllowed(value: number, allowed: "<" | "<=", limit: number): boolean {
  const over = value - limit;
  return allowed === "<" ? over < -1e-6 : over <= 1e-6;
}
