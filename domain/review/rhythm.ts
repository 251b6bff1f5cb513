import type { StoredRecord } from "../record.ts";
import { valueOf } from "../record.ts";

/** How an office reviews. */
export interface Rhythm {
  /** Hours a week that its reviewers have: the queue is no longer than they can read. */
  hours_per_week: number;
  minutes_each: number;
  /** The share of open plans that a month's draw takes, in percent. */
  rate_percent: number;
  /** Days after which a plan is due to be looked at again. */
  every_days: number;
  /** Days without any contact after which somebody asks why. */
  contact_days: number;
}

export const defaultRhythm: Rhythm = {
  hours_per_week: 8,
  minutes_each: 20,
  rate_percent: 5,
  every_days: 90,
  contact_days: 60,
};

/** What the office set last; what it never set is as it begins. */
export function rhythmOf(records: readonly StoredRecord[]): Rhythm {
  const latest = records.at(-1);
  if (!latest) return defaultRhythm;
  const set = Object.entries(defaultRhythm).map(([name, usual]): [string, number] => {
    const value = valueOf(latest.state, name);
    return [name, typeof value === "number" ? value : usual];
  });
  return { ...defaultRhythm, ...Object.fromEntries(set) };
}

/** Plans the reviewers can still look at this week; whoever is over waits for the next. */
export function placesThisWeek(rhythm: Rhythm, madeThisWeek: number): number {
  const places = Math.floor((rhythm.hours_per_week * 60) / rhythm.minutes_each);
  return Math.max(0, places - madeThisWeek);
}

/** The Monday on which the week of a day begins. */
export function mondayOf(day: string): string {
  const at = new Date(`${day}T00:00:00Z`);
  at.setUTCDate(at.getUTCDate() - ((at.getUTCDay() + 6) % 7));
  return at.toISOString().slice(0, 10);
}
