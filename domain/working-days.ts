/** Pure: the calendar that counts is the programme's; where none is meant, Saturday and Sunday are off. */
import { weekdays, type Weekday } from "./programme/words.ts";

const day_ms = 24 * 60 * 60_000;
/** Ten years: a calendar with a working day has one long before. */
const days_walked_max = 3_660;

/** Days on which nobody works; a programme's calendar is one. */
export interface DaysOff {
  /** Where its days begin and end; without one they are those of UTC. */
  zone?: string;
  days_off: readonly Weekday[];
  holidays: readonly { day: string }[];
}
const weekend: DaysOff = { days_off: ["SA", "SU"], holidays: [] };

/** Is this day (`2026-11-24`) one on which the office works? */
export function isWorkingDay(day: string, calendar: DaysOff = weekend): boolean {
  const at = new Date(`${day}T00:00:00Z`).getUTCDay();
  const weekday = weekdays[(at + 6) % 7];
  if (weekday !== undefined && calendar.days_off.includes(weekday)) return false;
  return !calendar.holidays.some((holiday) => holiday.day === day);
}

/**
 * The same time of day so many working days later; the day it starts does not count, zero is that
 * day itself. A definition without any working day is refused when it is written; should one come
 * from elsewhere, the clock ends after ten years.
 */
export function afterWorkingDays(
  instant: string,
  days: number,
  calendar: DaysOff = weekend,
): string {
  const at = Date.parse(instant);
  const first = Date.parse(`${dayIn(at, calendar.zone)}T00:00:00Z`);
  let walked = 0;
  for (let left = days; left > 0 && walked < days_walked_max;) {
    walked += 1;
    const day = new Date(first + walked * day_ms).toISOString().slice(0, 10);
    if (isWorkingDay(day, calendar)) left -= 1;
  }
  return new Date(at + walked * day_ms).toISOString();
}

/** The day it is there; a zone nobody knows is read as UTC. */
function dayIn(at: number, zone: string | undefined): string {
  const utc = new Date(at).toISOString().slice(0, 10);
  if (zone === undefined) return utc;
  try {
    const day = { timeZone: zone, year: "numeric", month: "2-digit", day: "2-digit" } as const;
    return new Intl.DateTimeFormat("en-CA", day).format(at);
  } catch {
    return utc;
  }
}
