import type { Json } from "./json.ts";

/**
 * A condition over attributes; one language for search, subscription filters, programme rules and
 * agreement scopes. Front ends live in exchange/; this is the tree and its in-memory evaluator.
 */
export type Criteria =
  | { all: Criteria[] }
  | { any: Criteria[] }
  | { not: Criteria }
  | { some: string; where: Criteria }
  | { attribute: string; is: Comparison; value: Json };

export const comparisons = ["eq", "ne", "gt", "gte", "lt", "lte", "in"] as const;
export type Comparison = (typeof comparisons)[number];

/** Conditions deeper or larger than this are refused at the edge. */
export const criteria_depth_max = 5;
export const criteria_nodes_max = 50;

export const everybody: Criteria = { all: [] };

/** What a condition is asked of: an attribute's value, or a list of such subjects for `some`. */
export interface Subject {
  value(attribute: string): Json | undefined;
  list(attribute: string): Subject[];
}

/** An absent value satisfies no comparison but `ne`. */
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
  if (is === "in") return Array.isArray(wanted) && wanted.some((one) => compare(actual, "eq", one));
  if (is === "eq") return order(actual, wanted) === 0;
  const difference = order(actual, wanted);
  if (difference === null) return false;
  switch (is) {
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

/** Numbers by size (also when written as text), text by code unit; otherwise not comparable. */
function order(a: Json, b: Json): number | null {
  if (typeof a === "boolean" || typeof b === "boolean") return asText(a) === asText(b) ? 0 : null;
  if (typeof a === "number" || typeof b === "number") {
    const difference = Number(a) - Number(b);
    return Number.isNaN(difference) ? null : Math.sign(difference);
  }
  if (typeof a === "string" && typeof b === "string") return a === b ? 0 : a > b ? 1 : -1;
  return null;
}

/** `true` and `"true"` are one answer: peers write booleans both ways. */
function asText(value: Json): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

/** Every attribute a condition names, e.g. to check it against what an agreement lets a partner ask. */
export function attributesOf(criteria: Criteria): string[] {
  if ("all" in criteria) return criteria.all.flatMap(attributesOf);
  if ("any" in criteria) return criteria.any.flatMap(attributesOf);
  if ("not" in criteria) return attributesOf(criteria.not);
  if ("some" in criteria) return [criteria.some, ...attributesOf(criteria.where)];
  return [criteria.attribute];
}
