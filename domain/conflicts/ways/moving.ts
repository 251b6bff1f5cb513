/** Other times of a step: tried nearest first. A series keeps its days of the week, or moves them all. */
import { dayAt, instantOf, wallAt } from "../time/zones.ts";
import type { Days, Plan, PlanStep, Span } from "../plan.ts";
import { readRule, weekdays } from "../time/rrule.ts";
import { readWall, wallText, weekdayOf, type Wall } from "../time/walls.ts";
import { blockedFor, days_around_max, freeTimes, grid_seconds, isFree } from "./free-times.ts";
import type { Conflict } from "../finding.ts";
import type { StepChange, Way } from "./way.ts";

const steps_moved_max = 3;

/** `after`: not before this instant. */
export function otherTimes(plan: Plan, step: PlanStep, on: readonly number[], after?: number) {
  const { series } = step;
  if (series === null || step.isHidden || step.starts.length === 0) return [];
  if (series.isEndless) return skipped(step, on);
  if (step.starts.length === 1) return otherTimesOfOne(plan, step, after);
  // A series that begins too early is moved by nobody's computation.
  if (after !== undefined) return [];
  const rest = skipped(step, on);
  // What has begun would be written otherwise than it was.
  if (series.first.day <= plan.asOf) return rest;
  return [...rest, ...otherHours(plan, step), ...otherWeekdays(plan, step)];
}

function otherTimesOfOne(plan: Plan, step: PlanStep, after = Number.NEGATIVE_INFINITY) {
  const { series } = step;
  const [start, end] = [step.starts[0], step.ends[0]];
  if (series === null || start === undefined || end === undefined) return [];
  const begins = Math.max(start, after);
  const day = dayAt(plan.zone, begins);
  const around = { from: day - days_around_max, until: day + days_around_max };
  const { days, spans } = blockedFor(plan, step, around);
  const past = { start: instantOf(plan.zone, { day: days.from - 1, second: 0 }), end: after };
  const taken = after > past.start ? mergeFirst(past, spans) : spans;
  // Where it was is taken: it is what stands in the way.
  const wall = { day, second: wallAt(series.zone, start).second };
  const at = instantOf(series.zone, wall);
  return freeTimes(plan, series.zone, { days, spans: taken }, { start: at, end: at + end - start })
    .filter((time) => time.start !== start)
    .map((time): StepChange => {
      const { day: from, second } = wallAt(series.zone, time.start);
      return times(step, from, second, wallAt(series.zone, time.end));
    });
}

function mergeFirst(first: Span, spans: readonly Span[]): Span[] {
  const rest = spans.filter(({ end }) => end > first.end);
  return [first, ...rest.map(({ start, end }) => ({ start: Math.max(start, first.end), end }))];
}

/** Without the occurrences on these days, as long as most of it stays. */
function skipped(step: PlanStep, on: readonly number[]): StepChange[] {
  const { series } = step;
  if (series === null || on.length * 4 > step.starts.length) return [];
  const days = new Set(on);
  const out = step.starts
    .map((start) => wallAt(series.zone, start))
    .filter(({ day }) => days.has(day))
    .map(({ day }) => wallText({ day, second: series.first.second }));
  if (out.length === 0) return [];
  return [{ exdate: [...exdatesOf(step), ...out] }];
}

const hours_tried_max = 2;

/** The same days, at another quarter of an hour between 7 and 20 o'clock at which each of them is free. */
function otherHours(plan: Plan, step: PlanStep): StepChange[] {
  const { series } = step;
  const days = wholeOf(step);
  if (series === null || days === null || series.last.day !== series.first.day) return [];
  const { spans } = blockedFor(plan, step, days);
  const { second } = series.first;
  const length = series.last.second - second;
  const walls = step.starts.map((start) => wallAt(series.zone, start).day);
  const candidates: number[] = [];
  for (let at = 7 * 3600; at + length <= 20 * 3600; at += grid_seconds) candidates.push(at);
  candidates.sort((a, b) => Math.abs(a - second) - Math.abs(b - second));
  return candidates
    .filter((at) => at !== second && walls.every((day) => isFreeAt(step, spans, day, at, length)))
    .slice(0, hours_tried_max)
    .map((at) => times(step, series.first.day, at, { day: series.first.day, second: at + length }));
}

