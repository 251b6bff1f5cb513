import {
  Kind,
  parse,
  type FieldNode,
  type ObjectFieldNode,
  type ArgumentNode,
  type SelectionSetNode,
  type ValueNode,
} from "graphql";
import { criteria_nodes_max, type Comparison, type Criteria } from "../domain/criteria.ts";
import type { Json } from "../domain/json.ts";
import { personAttributes } from "../domain/person-subject.ts";
import { personTable } from "../domain/records/person.ts";
import { readCode } from "../wire/codes.ts";
import { codeLists } from "./profiles.ts";

/** A subscription's filter as we understood it, and the paths of the record it selects. */
export interface ReadFilter {
  criteria: Criteria;
  projection: string[] | null;
}
export type FilterResult = ({ ok: true } & ReadFilter) | { ok: false; reason: string };

/** GraphQL text longer than this is not looked at. */
export const filter_chars_max = 8_192;

/**
 * Reads the GraphQL text of the official samples: the arguments of the one subscribed field are the
 * condition, its selection is the projection. The text is parsed, never executed; every name is
 * looked up in an allow-list.
 *
 * `employment_status: "not employed", age_gt: 18, employment_info: { end_date_lt: "2025-02-16" }`
 */
export function readGraphqlFilter(text: string): FilterResult {
  if (text.length > filter_chars_max) return fault("the filter is too long");
  const field = rootField(text);
  if (typeof field === "string") return fault(field);
  const criteria = conditions(field.arguments ?? [], null);
  if (typeof criteria === "string") return fault(criteria);
  if (nodesIn(criteria) > criteria_nodes_max) return fault("the filter has too many conditions");
  const projection = field.selectionSet ? paths(field.selectionSet, "") : null;
  return { ok: true, criteria, projection };
}

function rootField(text: string): FieldNode | string {
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

function conditions(given: readonly Argument[], list: string | null): { all: Criteria[] } | string {
  const all: Criteria[] = [];
  for (const argument of given) {
    const condition = list === null ? conditionOf(argument) : compared(argument, list);
    if (typeof condition === "string") return condition;
    all.push(condition);
  }
  return { all };
}

function conditionOf(argument: Argument): Criteria | string {
  if (argument.value.kind !== Kind.OBJECT) return compared(argument, null);
  const attribute = argument.name.value;
  if (membersOf(attribute).length === 0) return "unknown attribute";
  const inner = conditions(argument.value.fields, attribute);
  return typeof inner === "string" ? inner : { some: attribute, where: inner };
}

/** One comparison: of a person's attribute, or of a member of the items of a list. */
function compared(argument: Argument, list: string | null): Criteria | string {
  const { attribute, is } = splitName(argument.name.value);
  if (argument.value.kind === Kind.OBJECT) return "the filter is nested too deeply";
  const known = list === null ? personAttributes : membersOf(list);
  if (!known.includes(attribute)) return "unknown attribute";
  const value = literal(argument.value);
  if (value === undefined) return "a value is not understood";
  const coded = codedValue(list === null ? attribute : `${list}.${attribute}`, value);
  return coded === undefined ? "a value is not in its code list" : { attribute, is, value: coded };
}

/** What the items of a list are made of, by the record table; nothing for what is not such a list. */
function membersOf(list: string): string[] {
  const spec = Object.hasOwn(personTable.fields, list) ? personTable.fields[list] : undefined;
  if (spec?.class !== "set") return [];
  return Object.keys((spec.schema as { properties?: object }).properties ?? {});
}

const suffixes: readonly Comparison[] = ["gte", "lte", "gt", "lt", "ne", "in", "eq"];

function splitName(name: string): { attribute: string; is: Comparison } {
  for (const is of suffixes) {
    if (name.endsWith(`_${is}`)) return { attribute: name.slice(0, -is.length - 1), is };
  }
  return { attribute: name, is: "eq" };
}

function literal(node: ValueNode): Json | undefined {
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
      return values.some((value) => value === undefined) ? undefined : (values as Json[]);
    }
    default:
      return undefined;
  }
}

function nodesIn(criteria: Criteria): number {
  if ("all" in criteria) return 1 + criteria.all.reduce((sum, part) => sum + nodesIn(part), 0);
  if ("some" in criteria) return 1 + nodesIn(criteria.where);
  if ("attribute" in criteria && Array.isArray(criteria.value)) return 1 + criteria.value.length;
  return 1;
}

/** Labels and codes of the standard's lists become our neutral words. */
function codedValue(attribute: string, value: Json): Json | undefined {
  const codes =
    attribute === "employment_info.employment_type"
      ? "employment_type"
      : personTable.fields[attribute]?.dci?.codes;
  const list = codes ? codeLists[codes] : undefined;
  if (!list) return value;
  if (Array.isArray(value)) {
    const read = value.map((one) => readCode(list, one));
    return read.some((one) => one === undefined) ? undefined : (read as Json[]);
  }
  return readCode(list, value);
}

function paths(selection: SelectionSetNode, prefix: string): string[] {
  return selection.selections.flatMap((node) => {
    if (node.kind !== Kind.FIELD) return [];
    const path = `${prefix}${node.name.value}`;
    if (path === "id") return ["@id", "member_identifier"];
    return node.selectionSet ? paths(node.selectionSet, `${path}.`) : [path];
  });
}

function fault(reason: string): { ok: false; reason: string } {
  return { ok: false, reason };
}
