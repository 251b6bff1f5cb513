import { isDay } from "./attributes.ts";
import type { Json } from "./json.ts";

/**
 * Full months since the last job ended; 0 while one lasts; null when no job was ever told. Every
 * spell the offices were told of counts as formal.
 */
export function monthsWithoutWork(spells: readonly Json[], today: string): number | null {
  if (spells.length === 0) return null;
  const end = lastEnd(spells);
  if (end === null || end > today) return 0;
  return monthsBetween(end, today);
}

/** The latest end; null while one has no end. */
function lastEnd(spells: readonly Json[]): string | null {
  let last = "";
  for (const spell of spells) {
    const end = (spell as { end_date?: unknown } | null)?.end_date;
    if (typeof end !== "string" || !isDay(end)) return null;
    if (end > last) last = end;
  }
  return last;
}

function monthsBetween(from: string, to: string): number {
  const months = monthIndex(to) - monthIndex(from);
  return from.slice(8) > to.slice(8) ? months - 1 : months;
}

function monthIndex(day: string): number {
  return Number(day.slice(0, 4)) * 12 + Number(day.slice(5, 7)) - 1;
}

/** The last birth day of somebody who is `age` years old today or older; null: before the calendar. */
export function bornBy(age: number, today: string): string | null {
  const year = Number(today.slice(0, 4)) - age;
  return calendarDay(year * 12 + Number(today.slice(5, 7)) - 1, today.slice(8));
}

/** The last end of somebody `months` full months without work today or longer. */
export function endedBy(months: number, today: string): string | null {
  return calendarDay(monthIndex(today) - months, today.slice(8));
}

/** A day of a month, or that month's last: no day of the calendar stands between the two. */
function calendarDay(index: number, dayOfMonth: string): string | null {
  const year = Math.floor(index / 12);
  if (year < 1) return null;
  if (year > 9999) return "9999-12-31";
  const month = `${String(year).padStart(4, "0")}-${String((index % 12) + 1).padStart(2, "0")}`;
  for (let day = Number(dayOfMonth); day > 28; day -= 1) {
    if (isDay(`${month}-${day}`)) return `${month}-${day}`;
  }
  return `${month}-${Number(dayOfMonth) > 28 ? "28" : dayOfMonth}`;
}

/** The day on which somebody becomes that old: at most one. */
export function daysOfAge(birthDate: Json | undefined, age: number): string[] {
  if (typeof birthDate !== "string" || !isDay(birthDate)) return [];
  return firstDay((Number(birthDate.slice(0, 4)) + age) * 12 + monthOf(birthDate), birthDate);
}

/** The day on which the last job is over for that many full months: at most one. */
export function daysWithoutWork(spells: readonly Json[], months: number): string[] {
  const end = spells.length === 0 ? null : lastEnd(spells);
  return end === null || months < 1 ? [] : firstDay(monthIndex(end) + months, end);
}

function monthOf(day: string): number {
  return Number(day.slice(5, 7)) - 1;
}

/** The same day of a later month, or the first of the next where that month has no such day. */
function firstDay(index: number, like: string): string[] {
  const year = Math.floor(index / 12);
  if (!Number.isInteger(index) || year < 1 || year > 9999) return [];
  const month = (at: number) =>
    `${String(Math.floor(at / 12)).padStart(4, "0")}-${String((at % 12) + 1).padStart(2, "0")}`;
  const same = `${month(index)}-${like.slice(8)}`;
  const day = isDay(same) ? same : `${month(index + 1)}-01`;
  return isDay(day) ? [day] : [];
}
