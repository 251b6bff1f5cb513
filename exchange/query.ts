import type { AskedType, Scope } from "../domain/attributes.ts";
import { everybody, type Criteria } from "../domain/criteria.ts";
import { readExpression } from "./expression-query.ts";
import { readGraphqlFilter } from "./graphql-filter.ts";
import { readPredicate, readPredicates } from "./predicate-query.ts";
import {
  compareTarget,
  settledQuery,
  type QueryFault,
  type ReadQuery,
} from "./query-conditions.ts";
import { identifierTarget, resolveName } from "./query-names.ts";

/** Forms by the word beside them; samples say `expression` for GraphQL and for predicate lists. */
const queryTypes = ["idtype-value", "expression", "predicate", "graphql", "nosql"];
/** Templates lie in each other: `{type, value: {expression: {collection, query}}}`. */
const wrappings_max = 5;
const identifier_chars_max = 99;

/**
 * Reads a search's `query` or a subscription's `filter` in any form of the standard: idtype-value,
 * predicate list, expression, GraphQL text. A form is known by its own shape; the word beside it
 * only has to be one of the standard's. Nothing is executed, every name is looked up, and a refusal
 * says what is wrong and never what was sent. An empty query asks for everybody.
 */
export function readQuery(
  type: AskedType,
  query_type: string | undefined,
  query: unknown,
): ReadQuery {
  if (query_type !== undefined && !isQueryType(query_type)) {
    return { ok: false, reason: "unknown query type" };
  }
  return readShape(type, query, 1);
}

function isQueryType(word: string): boolean {
  const last = word.slice(word.lastIndexOf(":") + 1);
  return queryTypes.includes(last.trim().toLowerCase());
}

function readShape(type: AskedType, query: unknown, depth: number): ReadQuery {
  if (depth > wrappings_max) return { ok: false, reason: "the filter is nested too deeply" };
  if (isEmpty(query)) return settledQuery(type, everybody);
  if (typeof query === "string") return readGraphqlFilter(query, type);
  if (typeof query !== "object" || query === null) {
    return { ok: false, reason: "this form of query is not known" };
  }
  if (Array.isArray(query)) return settledQuery(type, readPredicates(type, query));
  const has = (name: string) => Object.hasOwn(query, name);
  const { value, expression, query: inner } = query as Record<string, unknown>;
  if (has("expression")) return readShape(type, expression, depth + 1);
  if (has("collection") && has("query")) return readShape(type, inner, depth + 1);
  if (has("value") && typeof value === "object") return readShape(type, value, depth + 1);
  if (has("type") && has("value")) return readIdType(type, query);
  if (has("attribute_name")) return settledQuery(type, readPredicate(type, query));
  if (has("expression1")) return settledQuery(type, readPredicates(type, [query]));
  return settledQuery(type, readExpression(type, query));
}

function readIdType(type: AskedType, query: object): ReadQuery {
  const { type: word, value } = query as { type: unknown; value: unknown };
  if (typeof word === "string" && /graphql/i.test(word) && typeof value === "string") {
    return readGraphqlFilter(value, type);
  }
  const identifier = readIdentifierQuery(query);
  if (!identifier) return { ok: false, reason: "this form of query is not known" };
  return settledQuery(type, byIdentifier(type, identifier));
}

/** `idtype-value`: one identifier, whole (ESS API 1.0.0, search by identifier). */
export interface IdentifierQuery {
  type: string;
  value: string;
}

export function readIdentifierQuery(query: unknown, depth = 1): IdentifierQuery | null {
  if (typeof query !== "object" || query === null || Array.isArray(query)) return null;
  if (depth > wrappings_max) return null;
  const { type, value } = query as Record<string, unknown>;
  const inner = typeof value === "object" && value !== null;
  const wrapped = inner ? readIdentifierQuery(value, depth + 1) : null;
  if (wrapped) return wrapped;
  if (typeof type !== "string" || type === "" || type.length > identifier_chars_max) return null;
  if (typeof value !== "string" && typeof value !== "number") return null;
  const text = String(value).trim();
  return text === "" || text.length > identifier_chars_max ? null : { type, value: text };
}

/** A household's number stands on the household; every other identifier belongs to a person. */
function byIdentifier(scope: Scope, { type, value }: IdentifierQuery): Criteria | QueryFault {
  if (typeof scope !== "string") return "unknown attribute";
  const named = resolveName(scope, type);
  const number = named?.attribute?.name === "number";
  if (named && (number || named.name === "identifier_value")) {
    return compareTarget(named, "eq", value);
  }
  const target = identifierTarget(scope, type);
  return target ? compareTarget(target, "eq", value) : "unknown attribute";
}

function isEmpty(query: unknown): boolean {
  if (query === undefined || query === null) return true;
  if (typeof query === "string") return query.trim() === "";
  return typeof query === "object" && Object.keys(query).length === 0;
}
