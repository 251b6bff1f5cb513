/**
 * The days of a recurrence rule, in order (RFC 5545, 3.3.10): each period of the rule gives its days,
 * BYSETPOS picks among them, and only then do those before the first one fall away.
 */
import type { ByDay, Rule } from "./rrule.ts";
import { dateOf, dayNumber, daysInMonth, weekdayOf } from "./walls.ts";

/** How much may still be worked out in one go, in periods of rules; shared by all series of a case. */
export interface Effort {
  periods: number;
}

/** What a series asks of the calendar. */
interface Asked {
  rule: Rule;
  first: number;
  last: number;
}

/**
 * Days from `first` to `last`, both counted, at most COUNT of them. Null: more work than `effort`
 * allows.
 */
export function ruleDays(rule: Rule, first: number, last: number, effort: Effort): number[] | null {
  const days: number[] = [];
  const count = rule.count ?? Number.POSITIVE_INFINITY;
  const period = periods[rule.frequency]({ rule, first, last });
  for (let number = 0; days.length < count; number += rule.interval) {
    const found = period(number);
    if (found === null) return days;
    effort.periods -= 1;
    if (effort.periods < 0) return null;
    for (const day of picked(rule, found)) {
      if (day >= first && day <= last && days.length < count) days.push(day);
    }
  }
  return days;
}

/** The candidate days of the period with this number; null: it begins after the last day asked for. */
type Period = (number: number) => readonly number[] | null;

const periods: Record<Rule["frequency"], (asked: Asked) => Period> = {
  DAILY: daily,
  WEEKLY: weekly,
  MONTHLY: monthly,
  YEARLY: yearly,
};

function daily({ rule, first, last }: Asked): Period {
  return (number) => {
    const day = first + number;
    if (day > last) return null;
    const fits =
      (rule.byDay.length === 0 || rule.byDay.some(({ weekday }) => weekday === weekdayOf(day))) &&
      inMonths(rule, day) &&
      (rule.byMonthDay.length === 0 || isMonthDay(rule, day));
    return fits ? [day] : [];
  };
}

function weekly({ rule, first, last }: Asked): Period {
  const start = first - ((weekdayOf(first) - rule.weekStart + 7) % 7);
  const wanted = rule.byDay.length > 0 ? rule.byDay.map((one) => one.weekday) : [weekdayOf(first)];
  const places = unique(wanted.map((weekday) => (weekday - rule.weekStart + 7) % 7));
  return (number) => {
    const week = start + number * 7;
    if (week > last) return null;
    const days = places.map((place) => week + place);
    return rule.byMonth.length === 0 ? days : days.filter((day) => inMonths(rule, day));
  };
}

function monthly({ rule, first, last }: Asked): Period {
  const { year, month, date } = dateOf(first);
  return (number) => {
    const of = month - 1 + number;
    const at = { year: year + Math.floor(of / 12), month: (of % 12) + 1 };
    if (dayNumber(at.year, at.month, 1) > last) return null;
    if (rule.byMonth.length > 0 && !rule.byMonth.includes(at.month)) return [];
    return monthDays(rule, at, date);
  };
}

function yearly({ rule, first, last }: Asked): Period {
  const { year: begin, month, date } = dateOf(first);
  return (number) => {
    const year = begin + number;
    if (dayNumber(year, 1, 1) > last) return null;
    // Without BYMONTH a weekday is counted within the year (note 2 of the table in 3.3.10).
    const ofYear = rule.byMonth.length === 0;
    if (ofYear && rule.byDay.length > 0) {
      const days = weekdaysOf(rule.byDay, dayNumber(year, 1, 1), dayNumber(year, 12, 31));
      return rule.byMonthDay.length === 0 ? days : days.filter((day) => isMonthDay(rule, day));
    }
    const all = ofYear && rule.byMonthDay.length > 0;
    const months = all ? everyMonth : ofYear ? [month] : rule.byMonth;
    return unique(months.flatMap((of) => monthDays(rule, { year, month: of }, date)));
  };
}

const everyMonth = Array.from({ length: 12 }, (_, index) => index + 1);

interface Month {
  year: number;
  month: number;
}

/** Days of one month: by weekday, by day of the month (both: those that are both), else `date`. */
function monthDays(rule: Rule, { year, month }: Month, date: number): number[] {
  const start = dayNumber(year, month, 1);
  const end = start + daysInMonth(year, month) - 1;
  if (rule.byDay.length > 0) {
    const days = weekdaysOf(rule.byDay, start, end);
    return rule.byMonthDay.length === 0 ? days : days.filter((day) => isMonthDay(rule, day));
  }
  if (rule.byMonthDay.length === 0) return start + date - 1 <= end ? [start + date - 1] : [];
  const days = rule.byMonthDay.map((of) => (of > 0 ? start + of - 1 : end + of + 1));
  return unique(days.filter((day) => day >= start && day <= end));
}

/** The weekdays between two days; `2MO` is the second of them, `-1FR` the last. */
function weekdaysOf(byDay: readonly ByDay[], start: number, end: number): number[] {
  const days = byDay.flatMap(({ ordinal, weekday }) => {
    const all: number[] = [];
    const first = start + ((weekday - weekdayOf(start) + 7) % 7);
    for (let day = first; day <= end; day += 7) all.push(day);
    if (ordinal === 0) return all;
    const one = all[ordinal > 0 ? ordinal - 1 : all.length + ordinal];
    return one === undefined ? [] : [one];
  });
  return unique(days);
}

function inMonths({ byMonth }: Rule, day: number): boolean {
  return byMonth.length === 0 || byMonth.includes(dateOf(day).month);
}

function isMonthDay({ byMonthDay }: Rule, day: number): boolean {
  const { year, month, date } = dateOf(day);
  const fromEnd = date - daysInMonth(year, month) - 1;
  return byMonthDay.includes(date) || byMonthDay.includes(fromEnd);
}

function picked({ bySetPos }: Rule, days: readonly number[]): readonly number[] {
  if (bySetPos.length === 0) return days;
  const chosen = bySetPos.map((place) => days[place > 0 ? place - 1 : days.length + place]);
  return unique(chosen.filter((day) => day !== undefined));
}

function unique(days: readonly number[]): number[] {
  return [...new Set(days)].sort((a, b) => a - b);
}
