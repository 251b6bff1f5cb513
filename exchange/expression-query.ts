import type { Scope } from "../domain/attributes.ts";
import type { Criteria } from "../domain/criteria.ts";
import { criteria_depth_max, criteria_nodes_max } from "../domain/settling.ts";
import {
  comparison,
  listOf,
  readOperator,
  within,
  type PeerComparison,
  type QueryFault,
} from "./query-conditions.ts";

/**
 * The Mongo-like form of the samples, read into our tree: `$and $or $nor $not`, `$eq $ne $gt $gte
 * $lt $lte $in $nin $exists $elemMatch`, with or without the `$`; equality without an operator;
 * dotted paths, or objects inside objects. No operator that runs anything is known.
 */
export function readExpression(scope: Scope, query: object): Criteria | QueryFault {
  return document(scope, query, { prefix: "", depth: 1 });
}

interface At {
  /** Path of the objects around, with a dot at its end. */
  prefix: string;
  depth: number;
}

function document(scope: Scope, given: unknown, at: At): Criteria | QueryFault {
  if (!isObject(given)) return "this form of query is not known";
  // Objects inside objects count double: an operator's object lies between two conditions.
  if (at.depth > criteria_depth_max * 2) return "the filter is nested too deeply";
  const entries = Object.entries(given);
  if (entries.length > criteria_nodes_max) return "the filter has too many conditions";
  const all: Criteria[] = [];
  for (const [name, value] of entries) {
    const condition = entry(scope, name, value, at);
    if (typeof condition === "string") return condition;
    all.push(condition);
  }
  const [only, ...more] = all;
  return only && more.length === 0 ? only : { all };
}

function entry(scope: Scope, name: string, value: unknown, at: At): Criteria | QueryFault {
  const word = name.replace(/^\$/, "").toLowerCase();
  if (word === "and" || word === "or" || word === "nor") return junction(scope, word, value, at);
  if (word === "not") {
    const inner = document(scope, value, deeper(at));
    return typeof inner === "string" ? inner : { not: inner };
  }
  if (name.startsWith("$")) return "unknown operator";
  const path = `${at.prefix}${name}`;
  if (value === null) return comparison(scope, path, "exists", false);
  if (!isObject(value)) return comparison(scope, path, "eq", value);
  return nested(scope, path, value, deeper(at));
}

function junction(
  scope: Scope,
  word: "and" | "or" | "nor",
  value: unknown,
  at: At,
): Criteria | QueryFault {
  if (!Array.isArray(value) || value.length === 0) return "this form of query is not known";
  if (value.length > criteria_nodes_max) return "the filter has too many conditions";
  const parts: Criteria[] = [];
  for (const one of value as unknown[]) {
    const part = document(scope, one, deeper(at));
    if (typeof part === "string") return part;
    parts.push(part);
  }
  if (word === "and") return { all: parts };
  return word === "or" ? { any: parts } : { not: { any: parts } };
}

/** What stands beside a name: operators, or the members of an object or of a list's items. */
function nested(scope: Scope, path: string, value: object, at: At): Criteria | QueryFault {
  if (at.depth > criteria_depth_max * 2) return "the filter is nested too deeply";
  const names = Object.keys(value);
  if (names.length > 0 && names.every(isOperator)) return operated(scope, path, value, at);
  if (names.some((name) => name.startsWith("$"))) return "unknown operator";
  const list = listOf(scope, path);
  if (!list) return document(scope, value, { ...at, prefix: `${path}.` });
  const inner = document(list.scope, value, { ...at, prefix: "" });
  return typeof inner === "string" ? inner : within(list, inner);
}

function operated(scope: Scope, path: string, value: object, at: At): Criteria | QueryFault {
  const all: Criteria[] = [];
  for (const [name, wanted] of Object.entries(value)) {
    const condition = operation(scope, path, operatorOf(name), wanted, at);
    if (typeof condition === "string") return condition;
    all.push(condition);
  }
  const [only, ...more] = all;
  return only && more.length === 0 ? only : { all };
}

type Operator = PeerComparison | "not" | "elemmatch";

function operation(
  scope: Scope,
  path: string,
  operator: Operator | undefined,
  wanted: unknown,
  at: At,
): Criteria | QueryFault {
  if (operator === undefined) return "unknown operator";
  if (operator === "not") {
    if (!isObject(wanted)) return "this form of query is not known";
    const inner = nested(scope, path, wanted, deeper(at));
    return typeof inner === "string" ? inner : { not: inner };
  }
  if (operator !== "elemmatch") return comparison(scope, path, operator, wanted);
  const list = listOf(scope, path);
  if (!list) return "unknown attribute";
  const inner = document(list.scope, wanted, { prefix: "", depth: at.depth + 1 });
  return typeof inner === "string" ? inner : within(list, inner);
}

function operatorOf(name: string): Operator | undefined {
  const word = name.replace(/^\$/, "").toLowerCase();
  return word === "not" || word === "elemmatch" ? word : readOperator(word);
}

function isOperator(name: string): boolean {
  return operatorOf(name) !== undefined;
}

function deeper(at: At): At {
  return { ...at, depth: at.depth + 1 };
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
