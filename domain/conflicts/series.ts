/** A schedule as occurrences: pairs of instants, in order. */
import { Faulty } from "./faults.ts";
import type { Schedule } from "./forms.ts";
import { ruleDays, type Effort } from "./time/rule-days.ts";
import { readRule, type Rule } from "./time/rrule.ts";
import { readDay, readWall, type Wall } from "./time/walls.ts";
import { instantOf, wallAt, zoneFor, type Zone } from "./time/zones.ts";

/** Half-open intervals `[starts[i], ends[i])` in seconds of UTC, by start. */
export interface Occurrences {
  starts: number[];
  ends: number[];
}

/** What a series is read against; `occurrences` and `periods` are what may still be worked out. */
export interface Frame {
  caseZone: string;
  /** Days of the horizon; a series is followed until the day after its end. */
  first: number;
  last: number;
  effort: Effort & { occurrences: number };
}

/** `isEndless`: it goes on after the last day it was followed to. */
export interface Series extends Occurrences {
  zone: Zone;
  /** Of the first occurrence as written, whether EXDATE removes it or not. */
  first: Wall;
  last: Wall;
  isEndless: boolean;
}

/** Throws `Faulty` with a place under `place`. */
export function readSeries(schedule: Schedule, frame: Frame, place: string): Series {
  const first = wallOf(schedule.start, `${place}.start`);
  const last = wallOf(schedule.end, `${place}.end`);
  if (last.day < first.day || (last.day === first.day && last.second <= first.second)) {
    throw new Faulty("err.plan.order", `${place}.end`);
  }
  const name = schedule.zone ?? frame.caseZone;
  const zone = zoneFor(name, Math.min(first.day, frame.first), Math.max(last.day, frame.last));
  if (zone === null) throw new Faulty("err.plan.zone", `${place}.zone`);
  const rule = schedule.rrule === undefined ? null : ruleOf(schedule.rrule, `${place}.rrule`);
  const days = rule === null ? [first.day] : daysOf(rule, first, zone, frame, place);
  const left = schedule.exdate ?? [];
  const exdate = typeof left === "string" ? left.split(",") : left;
  const kept = without(days, exdate, first.second, `${place}.exdate`);
  frame.effort.occurrences -= kept.length;
  if (frame.effort.occurrences < 0) throw new Faulty("err.plan.limit", place);
  const isEndless = rule !== null && rule.count === null && rule.until === null;
  return { ...occurrencesOf(kept, first, last, zone), zone, first, last, isEndless };
}

/** An occurrence that a clock change leaves no time for (it lies in the gap) takes no time. */
function occurrencesOf(days: readonly number[], first: Wall, last: Wall, zone: Zone): Occurrences {
  const starts: number[] = [];
  const ends: number[] = [];
  const longer = last.day - first.day;
  for (const day of days) {
    const start = instantOf(zone, { day, second: first.second });
    const end = instantOf(zone, { day: day + longer, second: last.second });
    starts.push(start);
    ends.push(Math.max(start, end));
  }
  return { starts, ends };
}

function daysOf(rule: Rule, first: Wall, zone: Zone, frame: Frame, place: string): number[] {
  const until = rule.until === null ? null : untilWall(rule.until, zone);
  const end =
    until === null ? Number.POSITIVE_INFINITY : until.day - Number(until.second < first.second);
  // A day more: its zone may be behind that of the case.
  const followed = Math.max(Math.min(end, frame.last + 1), first.day - 1);
  const days = ruleDays(rule, first.day, followed, frame.effort);
  if (days === null) throw new Faulty("err.plan.limit", place);
  if (first.day <= followed && days[0] !== first.day) {
    throw new Faulty("err.plan.rrule_first", `${place}.rrule`);
  }
  if (end < first.day) throw new Faulty("err.plan.rrule_first", `${place}.rrule`);
  return days;
}

function untilWall(until: Wall & { isUtc: boolean }, zone: Zone): Wall {
  return until.isUtc ? wallAt(zone, until.day * 86_400 + until.second) : until;
}

/** EXDATE names the start of an occurrence, or its whole day. */
function without(
  days: number[],
  exdate: readonly string[],
  second: number,
  place: string,
): number[] {
  if (exdate.length === 0) return days;
  const left = new Set<number>();
  exdate.forEach((text, index) => {
    const day = readDay(text);
    const wall = day === null ? wallOf(text, `${place}[${index}]`) : { day, second };
    if (wall.second === second) left.add(wall.day);
  });
  return days.filter((day) => !left.has(day));
}

function ruleOf(text: string, place: string): Rule {
  const rule = readRule(text);
  if (rule === "rrule") throw new Faulty("err.plan.rrule", place);
  if (rule === "rrule-part") throw new Faulty("err.plan.rrule_part", place);
  return rule;
}

function wallOf(text: string, place: string): Wall {
  const wall = readWall(text);
  if (wall === null) throw new Faulty("err.plan.time", place);
  return wall;
}
