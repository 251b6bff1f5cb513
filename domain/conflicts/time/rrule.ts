/** A recurrence rule of RFC 5545 (3.3.10), read: the parts the plan format needs, and no other. */
import { readDay, readTime, type Wall } from "./walls.ts";

export const frequencies = ["DAILY", "WEEKLY", "MONTHLY", "YEARLY"] as const;
/** Monday first, as days of the week are counted here (0 to 6). */
export const weekdays = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"] as const;

/** `ordinal` 0: every one; 2: the second; -1: the last of its month or year. */
export interface ByDay {
  ordinal: number;
  weekday: number;
}

/** `isUtc`: an instant written with Z; otherwise wall time in the zone of the series. */
export interface Until extends Wall {
  isUtc: boolean;
}

export interface Rule {
  frequency: (typeof frequencies)[number];
  interval: number;
  count: number | null;
  until: Until | null;
  byDay: readonly ByDay[];
  byMonthDay: readonly number[];
  byMonth: readonly number[];
  bySetPos: readonly number[];
  /** 0 (Monday) to 6. */
  weekStart: number;
}

/** What is wrong with a rule; its sentence stands with the other faults of facts. */
export type RuleFault = "rrule" | "rrule-part";

const rule_chars_max = 500;
const interval_max = 1_000;
const count_max = 100_000;
const others = new Set(["BYWEEKNO", "BYYEARDAY", "BYHOUR", "BYMINUTE", "BYSECOND"]);

/** `rrule`: not a rule. `rrule-part`: a rule, with a part that is not known here. */
export function readRule(text: string): Rule | RuleFault {
  if (text.length > rule_chars_max) return "rrule";
  const parts = new Map<string, string>();
  for (const part of text.replace(/^RRULE:/i, "").split(";")) {
    const [name = "", value = "", more] = part.toUpperCase().split("=");
    if (value === "" || more !== undefined || parts.has(name)) return "rrule";
    parts.set(name, value);
  }
  if ([...parts.keys()].some((name) => others.has(name))) return "rrule-part";
  if ([...parts.keys()].some((name) => !readers.has(name))) return "rrule";
  const rule: Rule = {
    frequency: "DAILY",
    interval: 1,
    count: null,
    until: null,
    byDay: [],
    byMonthDay: [],
    byMonth: [],
    bySetPos: [],
    weekStart: 0,
  };
  if (!parts.has("FREQ") || (parts.has("COUNT") && parts.has("UNTIL"))) return "rrule";
  for (const [name, value] of parts) {
    if (readers.get(name)?.(rule, value) !== true) return "rrule";
  }
  return isMeant(rule) ? rule : "rrule";
}

/** Which parts may stand together (RFC 5545, the table and notes of 3.3.10). */
function isMeant({ frequency, byDay, byMonthDay, byMonth, bySetPos }: Rule): boolean {
  if (frequency === "WEEKLY" && byMonthDay.length > 0) return false;
  if (bySetPos.length > 0 && byDay.length + byMonthDay.length + byMonth.length === 0) return false;
  const hasOrdinals = byDay.some(({ ordinal }) => ordinal !== 0);
  return !hasOrdinals || frequency === "MONTHLY" || frequency === "YEARLY";
}

const readers = new Map<string, (rule: Rule, value: string) => boolean>([
  [
    "FREQ",
    (rule, value) => {
      const found = frequencies.find((one) => one === value);
      if (found) rule.frequency = found;
      return found !== undefined;
    },
  ],
  ["INTERVAL", (rule, value) => put(whole(value, 1, interval_max), (n) => (rule.interval = n))],
  ["COUNT", (rule, value) => put(whole(value, 1, count_max), (n) => (rule.count = n))],
  ["UNTIL", (rule, value) => put(readUntil(value), (until) => (rule.until = until))],
  ["BYDAY", (rule, value) => put(list(value, readByDay), (days) => (rule.byDay = days))],
  ["BYMONTHDAY", (rule, value) => put(signed(value, 31), (days) => (rule.byMonthDay = days))],
  [
    "BYMONTH",
    (rule, value) =>
      put(
        list(value, (one) => whole(one, 1, 12)),
        (months) => (rule.byMonth = months),
      ),
  ],
  ["BYSETPOS", (rule, value) => put(signed(value, 366), (places) => (rule.bySetPos = places))],
  ["WKST", (rule, value) => put(readWeekday(value), (day) => (rule.weekStart = day))],
]);

function put<T>(value: T | null, set: (value: T) => unknown): boolean {
  if (value === null) return false;
  set(value);
  return true;
}

function list<T>(text: string, read: (one: string) => T | null): T[] | null {
  const values = text.split(",").map(read);
  return values.some((value) => value === null) ? null : (values as T[]);
}

function whole(text: string, min: number, max: number): number | null {
  const value = /^\d{1,6}$/.test(text) ? Number(text) : Number.NaN;
  return value >= min && value <= max ? value : null;
}

function signed(text: string, max: number): number[] | null {
  return list(text, (one) => {
    const value = /^[+-]?\d{1,3}$/.test(one) ? Number(one) : 0;
    return value !== 0 && Math.abs(value) <= max ? value : null;
  });
}

function readByDay(text: string): ByDay | null {
  const parts = /^([+-]?\d{1,2})?([A-Z]{2})$/.exec(text);
  const weekday = readWeekday(parts?.[2] ?? "");
  const ordinal = Number(parts?.[1] ?? 0);
  if (weekday === null || (parts?.[1] !== undefined && ordinal === 0)) return null;
  return Math.abs(ordinal) > 53 ? null : { ordinal, weekday };
}

function readWeekday(text: string): number | null {
  const found = weekdays.findIndex((one) => one === text);
  return found === -1 ? null : found;
}

/** A date alone means all of that day. */
function readUntil(text: string): Until | null {
  const parts = /^(\d{4}-?\d{2}-?\d{2})(?:T([\d:]{4,8})(Z?))?$/.exec(text);
  const day = readDay(parts?.[1] ?? "");
  const second = parts?.[2] === undefined ? 86_399 : readTime(parts[2]);
  if (day === null || second === null) return null;
  return { day, second, isUtc: parts?.[3] === "Z" };
}