/** A weekly series on one day of the week, on another one. */
function otherWeekdays(plan: Plan, step: PlanStep): StepChange[] {
  const { series, facts } = step;
  const days = wholeOf(step);
  const rule = readRule(facts.rrule ?? "");
  if (series === null || days === null || typeof rule === "string") return [];
  const isPlain = rule.frequency === "WEEKLY" && rule.byDay.length <= 1 && rule.until === null;
  if (!isPlain || series.last.day !== series.first.day) return [];
  const { spans } = blockedFor(plan, step, { from: days.from - 3, until: days.until + 3 });
  const length = series.last.second - series.first.second;
  const { second } = series.first;
  const walls = step.starts.map((start) => wallAt(series.zone, start).day);
  return [1, -1, 2, -2, 3, -3]
    .filter((by) => {
      if (weekdayOf(series.first.day + by) > 4) return false;
      if (series.first.day + by <= plan.asOf) return false;
      return walls.every((day) => isFreeAt(step, spans, day + by, second, length));
    })
    .slice(0, 1)
    .map((by) => {
      const day = series.first.day + by;
      const moved = times(step, day, second, { day, second: second + length }, by);
      if (rule.byDay.length === 0) return moved;
      const name = weekdays[weekdayOf(day)] ?? "MO";
      return { ...moved, rrule: (facts.rrule ?? "").replace(/BYDAY=[^;]*/i, `BYDAY=${name}`) };
    });
}

function wholeOf({ starts, series }: PlanStep): Days | null {
  const [first, last] = [starts[0], starts.at(-1)];
  if (series === null || first === undefined || last === undefined) return null;
  return { from: dayAt(series.zone, first) - 1, until: dayAt(series.zone, last) + 1 };
}

function isFreeAt(
  { series }: PlanStep,
  spans: readonly Span[],
  day: number,
  second: number,
  length: number,
): boolean {
  if (series === null) return false;
  const start = instantOf(series.zone, { day, second });
  return isFree(spans, { start, end: instantOf(series.zone, { day, second: second + length }) });
}

/** Start, end and exceptions, moved by whole days and to another time of day. */
function times(step: PlanStep, day: number, second: number, end: Wall, by = 0): StepChange {
  const exdate = exdatesOf(step).map((text) => {
    const wall = readWall(text);
    return wall === null ? text : wallText({ day: wall.day + by, second });
  });
  return {
    start: wallText({ day, second }),
    end: wallText(end),
    ...(exdate.length > 0 ? { exdate } : {}),
  };
}

/** As wall times, whichever way they were written. */
function exdatesOf({ facts, series }: PlanStep): string[] {
  const { exdate = [] } = facts;
  const all = typeof exdate === "string" ? exdate.split(",") : exdate;
  return all.map((text) =>
    text.includes("T")
      ? text
      : `${text}T${wallText({ day: 0, second: series?.first.second ?? 0 }).slice(11)}`,
  );
}

/** Another time of each step that has one, by turns, so that no step has all the places in the list. */
export function moves(plan: Plan, conflict: Conflict): Way[] {
  const steps = conflict.steps
    .map((id) => plan.byId.get(id))
    .filter((step): step is PlanStep => step?.facts.state === "planned" && !step.isHidden);
  const each = steps
    .slice(0, steps_moved_max)
    .map((step) => otherTimes(plan, step, conflict.on).map((set) => wayOf(step, set)));
  const longest = Math.max(0, ...each.map(({ length }) => length));
  return Array.from({ length: longest }, (_, at) =>
    each.flatMap((ways) => ways.slice(at, at + 1)),
  ).flat();
}

function wayOf(step: PlanStep, set: Way["set"] & object): Way {
  const isSkip = set.start === undefined;
  return { way: isSkip ? "skip" : "move", step: step.id, set };
}
