/** A step as a service of the directory fills it in; the worker changes what does not fit. */
import { dayText, readDay, weekdayOf } from "../conflicts/time/walls.ts";
import type { Json } from "../json.ts";
import { textOf, valueOf, type StoredRecord } from "../record.ts";
import { weekdayCodes, type OpenHours } from "../records/directory-records.ts";
import type { Lane } from "../records/plan-values.ts";

export interface StepFrom {
  lane: Lane;
  fields: Record<string, Json>;
}

/** A step at this service beginning on the first day it is open, from `day` on. */
export function stepFrom({ state }: Pick<StoredRecord, "state">, day: string): StepFrom {
  const hours = (valueOf(state, "hours") ?? []) as unknown as OpenHours[];
  const weeks = (valueOf(state, "weeks") ?? null) as number | null;
  const [usual] = hours;
  const from = usual ? firstOpen(usual, day) : day;
  const until = weeks === null ? null : dayText((readDay(from) ?? 0) + weeks * 7 - 1);
  const isOnce = weeks === null;
  const provider = textOf(state, "provider");
  const times = usual ? timesOf(usual, from, until, textOf(state, "zone") || "UTC") : null;
  return {
    lane: textOf(state, "lane") as Lane,
    fields: {
      what: textOf(state, "name"),
      service: textOf(state, "code"),
      where: textOf(state, "place"),
      needs: textOf(state, "needs"),
      hours_per_week: (valueOf(state, "hours_per_week") ?? null) as number | null,
      ...(provider === "" ? {} : { who: { party: "provider", role: provider.slice(0, 80) } }),
      ...(times ? { times } : {}),
      ...(isOnce ? {} : { from, until, repeats: "weekly" }),
    },
  };
}

/** The first day on or after `day` that is one of these days of the week. */
export function firstOpen({ days }: OpenHours, day: string): string {
  const first = readDay(day) ?? 0;
  for (let at = first; at < first + 7; at += 1) {
    const code = weekdayCodes[weekdayOf(at)];
    if (code && days.includes(code)) return dayText(at);
  }
  return day;
}

/** Once, or every week on the days it is open until the last. */
export function timesOf(
  { days, from: opens, to }: OpenHours,
  from: string,
  until: string | null,
  zone: string,
): Record<string, Json> {
  const once = { start: `${from}T${opens}`, end: `${from}T${to}`, zone };
  // One visit to something that is open all day takes an hour of it.
  if (until === null) return { ...once, end: `${from}T${anHourAfter(opens, to)}` };
  const ordered = weekdayCodes.filter((code) => days.includes(code)).join(",");
  const last = `${until.replaceAll("-", "")}T235959`;
  return { ...once, rrule: `FREQ=WEEKLY;BYDAY=${ordered};UNTIL=${last}` };
}

const visit_minutes = 60;

function anHourAfter(opens: string, closes: string): string {
  const [hour = 0, minute = 0] = opens.split(":").map(Number);
  const ends = hour * 60 + minute + visit_minutes;
  const two = (number: number) => String(number).padStart(2, "0");
  const end = `${two(Math.floor(ends / 60))}:${two(ends % 60)}`;
  return end < closes ? end : closes;
}
