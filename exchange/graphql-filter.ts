import {
  Kind,
  parse,
  type FieldNode,
  type ObjectFieldNode,
  type ArgumentNode,
  type SelectionSetNode,
  type ValueNode,
} from "graphql";
import type { Scope } from "../domain/attributes.ts";
import type { Comparison, Criteria } from "../domain/criteria.ts";
import { criteria_depth_max } from "../domain/settling.ts";
import {
  comparison,
  listOf,
  settledQuery,
  within,
  type QueryFault,
  type ReadQuery,
} from "./query-conditions.ts";

/** GraphQL text longer than this is not looked at. */
export const filter_chars_max = 8_192;

/**
 * Reads the GraphQL text of the official samples: the arguments of the one subscribed field are the
 * condition, its selection is the projection. The text is parsed, never executed; every name is
 * looked up in an allow-list.
 *
 * `employment_status: "not employed", age_gt: 18, employment_info: { end_date_lt: "2025-02-16" }`
 */
export function readGraphqlFilter(text: string, scope: Scope = "Person"): ReadQuery {
  if (text.length > filter_chars_max) return { ok: false, reason: "the filter is too long" };
  const field = rootField(text);
  if (typeof field === "string") return { ok: false, reason: field };
  const criteria = conditions(scope, field.arguments ?? [], "", 1);
  const projection = field.selectionSet ? paths(field.selectionSet, "") : null;
  return settledQuery(scope, criteria, projection);
}

function rootField(text: string): FieldNode | QueryFault {
  let document;
  try {
    document = parse(text, { noLocation: true, maxTokens: 1_000 });
  } catch {
    return "the filter is not GraphQL";
  }
  const [operation, ...others] = document.definitions;
  if (!operation || others.length > 0 || operation.kind !== Kind.OPERATION_DEFINITION) {
    return "the filter must be one operation";
  }
  const [field, ...more] = operation.selectionSet.selections;
  if (!field || more.length > 0 || field.kind !== Kind.FIELD) {
    return "the filter must subscribe to one field";
  }
  return field;
}

type Argument = ArgumentNode | ObjectFieldNode;

/** `prefix`: the objects around, with a dot at the end. */
function conditions(
  scope: Scope,
  given: readonly Argument[],
  prefix: string,
  depth: number,
): { all: Criteria[] } | QueryFault {
  if (depth > criteria_depth_max) return "the filter is nested too deeply";
  const all: Criteria[] = [];
  for (const { name, value } of given) {
    const condition =
      value.kind === Kind.OBJECT
        ? nested(scope, `${prefix}${name.value}`, value.fields, depth)
        : compared(scope, prefix, name.value, value);
    if (typeof condition === "string") return condition;
    all.push(condition);
  }
  return { all };
}

/** An object speaks of one item of a list, or is a step of a path. */
function nested(
  scope: Scope,
  path: string,
  fields: readonly Argument[],
  depth: number,
): Criteria | QueryFault {
  const list = listOf(scope, path);
  if (!list) return conditions(scope, fields, `${path}.`, depth + 1);
  const inner = conditions(list.scope, fields, "", depth + 1);
  return typeof inner === "string" ? inner : within(list, inner);
}

function compared(
  scope: Scope,
  prefix: string,
  name: string,
  node: ValueNode,
): Criteria | QueryFault {
  const { attribute, is } = splitName(name);
  const value = literal(node);
  if (value === undefined) return "a value is not understood";
  return comparison(scope, `${prefix}${attribute}`, is, value);
}

const suffixes: readonly Exclude<Comparison, "exists">[] = [
  "gte",
  "lte",
  "gt",
  "lt",
  "ne",
  "in",
  "eq",
];

function splitName(name: string): { attribute: string; is: Comparison } {
  for (const is of suffixes) {
    if (name.endsWith(`_${is}`)) return { attribute: name.slice(0, -is.length - 1), is };
  }
  return { attribute: name, is: "eq" };
}

type Literal = string | number | boolean | Literal[];

function literal(node: ValueNode): Literal | undefined {
  switch (node.kind) {
    case Kind.STRING:
    case Kind.ENUM:
      return node.value;
    case Kind.INT:
    case Kind.FLOAT:
      return Number(node.value);
    case Kind.BOOLEAN:
      return node.value;
    case Kind.LIST: {
      const values = node.values.map(literal);
      return values.some((value) => value === undefined) ? undefined : (values as Literal[]);
    }
    default:
      return undefined;
  }
}

function paths(selection: SelectionSetNode, prefix: string): string[] {
  return selection.selections.flatMap((node) => {
    if (node.kind !== Kind.FIELD) return [];
    const path = `${prefix}${node.name.value}`;
    if (path === "id") return ["@id", "member_identifier"];
    return node.selectionSet ? paths(node.selectionSet, `${path}.`) : [path];
  });
}
