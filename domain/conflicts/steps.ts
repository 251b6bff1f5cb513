/** Steps with their times worked out. */
import type { Facts, Step } from "./facts.ts";
import { Faulty } from "./faults.ts";
import type { Days, Note, PlanStep } from "./plan.ts";
import { readSeries, type Frame, type Occurrences, type Series } from "./series.ts";
import { readDay } from "./time/walls.ts";
import { dayAt, dayStart, type Zone } from "./time/zones.ts";

interface Around {
  zone: Zone;
  asOf: number;
  horizon: Days;
  frame: Frame;
}

/** Throws `Faulty`. */
export function readSteps(facts: Facts, around: Around): { steps: PlanStep[]; notes: Note[] } {
  const notes: Note[] = [];
  const steps = facts.steps.map((step, index) => {
    const place = `steps[${index}]`;
    const { read, isOutside } = readStep(step, index, place, around);
    if (step.state === "planned") {
      if (isOutside) notes.push({ code: "outside-horizon", steps: [step.id] });
      else if (read.days === null) notes.push({ code: "no-time-left", steps: [step.id] });
      else if (read.days.from < around.asOf) notes.push({ code: "before-as-of", steps: [step.id] });
    }
    return read;
  });
  return { steps, notes };
}

function readStep(step: Step, index: number, place: string, around: Around) {
  const isTimed = step.start !== undefined || step.end !== undefined;
  const hasDays = step.from !== undefined || step.until !== undefined;
  if (isTimed === hasDays && !(step.due !== undefined && !isTimed)) {
    throw new Faulty("err.plan.when", place);
  }
  const base = {
    index,
    facts: step,
    id: step.id,
    present: [...new Set([step.for, ...(step.with ?? [])])],
    place: step.place ?? null,
    isHidden: false,
  };
  if (!isTimed) return { read: { ...base, ...untimed(step, place, around) }, isOutside: false };
  const series = readSeries(requireBoth(step, place), around.frame, place);
  const { isOutside, ...times } = timed(series, step, around);
  return { read: { ...base, series, ...times }, isOutside };
}

function requireBoth(step: Step, place: string) {
  const { start, end, zone, rrule, exdate } = step;
  if (start === undefined) throw new Faulty("err.plan.field", `${place}.start`);
  if (end === undefined) throw new Faulty("err.plan.field", `${place}.end`);
  return {
    start,
    end,
    ...(zone === undefined ? {} : { zone }),
    ...(rrule === undefined ? {} : { rrule }),
    ...(exdate === undefined ? {} : { exdate }),
  };
}

function untimed({ from, until, due }: Step, place: string, { zone, asOf }: Around) {
  const first = dayOr(from, asOf);
  const last = dayOr(until ?? due, first);
  if (last < first) throw new Faulty("err.plan.order", `${place}.until`);
  return {
    series: null,
    starts: [],
    ends: [],
    days: { from: first, until: last },
    begins: dayStart(zone, first),
    finishes: dayStart(zone, last + 1),
  };
}

function dayOr(text: string | undefined, otherwise: number): number {
  return (text === undefined ? null : readDay(text)) ?? otherwise;
}

/** Planned steps are looked at within the horizon; what is done lies before it. */
function timed(series: Series, { state }: Step, { zone, horizon }: Around) {
  const within = { start: dayStart(zone, horizon.from), end: dayStart(zone, horizon.until + 1) };
  const kept = state === "planned" ? clipped(series, within) : series;
  const isOutside = series.isEndless || kept.starts.length < series.starts.length;
  const begins = kept.starts[0];
  const finishes = series.isEndless ? Number.POSITIVE_INFINITY : kept.ends.at(-1);
  if (begins === undefined || finishes === undefined) {
    const never = Number.POSITIVE_INFINITY;
    return { starts: [], ends: [], days: null, begins: never, finishes: never, isOutside };
  }
  const last = kept.ends.at(-1) ?? begins;
  const days = { from: dayAt(zone, begins), until: dayAt(zone, Math.max(begins, last - 1)) };
  return { starts: kept.starts, ends: kept.ends, days, begins, finishes, isOutside };
}

function clipped({ starts, ends }: Occurrences, within: { start: number; end: number }) {
  const first = starts[0] ?? within.start;
  const last = starts.at(-1) ?? within.start;
  if (first >= within.start && last < within.end) return { starts, ends };
  const kept: Occurrences = { starts: [], ends: [] };
  starts.forEach((start, index) => {
    if (start < within.start || start >= within.end) return;
    kept.starts.push(start);
    kept.ends.push(ends[index] ?? start);
  });
  return kept;
}
