/** When a step happens, as the form holds it, and as the record has it. */
import type { StepView } from "../../server/api/plan-schemas.ts";

export type Times = NonNullable<StepView["times"]>;
export const rhythms = ["once", "daily", "weekly", "monthly"] as const;
export const weekdayCodes = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"] as const;

export interface TimesDraft {
  day: string;
  start: string;
  end: string;
  zone: string;
  /** One of `rhythms`, or `own`: a rule that this form does not write and leaves as it is. */
  rhythm: string;
  weekdays: string[];
  /** The last day of a rhythm; empty: it goes on. */
  last: string;
}

export function emptyTimes(): TimesDraft {
  return { day: "", start: "", end: "", zone: ownZone(), rhythm: "once", weekdays: [], last: "" };
}

/** The zone of the clock on the wall where the worker sits. */
export function ownZone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone || "UTC";
}

export function timesDraft(times: Times | null): TimesDraft {
  if (!times) return emptyTimes();
  const [day = "", start = ""] = times.start.split("T");
  const [, end = ""] = times.end.split("T");
  const draft = { ...emptyTimes(), day, zone: times.zone };
  return { ...draft, start: start.slice(0, 5), end: end.slice(0, 5), ...rhythmOf(times.rrule) };
}

function rhythmOf(rrule: string | undefined): Pick<TimesDraft, "rhythm" | "weekdays" | "last"> {
  const once = { rhythm: "once", weekdays: [], last: "" };
  if (rrule === undefined) return once;
  const parts = new Map(rrule.split(";").map((part) => part.split("=") as [string, string]));
  const rhythm = (parts.get("FREQ") ?? "").toLowerCase();
  const until = /^(\d{4})(\d{2})(\d{2})(?:T235959)?$/.exec(parts.get("UNTIL") ?? "");
  const weekdays = (parts.get("BYDAY") ?? "").split(",").filter(Boolean);
  const known =
    [...parts.keys()].every((name) => ["FREQ", "BYDAY", "UNTIL"].includes(name)) &&
    ["daily", "weekly", "monthly"].includes(rhythm) &&
    (rhythm === "weekly" || weekdays.length === 0) &&
    weekdays.every((day) => weekdayCodes.some((code) => code === day)) &&
    (until !== null || !parts.has("UNTIL"));
  if (!known) return { ...once, rhythm: "own" };
  return { rhythm, weekdays, last: until ? `${until[1]}-${until[2]}-${until[3]}` : "" };
}

/** Null: no day was given. What the form does not know of `before` stays: its own rule, its exceptions. */
export function timesOf(draft: TimesDraft, before: Times | null): Times | null {
  const { day, start, end, zone } = draft;
  if (day === "" || start === "" || end === "") return null;
  // An end at or before the start is the next day's: a night shift.
  const endDay = end > start ? day : dayAfter(day, 1);
  const rrule = ruleOf(draft, before);
  const exdate = (before?.exdate ?? []).map((one) => `${one.slice(0, 10)}T${start}`);
  return {
    start: `${day}T${start}`,
    end: `${endDay}T${end}`,
    zone,
    ...(rrule === undefined ? {} : { rrule }),
    ...(rrule === undefined || exdate.length === 0 ? {} : { exdate }),
  };
}

function ruleOf(draft: TimesDraft, before: Times | null): string | undefined {
  const { rhythm, weekdays, last, day } = draft;
  if (rhythm === "own") return before?.rrule;
  if (rhythm === "once") return undefined;
  const until = last === "" ? "" : `;UNTIL=${last.replaceAll("-", "")}T235959`;
  if (rhythm !== "weekly") return `FREQ=${rhythm.toUpperCase()}${until}`;
  // The first time is part of the rule (RFC 5545, 3.8.5.3), so its weekday is one of the days.
  const first = weekdayCodes[weekdayOf(day)] ?? "MO";
  const days = weekdayCodes.filter((code) => code === first || weekdays.includes(code));
  return `FREQ=WEEKLY;BYDAY=${days.join(",")}${until}`;
}

const day_ms = 86_400_000;

/** `2026-11-25` and 7: `2026-12-02`. */
export function dayAfter(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * day_ms).toISOString().slice(0, 10);
}

/** Days from one day to another. */
export function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / day_ms);
}

/** Monday 0 to Sunday 6. */
export function weekdayOf(day: string): number {
  return (new Date(`${day}T00:00:00Z`).getUTCDay() + 6) % 7;
}
