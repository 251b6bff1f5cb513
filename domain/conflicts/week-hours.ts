/** Hours of certain days of the week as time. */
import type { Weekday } from "./forms.ts";
import { readWeekday } from "./periods.ts";
import type { Days, Span } from "./plan.ts";
import { joined } from "./spans.ts";
import { day_seconds, readTime, weekdayOf } from "./time/walls.ts";
import { instantOf, type Zone } from "./time/zones.ts";

interface WeekHours {
  days: readonly Weekday[];
  from: string;
  /** On the next day, if it is not after `from`. */
  to: string;
}

/** Also what reaches into the days from the day before. */
export function hoursOfWeek({ days, from, to }: WeekHours, within: Days, zone: Zone): Span[] {
  const wanted = new Set(days.map(readWeekday));
  const [begin, end] = [readTime(from) ?? 0, readTime(to) ?? day_seconds];
  const next = end > begin ? 0 : 1;
  const spans: Span[] = [];
  for (let day = within.from - 1; day <= within.until + 1; day += 1) {
    if (!wanted.has(weekdayOf(day))) continue;
    const start = instantOf(zone, { day, second: begin });
    spans.push({ start, end: instantOf(zone, { day: day + next, second: end }) });
  }
  return joined(spans);
}
