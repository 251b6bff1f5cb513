/** How many places a service has free, on which day, and when the next one is. */
import { Faulty } from "../conflicts/faults.ts";
import { readSeries } from "../conflicts/series.ts";
import { dayText, readDay } from "../conflicts/time/walls.ts";
import { isWithdrawnLine, stepState } from "../plan/plan-law.ts";
import { valueOf, type StoredRecord } from "../record.ts";
import type { Times } from "../records/plan-values.ts";
import { timesWithin } from "../conflicts/time/times-within.ts";

/** Days on which somebody takes a place, both counted; null: from always, or until nobody knows when. */
export interface Taken {
  from: string | null;
  until: string | null;
}

export interface Capacity {
  /** Null: as many as come. */
  capacity: number | null;
  taken_elsewhere: number;
  valid_from: string | null;
  valid_until: string | null;
}

export interface FreePlaces {
  /** Null: no limit. Below zero: more people have a place than there are. */
  free: number | null;
  /** The service is given on that day. */
  isGiven: boolean;
  /** The first day from then on with a free place; null: none that is known. */
  next: string | null;
}

/** The places on one day; full ones name the next day with a free place. */
export function placesOn(service: Capacity, taken: readonly Taken[], day: string): FreePlaces {
  const { capacity, valid_from, valid_until } = service;
  const isGiven = !(valid_from && day < valid_from) && !(valid_until && day > valid_until);
  const free = freeOn(service, taken, day);
  const start = valid_from && day < valid_from ? valid_from : day;
  const isOver = valid_until !== null && start > valid_until;
  if (isOver) return { free, isGiven, next: null };
  if (capacity === null) return { free: null, isGiven, next: start };
  // A place comes free only on the day after somebody's last.
  const candidates = [start, ...taken.flatMap(({ until }) => (until ? [after(until)] : []))]
    .filter((one) => one >= start && !(valid_until && one > valid_until))
    .sort();
  const next = candidates.find((one) => (freeOn(service, taken, one) ?? 1) > 0) ?? null;
  return { free, isGiven, next };
}

function freeOn(
  { capacity, taken_elsewhere }: Capacity,
  taken: readonly Taken[],
  day: string,
): number | null {
  if (capacity === null) return null;
  const there = taken.filter(
    ({ from, until }) => (from === null || from <= day) && (until === null || day <= until),
  );
  return capacity - taken_elsewhere - there.length;
}

function after(day: string): string {
  return dayText((readDay(day) ?? 0) + 1);
}

/** Days that a series is followed to, to find its last; one that goes on longer has no end here. */
const series_days_max = 1_830;
const series_periods_max = 10_000;

/** The days on which a step takes a place; null: it takes none any more. */
export function takenBy(step: StoredRecord): Taken | null {
  const state = stepState(step);
  if (isWithdrawnLine(step) || state === "done" || state === "stopped") return null;
  const day = (field: string) => dayOrNone((valueOf(step.state, field) ?? null) as string | null);
  const told = (valueOf(step.state, "times") ?? null) as Times | null;
  const times = told && (timesWithin(told, day("until")) ?? told);
  const first = times ? dayOrNone(times.start.slice(0, 10)) : null;
  const from = day("from") ?? first;
  const last = times ? dayOrNone(lastDayOf(times)) : day("due");
  return { from, until: day("until") ?? last };
}

/** A day that no calendar has, as a partner may write one, is no day. */
function dayOrNone(day: string | null): string | null {
  return day !== null && readDay(day) !== null ? day : null;
}

function lastDayOf(times: Times): string | null {
  const first = readDay(times.start.slice(0, 10));
  if (first === null) return null;
  if (times.rrule === undefined) return times.end.slice(0, 10);
  try {
    const effort = { periods: series_periods_max, occurrences: series_periods_max };
    const frame = { caseZone: times.zone, first, last: first + series_days_max, effort };
    const { ends, isEndless } = readSeries(times, frame, "times");
    const end = ends.at(-1);
    if (isEndless || end === undefined) return null;
    return new Date(end * 1000).toISOString().slice(0, 10);
  } catch (error) {
    if (error instanceof Faulty) return null;
    throw error;
  }
}
