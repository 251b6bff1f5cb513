import { dayNames, monthNames, readField, readValue, type FieldRange } from "./quartz-fields.ts";

/**
 * A Quartz cron text, read (ESS API 1.0.0, SubscriptionInfo.frequency: `0 0 0 5,15 * ? *`): seconds,
 * minutes, hours, day of month, month, day of week and, if given, year. Quartz is not the cron of
 * Unix: days of the week count from Sunday as 1, and one of the two day fields says `?`.
 */
export interface Schedule {
  seconds: readonly number[];
  minutes: readonly number[];
  hours: readonly number[];
  months: ReadonlySet<number>;
  /** Null: every year. */
  years: ReadonlySet<number> | null;
  /** Is this day meant? `month` is 1 to 12. */
  fits: (year: number, month: number, day: number) => boolean;
}

const year_max = 2099;
const sixty: FieldRange = { min: 0, max: 59, wraps: true };
const hours: FieldRange = { min: 0, max: 23, wraps: true };
const days: FieldRange = { min: 1, max: 31, wraps: false };
const months: FieldRange = { min: 1, max: 12, names: monthNames, wraps: true };
const weekdays: FieldRange = { min: 1, max: 7, names: dayNames, wraps: true };
const years: FieldRange = { min: 1970, max: year_max, wraps: false };
const text_chars_max = 200;

/** Null: not a Quartz text. */
export function readQuartz(text: string): Schedule | null {
  if (text.length > text_chars_max) return null;
  const fields = text.trim().split(/\s+/);
  if (fields.length < 6 || fields.length > 7) return null;
  const [s = "", m = "", h = "", dom = "", mon = "", dow = "", y = "*"] = fields;
  const seconds = readField(s, sixty);
  const minutes = readField(m, sixty);
  const ofDay = readField(h, hours);
  const ofYear = readField(mon, months);
  const inYears = y === "*" ? null : readField(y, years);
  const fits = readDays(dom.toUpperCase(), dow.toUpperCase());
  if (!seconds || !minutes || !ofDay || !ofYear || !fits) return null;
  if (y !== "*" && !inYears) return null;
  return {
    seconds,
    minutes,
    hours: ofDay,
    months: new Set(ofYear),
    years: inYears && new Set(inYears),
    fits,
  };
}

type Fits = Schedule["fits"];

/** One of the two says which days, the other `?` (or `*`: every day). Null: not understood. */
function readDays(dom: string, dow: string): Fits | null {
  if (dom === "?" && dow === "?") return null;
  const open = (field: string) => field === "?" || field === "*";
  if (open(dom) && open(dow)) return () => true;
  if (open(dow)) return readDaysOfMonth(dom);
  return open(dom) ? readDaysOfWeek(dow) : null;
}

function readDaysOfMonth(text: string): Fits | null {
  if (text === "LW") return (y, m, d) => d === nearestWeekday(y, m, daysIn(y, m));
  const last = /^L(?:-(\d{1,2}))?$/.exec(text);
  if (last) {
    const before = Number(last[1] ?? 0);
    return before > 30 ? null : (y, m, d) => d === daysIn(y, m) - before;
  }
  const near = /^(\d{1,2})W$/.exec(text);
  if (near) {
    const wanted = readValue(near[1] ?? "", days);
    if (wanted === null) return null;
    return (y, m, d) => wanted <= daysIn(y, m) && d === nearestWeekday(y, m, wanted);
  }
  const listed = readField(text, days);
  if (!listed) return null;
  const set = new Set(listed);
  return (_y, _m, d) => set.has(d);
}

function readDaysOfWeek(text: string): Fits | null {
  // `L` alone is the last day of the week, Saturday.
  if (text === "L") return (y, m, d) => weekdayOf(y, m, d) === 7;
  const last = /^([0-9A-Z]{1,3})L$/.exec(text);
  if (last) {
    const wanted = readValue(last[1] ?? "", weekdays);
    if (wanted === null) return null;
    return (y, m, d) => weekdayOf(y, m, d) === wanted && d + 7 > daysIn(y, m);
  }
  const nth = /^([0-9A-Z]{1,3})#([1-5])$/.exec(text);
  if (nth) {
    const wanted = readValue(nth[1] ?? "", weekdays);
    if (wanted === null) return null;
    return (y, m, d) => weekdayOf(y, m, d) === wanted && Math.ceil(d / 7) === Number(nth[2]);
  }
  const listed = readField(text, weekdays);
  if (!listed) return null;
  const set = new Set(listed);
  return (y, m, d) => set.has(weekdayOf(y, m, d));
}

/** Monday to Friday nearest to a day, within its month. */
function nearestWeekday(year: number, month: number, day: number): number {
  const weekday = weekdayOf(year, month, day);
  if (weekday === 7) return day === 1 ? 3 : day - 1;
  if (weekday === 1) return day === daysIn(year, month) ? day - 2 : day + 1;
  return day;
}

function daysIn(year: number, month: number): number {
  return new Date(Date.UTC(year, month, 0)).getUTCDate();
}

/** 1 (Sunday) to 7 (Saturday). */
function weekdayOf(year: number, month: number, day: number): number {
  return new Date(Date.UTC(year, month - 1, day)).getUTCDay() + 1;
}

const day_ms = 86_400_000;

/**
 * The next instant of a schedule strictly after another one, in milliseconds of UTC; null: never
 * again. `zoneMinutes`: how far its clock is ahead of UTC, all year round.
 */
export function nextInstant(
  schedule: Schedule,
  afterMs: number,
  zoneMinutes: number,
): number | null {
  const zone_ms = zoneMinutes * 60_000;
  const from = Math.floor(afterMs / 1000) * 1000 + 1000 + zone_ms;
  const midnight = Math.floor(from / day_ms) * day_ms;
  for (let day = midnight; new Date(day).getUTCFullYear() <= year_max; day += day_ms) {
    if (!isMeant(schedule, new Date(day))) continue;
    const time = timeOfDay(schedule, day === midnight ? (from - midnight) / 1000 : 0);
    if (time !== null) return day + time * 1000 - zone_ms;
  }
  return null;
}

function isMeant({ months: ofYear, years: inYears, fits }: Schedule, date: Date): boolean {
  const [y, m, d] = [date.getUTCFullYear(), date.getUTCMonth() + 1, date.getUTCDate()];
  return ofYear.has(m) && (inYears === null || inYears.has(y)) && fits(y, m, d);
}

/** The first second of a day at or after another; null: not on this day any more. */
function timeOfDay({ hours: h, minutes: m, seconds: s }: Schedule, from: number): number | null {
  for (const hour of h) {
    if (hour * 3600 + 3599 < from) continue;
    for (const minute of m) {
      const begin = hour * 3600 + minute * 60;
      const second = s.find((one) => begin + one >= from);
      if (second !== undefined) return begin + second;
    }
  }
  return null;
}
