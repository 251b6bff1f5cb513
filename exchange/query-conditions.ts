import type { Attribute, Scope } from "../domain/attributes.ts";
import { everybody, type Comparison, type Criteria } from "../domain/criteria.ts";
import type { Json } from "../domain/json.ts";
import { settle, type CriteriaFault } from "../domain/settling.ts";
import { readCode } from "../wire/codes.ts";
import { codeLists, standardProfile } from "./profiles.ts";
import { comparedAttribute, resolveName, type Target } from "./query-names.ts";
import { employmentStatusOf } from "./understanding.ts";

/** Why a query is refused: what is wrong with it, never what it says. */
export type QueryFault =
  | CriteriaFault
  | "a value is not in its code list"
  | "unknown operator"
  | "unknown query type"
  | "this form of query is not known"
  | "the filter is not GraphQL"
  | "the filter is too long"
  | "the filter must be one operation"
  | "the filter must subscribe to one field";

export interface Query {
  criteria: Criteria;
  /** Paths of the record to answer with; null: everything allowed. */
  projection: string[] | null;
}
export type ReadQuery = ({ ok: true } & Query) | { ok: false; reason: QueryFault };

/** Comparisons as peers write them; `nin` is "not in". */
export type PeerComparison = Comparison | "nin";
const operators = new Map<string, PeerComparison>(
  Object.entries({
    eq: "eq",
    ne: "ne",
    gt: "gt",
    gte: "gte",
    ge: "gte",
    lt: "lt",
    lte: "lte",
    le: "lte",
    in: "in",
    nin: "nin",
    exists: "exists",
  }),
);

export function readOperator(word: string): PeerComparison | undefined {
  return operators.get(word.trim().toLowerCase());
}

/** One comparison of a peer's name with a value, in our tree. Settled later, with the whole. */
export function comparison(
  scope: Scope,
  path: string,
  is: PeerComparison,
  value: unknown,
): Criteria | QueryFault {
  const target = resolveName(scope, path);
  return target ? compareTarget(target, is, value) : "unknown attribute";
}

export function compareTarget(
  target: Target,
  is: PeerComparison,
  value: unknown,
): Criteria | QueryFault {
  if (is === "exists") return existence(target, value);
  const attribute = comparedAttribute(target);
  if (!attribute) return "unknown attribute";
  const read = is === "in" || is === "nin" ? readList(attribute, value) : readOne(attribute, value);
  if (!read.ok) return read.reason;
  // Of a list, "not" speaks of every item: nobody in it is or has that.
  const negated = is === "nin" || (is === "ne" && target.lists.length > 0);
  const positive = is === "nin" ? "in" : negated ? "eq" : is;
  const condition = within(target, { attribute: target.name, is: positive, value: read.value });
  return negated ? { not: condition } : condition;
}

/** What a condition on the items of a list becomes. Null: the name is no list. */
export function listOf(scope: Scope, path: string): Target | null {
  const target = resolveName(scope, path);
  return target && !target.attribute ? target : null;
}

export function within({ lists, identifierType }: Target, condition: Criteria): Criteria {
  const typed: Criteria =
    identifierType === null
      ? condition
      : { all: [{ attribute: "identifier_type", is: "eq", value: identifierType }, condition] };
  return lists.reduceRight<Criteria>((where, some) => ({ some, where }), typed);
}

function existence(target: Target, value: unknown): Criteria | QueryFault {
  if (typeof value !== "boolean") return "a value is not understood";
  const there = within(
    target,
    target.attribute ? { attribute: target.name, is: "exists", value: true } : everybody,
  );
  return value ? there : { not: there };
}

type ReadValue = { ok: true; value: Json } | { ok: false; reason: QueryFault };

function readList(attribute: Attribute, given: unknown): ReadValue {
  // The standard's schema has no list for `in`, so peers write one text with commas.
  const list = typeof given === "string" ? given.split(",").map((one) => one.trim()) : given;
  if (!Array.isArray(list)) return { ok: false, reason: "a value is not understood" };
  const values: Json[] = [];
  for (const one of list as unknown[]) {
    const read = readOne(attribute, one);
    if (!read.ok) return read;
    values.push(read.value);
  }
  return { ok: true, value: values };
}

const booleans = new Map([
  ["1", true],
  ["0", false],
  ["yes", true],
  ["no", false],
]);

/** Labels and codes of the standard's lists become our neutral words. */
function readOne({ codes, type }: Attribute, given: unknown): ReadValue {
  if (typeof given !== "string" && typeof given !== "number" && typeof given !== "boolean") {
    return { ok: false, reason: "a value is not understood" };
  }
  if (type === "boolean") {
    return { ok: true, value: booleans.get(String(given).toLowerCase()) ?? given };
  }
  const list = codes === null ? undefined : codeLists[codes];
  if (!list) return { ok: true, value: given };
  // A number alone is another status in each numbering: it would select the wrong people (digest 7.2).
  const value =
    codes === "employment_status"
      ? employmentStatusOf(String(given), standardProfile)
      : readCode(list, given);
  return value === undefined
    ? { ok: false, reason: "a value is not in its code list" }
    : { ok: true, value };
}

/** The end of every front end: bounds, names and types, checked by the domain's one function. */
export function settledQuery(
  scope: Scope,
  criteria: Criteria | QueryFault,
  projection: string[] | null = null,
): ReadQuery {
  if (typeof criteria === "string") return { ok: false, reason: criteria };
  const settled = settle(scope, criteria);
  return settled.ok ? { ...settled, projection } : settled;
}
