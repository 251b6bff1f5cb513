/** The coming weeks of a plan, day by day, as a calendar on paper has them. */
import { Faulty } from "../conflicts/faults.ts";
import { readSeries } from "../conflicts/series.ts";
import { dayText, readDay, wallText, weekdayOf } from "../conflicts/time/walls.ts";
import { wallAt } from "../conflicts/time/zones.ts";
import type { Times } from "../records/plan-values.ts";

/** Weeks that the paper looks ahead, the present one counted. */
export const paper_weeks = 4;
/** Entries of one calendar; a paper with more is no help to anybody. */
export const paper_entries_max = 200;
/** Work that one series may ask for (domain/conflicts/series.ts). */
const series_periods_max = 20_000;

interface Line {
  number: number;
  what: string;
  where: string;
}
/** Something with a day: at a time, once or repeated; or a day from, until or by which. */
export type Dated = Line & ({ times: Times } | { kind: "from" | "until" | "due"; day: string });

export interface PaperEntry extends Line {
  day: string;
  kind: "at" | "from" | "until" | "due";
  /** Wall times, `09:30`; empty where there is only a day. */
  start: string;
  end: string;
}
export interface PaperWeek {
  /** Its Monday. */
  monday: string;
  entries: PaperEntry[];
}

/** Weeks from the one that holds `today` on; nothing of the days that are over. */
export function weeksAhead(dated: readonly Dated[], today: string): PaperWeek[] {
  const first = readDay(today) ?? 0;
  const monday = first - weekdayOf(first);
  const last = monday + paper_weeks * 7 - 1;
  const entries = dated
    .flatMap((one) => ("times" in one ? occurrences(one, first, last) : onDay(one, first, last)))
    .sort((a, b) => compare(`${a.day} ${a.start} ${a.number}`, `${b.day} ${b.start} ${b.number}`))
    .slice(0, paper_entries_max);
  return Array.from({ length: paper_weeks }, (_, week) => {
    const from = dayText(monday + week * 7);
    const next = dayText(monday + (week + 1) * 7);
    return { monday: from, entries: entries.filter(({ day }) => day >= from && day < next) };
  });
}

function onDay(
  { number, what, where, kind, day }: Line & { kind: "from" | "until" | "due"; day: string },
  first: number,
  last: number,
): PaperEntry[] {
  const at = readDay(day);
  if (at === null || at < first || at > last) return [];
  return [{ number, what, where, kind, day, start: "", end: "" }];
}

function occurrences(
  { number, what, where, times }: Line & { times: Times },
  first: number,
  last: number,
): PaperEntry[] {
  const effort = { periods: series_periods_max, occurrences: series_periods_max };
  try {
    const frame = { caseZone: times.zone, first, last, effort };
    const series = readSeries(times, frame, "times");
    return series.starts.flatMap((start, index): PaperEntry[] => {
      const begins = wallAt(series.zone, start);
      if (begins.day < first || begins.day > last) return [];
      const ends = wallAt(series.zone, series.ends[index] ?? start);
      return [
        {
          number,
          what,
          where,
          kind: "at",
          day: dayText(begins.day),
          start: wallText(begins).slice(11, 16),
          end: wallText(ends).slice(11, 16),
        },
      ];
    });
  } catch (error) {
    // A rule that cannot be followed: its first time is all that is known of it.
    if (!(error instanceof Faulty)) throw error;
    const [day = "", start = ""] = times.start.split("T");
    const at = readDay(day);
    if (at === null || at < first || at > last) return [];
    const end = times.end.slice(11, 16);
    return [{ number, what, where, kind: "at", day, start: start.slice(0, 5), end }];
  }
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
