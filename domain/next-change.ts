import { matches, numberOf, type Criteria, type Subject } from "./criteria.ts";
import type { Json } from "./json.ts";

/**
 * The next day on which time alone changes the answer (somebody turns 18), or null: until that day
 * the answer is what it is today. Exact: days on which only a part turns are passed over.
 */
export function nextChange(criteria: Criteria, subject: Subject, today: string): string | null {
  const now = matches(criteria, subject);
  const days = [...new Set(turningDays(criteria, subject))].filter((day) => day > today).sort();
  return days.find((day) => matches(criteria, subject.on?.(day) ?? subject) !== now) ?? null;
}

/** Every day on which a comparison of the condition may turn. */
function turningDays(criteria: Criteria, subject: Subject): string[] {
  if ("all" in criteria) return criteria.all.flatMap((part) => turningDays(part, subject));
  if ("any" in criteria) return criteria.any.flatMap((part) => turningDays(part, subject));
  if ("not" in criteria) return turningDays(criteria.not, subject);
  if ("some" in criteria) {
    return subject.list(criteria.some).flatMap((item) => turningDays(criteria.where, item));
  }
  const { attribute, value } = criteria;
  return thresholds(value).flatMap((number) => subject.turns?.(attribute, number) ?? []);
}

/** Whole numbers at which "less", "equal" and "more" than a value begin. */
function thresholds(value: Json): number[] {
  if (Array.isArray(value)) return value.flatMap(thresholds);
  const number = numberOf(value);
  return number === null ? [] : [Math.ceil(number), Math.floor(number) + 1];
}
