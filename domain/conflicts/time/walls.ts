/**
 * Wall time as numbers: a day is counted from 1970-01-01 (0), a time of day in seconds. No zone here;
 * what instant a wall time is, time/zones.ts says.
 */
export interface Wall {
  day: number;
  /** Seconds after midnight, 0 to 86,399 (86,400 where a window may end at 24:00). */
  second: number;
}

export const day_seconds = 86_400;
const day_ms = 86_400_000;
const year_min = 1970;
const year_max = 2199;

/** `2026-03-02`. Null: no such day, or one outside the years 1970 to 2199. */
export function readDay(text: string): number | null {
  const parts = /^(\d{4})-?(\d{2})-?(\d{2})$/.exec(text);
  if (!parts) return null;
  return dayOf(Number(parts[1]), Number(parts[2]), Number(parts[3]));
}

/** `2026-03-02T09:00`, with or without seconds, or as RFC 5545 writes it (`20260302T090000`). */
export function readWall(text: string): Wall | null {
  const [date = "", time = "", more] = text.split("T");
  const day = readDay(date);
  const second = time === "24:00" ? null : readTime(time);
  return day === null || second === null || more !== undefined ? null : { day, second };
}

/** `09:00`, `0900`, with or without seconds, and `24:00`, in seconds after midnight. */
export function readTime(text: string): number | null {
  const parts = /^(\d{2}):?(\d{2})(?::?(\d{2}))?$/.exec(text);
  if (!parts) return null;
  const [hour, minute, second] = [Number(parts[1]), Number(parts[2]), Number(parts[3] ?? 0)];
  if (hour === 24 && minute === 0 && second === 0) return day_seconds;
  return hour > 23 || minute > 59 || second > 59 ? null : hour * 3600 + minute * 60 + second;
}

/** The number of a calendar day; null: no such day. */
export function dayOf(year: number, month: number, day: number): number | null {
  if (year < year_min || year > year_max || month < 1 || month > 12) return null;
  return day < 1 || day > daysInMonth(year, month) ? null : dayNumber(year, month, day);
}

/** The same, of a day that is known to exist. */
export function dayNumber(year: number, month: number, day: number): number {
  // Civil to days (H. Hinnant): the year begins in March, so that the leap day is its last.
  const y = month <= 2 ? year - 1 : year;
  const era = Math.floor(y / 400);
  const ofEra = y - era * 400;
  const ofYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  return era * 146_097 + ofEra * 365 + (ofEra >> 2) - Math.floor(ofEra / 100) + ofYear - 719_468;
}

export function daysInMonth(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

/** Year, month (1 to 12) and day of the month. */
export function dateOf(day: number): { year: number; month: number; date: number } {
  const at = new Date(day * day_ms);
  return { year: at.getUTCFullYear(), month: at.getUTCMonth() + 1, date: at.getUTCDate() };
}

/** 0 (Monday) to 6 (Sunday). */
export function weekdayOf(day: number): number {
  return (((day + 3) % 7) + 7) % 7;
}

/** `2026-03-02`. */
export function dayText(day: number): string {
  return new Date(day * day_ms).toISOString().slice(0, 10);
}

/** `2026-03-02T09:00`, with seconds only where there are any. */
export function wallText({ day, second }: Wall): string {
  const text = new Date(day * day_ms + second * 1000).toISOString();
  return text.slice(0, second % 60 === 0 ? 16 : 19);
}
