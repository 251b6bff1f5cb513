import { everybody, type Criteria } from "../domain/criteria.ts";
import { readGraphqlFilter, type FilterResult } from "./graphql-filter.ts";

/**
 * Reads a subscription's `filter`. Samples say `filter_type: expression` while the template inside
 * says graphql, so the filter is known by its own shape, not by the word beside it.
 */
export function readFilter(filter: unknown): FilterResult {
  const text = graphqlText(filter);
  if (text !== null) return readGraphqlFilter(text);
  const identifier = readIdentifierQuery(filter);
  if (identifier) return { ok: true, criteria: byIdentifier(identifier), projection: null };
  if (isEmpty(filter)) return { ok: true, criteria: everybody, projection: null };
  return { ok: false, reason: "this form of filter is not supported yet" };
}

/** `idtype-value`: one identifier, whole (ESS API 1.0.0, search by identifier). */
export interface IdentifierQuery {
  type: string;
  value: string;
}

export function readIdentifierQuery(query: unknown): IdentifierQuery | null {
  if (typeof query !== "object" || query === null || Array.isArray(query)) return null;
  const { type, value } = query as Record<string, unknown>;
  const inner = typeof value === "object" && value !== null ? readIdentifierQuery(value) : null;
  if (inner) return inner;
  if (typeof type !== "string" || type === "" || type.length > 99) return null;
  if (typeof value !== "string" && typeof value !== "number") return null;
  const text = String(value).trim();
  return text === "" || text.length > 99 ? null : { type, value: text };
}

function byIdentifier({ type, value }: IdentifierQuery): Criteria {
  return {
    some: "identifiers",
    where: {
      all: [
        { attribute: "identifier_type", is: "eq", value: type },
        { attribute: "identifier_value", is: "eq", value },
      ],
    },
  };
}

function graphqlText(filter: unknown): string | null {
  if (typeof filter === "string") return filter.trim() === "" ? null : filter;
  if (typeof filter !== "object" || filter === null) return null;
  const { value, expression } = filter as Record<string, unknown>;
  if (typeof expression === "string") return expression;
  if (typeof value === "string" && looksLikeGraphql(filter)) return value;
  return typeof value === "object" ? graphqlText(value) : null;
}

function looksLikeGraphql(filter: object): boolean {
  const { type } = filter as { type?: unknown };
  return typeof type === "string" && /graphql/i.test(type);
}

function isEmpty(filter: unknown): boolean {
  if (filter === undefined || filter === null || filter === "") return true;
  return typeof filter === "object" && Object.keys(filter).length === 0;
}
