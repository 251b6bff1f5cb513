/** The times of a step, each by its day and clock. */
import { Faulty } from "../conflicts/faults.ts";
import { readSeries } from "../conflicts/series.ts";
import { readDay, wallText } from "../conflicts/time/walls.ts";
import { wallAt } from "../conflicts/time/zones.ts";
import { textOf, valueOf, type StoredRecord } from "../record.ts";
import type { Times } from "../records/plan-values.ts";

/** One time of a step. */
export interface Occurrence {
  /** Its name within the step (domain/records/outcome-records.ts, TimeName). */
  time: string;
  /** Empty: nobody has given it a day yet. */
  day: string;
  /** `09:30`; empty: only a day is known. */
  start: string;
  end: string;
}

/** Days of one look, at most: a series is not followed for ever. */
export const occurrence_days_max = 800;
const series_periods_max = 20_000;

/**
 * A step's times from one day to another, both counted. A step without a clock is done once: by its
 * last day. One that repeats without a clock has the times that were recorded, and no others.
 */
export function occurrencesOf(step: StoredRecord, from: string, to: string): Occurrence[] {
  const first = readDay(from);
  const last = readDay(to);
  if (first === null || last === null || last < first) return [];
  const begin = Math.max(first, last - occurrence_days_max);
  const times = (valueOf(step.state, "times") ?? null) as Times | null;
  if (times) return timed(times, begin, last);
  if (repeatsUntimed(step)) return [];
  const day = textOf(step.state, "due") || textOf(step.state, "until");
  const at = readDay(day);
  const isOutside = at !== null && (at < begin || at > last);
  return isOutside ? [] : [{ time: "", day: at === null ? "" : day, start: "", end: "" }];
}

/** Done again and again, without a clock. */
export function repeatsUntimed({ state }: Pick<StoredRecord, "state">): boolean {
  const repeats = textOf(state, "repeats");
  return (valueOf(state, "times") ?? null) === null && repeats !== "" && repeats !== "once";
}

/** Is there such a time? `day` is the day on which it happened, or was to happen. */
export function hasTime(step: StoredRecord, time: string, day: string): boolean {
  if ((valueOf(step.state, "times") ?? null) !== null) {
    return occurrencesOf(step, day, day).some((one) => one.time === time);
  }
  return time === (repeatsUntimed(step) ? day : "");
}

function timed(times: Times, first: number, last: number): Occurrence[] {
  const effort = { periods: series_periods_max, occurrences: series_periods_max };
  try {
    const frame = { caseZone: times.zone, first, last, effort };
    const series = readSeries(times, frame, "times");
    return series.starts.flatMap((start, at): Occurrence[] => {
      const begins = wallAt(series.zone, start);
      if (begins.day < first || begins.day > last) return [];
      const ends = wallAt(series.zone, series.ends[at] ?? start);
      return [occurrence(wallText(begins).slice(0, 16), wallText(ends).slice(11, 16))];
    });
  } catch (error) {
    // A rule that cannot be followed: its first time is all that is known of it.
    if (!(error instanceof Faulty)) throw error;
    const at = readDay(times.start.slice(0, 10));
    if (at === null || at < first || at > last) return [];
    return [occurrence(times.start.slice(0, 16), times.end.slice(11, 16))];
  }
}

function occurrence(time: string, end: string): Occurrence {
  return { time, day: time.slice(0, 10), start: time.slice(11), end };
}
