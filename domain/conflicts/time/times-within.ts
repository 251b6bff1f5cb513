import { readRule } from "./rrule.ts";
import { ruleDays } from "./rule-days.ts";
import { dayText, readDay } from "./walls.ts";
import type { Schedule } from "../forms.ts";

/** A rule by number of times is followed so far to see how many of them are within. */
const periods_max = 4_000;

/**
 * The times of a step within its own days: a series goes on to the step's last day (`until`, counted),
 * whatever its rule says. The check, the calendars on screen and on paper and the places of a service all
 * read times through this. Null: no time of it is left. A rule that cannot be read stays as it is.
 */
export function timesWithin<T extends Pick<Schedule, "start" | "rrule">>(
  times: T,
  until: string | null,
): T | null {
  const first = readDay(times.start.slice(0, 10));
  const last = readDay(until ?? "");
  if (times.rrule === undefined || first === null || last === null) return times;
  if (last < first) return null;
  const rule = readRule(times.rrule);
  if (typeof rule === "string") return times;
  if (rule.until !== null && rule.until.day <= last) return times;
  if (rule.count === null) return { ...times, rrule: ending(times.rrule, "UNTIL", endOf(last)) };
  const days = ruleDays(rule, first, last, { periods: periods_max });
  if (days === null || days.length >= rule.count) return times;
  return { ...times, rrule: ending(times.rrule, "COUNT", String(Math.max(1, days.length))) };
}

function endOf(day: number): string {
  return `${dayText(day).replaceAll("-", "")}T235959`;
}

function ending(rrule: string, name: "UNTIL" | "COUNT", value: string): string {
  const parts = rrule.split(";").filter((part) => !/^(RRULE:)?(UNTIL|COUNT)=/i.test(part));
  return [...parts, `${name}=${value}`].join(";");
}
