/**
 * weekly-load: in a week the hours of the member's steps (timetable; else hours per week) exceed the
 * limit that the member set. Names all steps with hours in such a week.
 *
 * Journeys count where the limit says so: from home to the first step of a day, from step to step, and
 * home again, without margin.
 */
import { busyOf, type Busy } from "../busy.ts";
import type { WeeklyLoadForm } from "../facts.ts";
import type { Findings, Reason } from "../finding.ts";
import { isAllowed, readWeekday, secondsByWeek, weekOf } from "../periods.ts";
import type { Note, Plan } from "../plan.ts";
import { dayAt } from "../time/zones.ts";

interface Week {
  seconds: number;
  steps: string[];
}

export function weeklyLoad(plan: Plan, findings: Findings): Note[] {
  return plan.weeklyLoads.flatMap((load) => loadOf(plan, load, findings));
}

function loadOf(plan: Plan, load: WeeklyLoadForm, findings: Findings): Note[] {
  const weekStarts = readWeekday(load.weekStarts ?? "MO") ?? 0;
  const weeks = new Map<number, Week>();
  for (const step of plan.planned) {
    if (!step.present.includes(load.member)) continue;
    for (const [start, seconds] of secondsByWeek(plan, step, [plan.horizon], weekStarts)) {
      const week = weeks.get(start) ?? { seconds: 0, steps: [] };
      week.seconds += seconds;
      if (seconds > 0) week.steps.push(step.id);
      weeks.set(start, week);
    }
  }
  const unknown =
    load.countsTravel === true ? addJourneys(plan, load.member, weekStarts, weeks) : [];
  for (const [start, { seconds, steps }] of weeks) {
    const hours = seconds / 3600;
    if (steps.length === 0 || isAllowed(hours, load.allowed, load.limitHours)) continue;
    const values = { hours: Math.round(hours * 100) / 100, limit: load.limitHours };
    const text = load.text === undefined ? {} : { text: load.text };
    const reason: Reason = { code: "load", steps, members: [load.member], values, ...text };
    findings.add({ kind: "weekly-load", steps, on: [start], certainty: "would-cost", reason });
  }
  return unknown.length === 0 ? [] : [{ code: "journeys-not-counted", steps: unknown }];
}

/** Adds each day's way to its week. Gives the steps whose journey is not listed. */
function addJourneys(plan: Plan, member: string, weekStarts: number, weeks: Map<number, Week>) {
  const unknown = new Set<string>();
  const home = plan.facts.household.home ?? null;
  let day = Number.NaN;
  let at: Busy | null = null;
  const go = (from: string | null, to: string | null, step: string) => {
    const minutes = from === null || to === null ? null : plan.minutesBetween(from, to);
    if (minutes === null) unknown.add(step);
    const week = weeks.get(weekOf(day, weekStarts));
    if (week !== undefined) week.seconds += (minutes ?? 0) * 60;
  };
  for (const next of busyOf(plan, member)) {
    const on = dayAt(plan.zone, next.start);
    if (on !== day) {
      if (at !== null) go(at.step.place, home, at.step.id);
      day = on;
      at = null;
    }
    go(at === null ? home : at.step.place, next.step.place, next.step.id);
    at = next;
  }
  if (at !== null) go(at.step.place, home, at.step.id);
  return [...unknown];
}
