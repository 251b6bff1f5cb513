import { findAttribute, findList, isDay, type Attribute, type Scope } from "./attributes.ts";
import { comparisons, numberOf, type Comparison, type Criteria } from "./criteria.ts";
import type { Json } from "./json.ts";
import { normalIdentifier } from "./matching.ts";
import type { ColumnType } from "./records/field.ts";

/** Bounds of a condition, whatever form it came in; wider or deeper ones are refused. */
export const criteria_depth_max = 8;
export const criteria_nodes_max = 60;
/** Values in the lists of `in`, together. */
export const criteria_values_max = 300;
export const value_chars_max = 200;

/** Why a condition is refused: never a value, only what is wrong with it. */
export type CriteriaFault =
  | "the filter is nested too deeply"
  | "the filter has too many conditions"
  | "the filter is no condition"
  | "unknown attribute"
  | "a comparison does not suit its attribute"
  | "a value is not understood"
  | "a value is too long";

export type Settled = { ok: true; criteria: Criteria } | { ok: false; reason: CriteriaFault };

/**
 * The one check of every condition before it is asked, whichever front end read it: bounds, names
 * from the table, comparisons that suit the type, and values brought to the attribute's type. What
 * it returns means the same in memory and in SQL; settling twice changes nothing.
 */
export function settle(scope: Scope, criteria: Criteria): Settled {
  const reason = boundsFault(criteria);
  if (reason) return { ok: false, reason };
  const settled = settledNode(scope, criteria);
  return typeof settled === "string"
    ? { ok: false, reason: settled }
    : { ok: true, criteria: settled };
}

/** The same of what somebody sent, whatever it is: what has not the shape of a condition is refused too. */
export function settleGiven(scope: Scope, given: unknown): Settled {
  if (!isCriteria(given, 1, { left: criteria_nodes_max })) {
    return { ok: false, reason: "the filter is no condition" };
  }
  return settle(scope, given);
}

/** Bounded before anything else walks it. */
function isCriteria(value: unknown, depth: number, nodes: { left: number }): value is Criteria {
  nodes.left -= 1;
  if (typeof value !== "object" || value === null) return false;
  if (depth > criteria_depth_max || nodes.left < 0) return false;
  const inner = (part: unknown) => isCriteria(part, depth + 1, nodes);
  const { all, any, not, some, where, attribute, is } = value as Record<string, unknown>;
  if (all !== undefined) return Array.isArray(all) && all.every(inner);
  if (any !== undefined) return Array.isArray(any) && any.every(inner);
  if (not !== undefined) return inner(not);
  if (some !== undefined) return typeof some === "string" && inner(where);
  return typeof attribute === "string" && comparisons.some((one) => one === is) && "value" in value;
}

/** Depth, conditions and values of a condition against the bounds; null: within them. */
export function boundsFault(criteria: Criteria): CriteriaFault | null {
  const count = { nodes: 0, values: 0 };
  const within = (node: Criteria, depth: number): CriteriaFault | null => {
    if (depth > criteria_depth_max) return "the filter is nested too deeply";
    count.nodes += 1;
    if ("attribute" in node) {
      if (Array.isArray(node.value)) count.values += node.value.length;
    }
    if (count.nodes > criteria_nodes_max || count.values > criteria_values_max) {
      return "the filter has too many conditions";
    }
    for (const part of partsOf(node)) {
      const fault = within(part, depth + 1);
      if (fault) return fault;
    }
    return null;
  };
  return within(criteria, 1);
}

function partsOf(node: Criteria): readonly Criteria[] {
  if ("all" in node) return node.all;
  if ("any" in node) return node.any;
  if ("not" in node) return [node.not];
  return "some" in node ? [node.where] : [];
}

function settledNode(scope: Scope, node: Criteria): Criteria | CriteriaFault {
  if ("all" in node || "any" in node) {
    const parts: Criteria[] = [];
    for (const part of partsOf(node)) {
      const one = settledNode(scope, part);
      if (typeof one === "string") return one;
      parts.push(one);
    }
    return "all" in node ? { all: parts } : { any: parts };
  }
  if ("not" in node) {
    const inner = settledNode(scope, node.not);
    return typeof inner === "string" ? inner : { not: inner };
  }
  if ("some" in node) {
    const found = findList(scope, node.some);
    if (!found) return "unknown attribute";
    const where = settledNode(found.list.items, node.where);
    return typeof where === "string" ? where : { some: node.some, where };
  }
  return settledComparison(scope, node);
}

function settledComparison(
  scope: Scope,
  { attribute: name, is, value }: Extract<Criteria, { attribute: string }>,
): Criteria | CriteriaFault {
  const attribute = findAttribute(scope, name)?.attribute;
  if (!attribute) return "unknown attribute";
  if (!suits(attribute.type, is)) return "a comparison does not suit its attribute";
  if (is === "exists") {
    return value === true ? { attribute: name, is, value } : "a value is not understood";
  }
  if (is !== "in") {
    const one = settledValue(attribute, value);
    return typeof one === "object" ? one.fault : { attribute: name, is, value: one };
  }
  if (!Array.isArray(value)) return "a value is not understood";
  const values: Json[] = [];
  for (const given of value) {
    const one = settledValue(attribute, given);
    if (typeof one === "object") return one.fault;
    values.push(one);
  }
  return { attribute: name, is, value: values };
}

/** Comparisons a type allows: an order only where there is one. */
export function suits(type: ColumnType, is: Comparison): boolean {
  if (type !== "boolean" && type !== "blind") return true;
  return is === "eq" || is === "ne" || is === "in" || is === "exists";
}

function settledValue(
  { type, name }: Attribute,
  given: Json,
): string | number | boolean | { fault: CriteriaFault } {
  const fault = { fault: "a value is not understood" } as const;
  if (typeof given === "string" && given.length > value_chars_max) {
    return { fault: "a value is too long" };
  }
  if (typeof given === "object") return fault;
  switch (type) {
    case "number":
      return numberOf(given) ?? fault;
    case "boolean": {
      const text = String(given).trim().toLowerCase();
      return text === "true" || text === "false" ? text === "true" : fault;
    }
    case "date": {
      // A date with a time counts as its day; days are never shifted by a zone (digest 7.8).
      const day = typeof given === "string" ? /^\d{4}-\d{2}-\d{2}(?=$|[T ])/.exec(given)?.[0] : "";
      return day && isDay(day) ? day : fault;
    }
    case "text":
    case "blind": {
      const text = String(given);
      if (/\0|\p{Surrogate}/u.test(text)) return fault;
      return name === "identifier_value" ? normalIdentifier(text) : text;
    }
  }
}
