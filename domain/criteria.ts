import type { Json } from "./json.ts";

/**
 * A condition over attributes; one language for search, subscription filters, programme rules and
 * agreement scopes. Front ends live in exchange/ (`readQuery`), what may be asked in
 * `attributes.ts`, bounds and types in `settling.ts`; this is the tree and its in-memory evaluator.
 * The other readings of the same tree: SQL (store/reading/matching.ts), `explain`, `nextChange`.
 */
export type Criteria =
  | { all: Criteria[] }
  | { any: Criteria[] }
  | { not: Criteria }
  | { some: string; where: Criteria }
  | { attribute: string; is: Comparison; value: Json };

export const comparisons = ["eq", "ne", "gt", "gte", "lt", "lte", "in", "exists"] as const;
/** `exists` has the value true: the attribute is known. */
export type Comparison = (typeof comparisons)[number];

export const everybody: Criteria = { all: [] };

/** One line of an order; what is not known comes last, whichever the direction. */
export interface SortKey {
  attribute: string;
  descending: boolean;
}

/** What a condition is asked of: an attribute's value, or a list of such subjects for `some`. */
export interface Subject {
  value(attribute: string): Json | undefined;
  list(attribute: string): Subject[];
  /** The same subject as it will be on another day; for values that time changes. */
  on?(day: string): Subject;
  /** Days on which a value that time alone changes passes a number. */
  turns?(attribute: string, number: number): string[];
}

/**
 * An absent value satisfies no comparison but `ne`, which is exactly "not eq". A list's condition
 * holds when one and the same item meets it.
 */
export function matches(criteria: Criteria, subject: Subject): boolean {
  if ("all" in criteria) return criteria.all.every((part) => matches(part, subject));
  if ("any" in criteria) return criteria.any.some((part) => matches(part, subject));
  if ("not" in criteria) return !matches(criteria.not, subject);
  if ("some" in criteria) {
    return subject.list(criteria.some).some((item) => matches(criteria.where, item));
  }
  return compare(subject.value(criteria.attribute), criteria.is, criteria.value);
}

function compare(actual: Json | undefined, is: Comparison, wanted: Json): boolean {
  if (is === "ne") return !compare(actual, "eq", wanted);
  if (actual === undefined || actual === null) return false;
  if (is === "exists") return wanted === true;
  if (is === "in") return Array.isArray(wanted) && wanted.some((one) => compare(actual, "eq", one));
  const difference = order(actual, wanted);
  if (difference === null) return false;
  switch (is) {
    case "eq":
      return difference === 0;
    case "gt":
      return difference > 0;
    case "gte":
      return difference >= 0;
    case "lt":
      return difference < 0;
    case "lte":
      return difference <= 0;
  }
}

/**
 * The actual value's type decides: numbers by size (also when the wanted one is written as text),
 * text and days by code point, booleans by being the same. Null: not comparable.
 */
function order(actual: Json, wanted: Json): number | null {
  if (typeof actual === "number") {
    const number = numberOf(wanted);
    return number === null ? null : Math.sign(actual - number);
  }
  if (typeof actual === "boolean") return String(actual) === asText(wanted) ? 0 : null;
  const text = asText(wanted);
  return typeof actual === "string" && text !== null ? compareText(actual, text) : null;
}

/** A finite number, also one that is written as decimal text. */
export function numberOf(value: Json): number | null {
  if (typeof value === "number") return Number.isFinite(value) ? value : null;
  if (typeof value !== "string" || !/^[+-]?\d{1,15}(\.\d{1,15})?$/.test(value.trim())) return null;
  return Number(value);
}

/** `true` and `"true"` are one answer: peers write booleans and numbers both ways. */
function asText(value: Json): string | null {
  if (typeof value === "string") return value;
  return typeof value === "number" || typeof value === "boolean" ? String(value) : null;
}

/** By code point: the order of UTF-8 bytes, as a database without a locale has it. */
export function compareText(a: string, b: string): number {
  let at = 0;
  while (at < a.length && a.charCodeAt(at) === b.charCodeAt(at)) at += 1;
  // Within a letter of two units, from its first.
  if (at > 0 && isFirstHalf(a.charCodeAt(at - 1))) at -= 1;
  return Math.sign((a.codePointAt(at) ?? -1) - (b.codePointAt(at) ?? -1));
}

function isFirstHalf(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdbff;
}

/** Every attribute a condition names, inside its lists too. */
export function attributesOf(criteria: Criteria): string[] {
  if ("all" in criteria) return criteria.all.flatMap(attributesOf);
  if ("any" in criteria) return criteria.any.flatMap(attributesOf);
  if ("not" in criteria) return attributesOf(criteria.not);
  if ("some" in criteria) return [criteria.some, ...attributesOf(criteria.where)];
  return [criteria.attribute];
}
