/**
 * The query forms of a search, as the standard's schema and samples write them (ESS API 1.0.0:
 * idtype-value, expression, predicate; the GraphQL text of subscriptions).
 */
import type { EnrolledCriteria } from "./messages/enrolled.ts";
import type { Pagination, SearchCriteria, Sort } from "./messages/search.ts";

/** `query_type` and `query` together. */
export type Query = { query_type: string; query: unknown };

/** By one identifier, exactly. */
export function byIdentifier(type: string, value: string): Query {
  return { query_type: "idtype-value", query: { type, value } };
}

/** By a Mongo-like condition: `{"$and": [{"sex": {"$eq": "female"}}]}`. */
export function byExpression(expression: unknown): Query {
  const value = { expression };
  return {
    query_type: "expression",
    query: { type: "ns:org:QueryType:expression", value },
  };
}

/** By rows of `{seq_num, expression1, condition, expression2}`. */
export function byPredicates(rows: unknown): Query {
  return { query_type: "predicate", query: rows };
}

/** By the GraphQL text that the samples' subscriptions use: arguments are conditions. */
export function byGraphql(text: string): Query {
  return {
    query_type: "graphql",
    query: { type: "ns:org:QueryType:graphql", value: { expression: text } },
  };
}

/** What is asked for beside the query. */
export type Wanted = {
  /** `ns:org:RegistryType:SP` and the like. */
  registryType?: string;
  /** Person, Member, Group, Beneficiary. */
  recordType?: string;
  sort?: Sort;
  page?: Pagination;
  /** Why it is asked: the agreement decides by it. */
  purpose?: { code: string; text?: string };
  /** When the purpose was stated, ISO 8601. */
  at?: string;
};

/** A search's criteria. */
export function searchCriteria(query: Query, wanted: Wanted = {}): SearchCriteria {
  return {
    version: "1.0.0",
    ...(wanted.registryType === undefined ? {} : { reg_type: wanted.registryType }),
    ...(wanted.recordType === undefined ? {} : { reg_record_type: wanted.recordType }),
    ...query,
    ...(wanted.sort === undefined ? {} : { sort: wanted.sort }),
    ...(wanted.page === undefined ? {} : { pagination: wanted.page }),
    ...authorised(wanted),
  };
}

/** The criteria of `check-enrollment` and `enrolled`. */
export function enrolledCriteria(query: Query, wanted: Wanted = {}): EnrolledCriteria {
  return {
    ...query,
    ...(wanted.recordType === undefined ? {} : { response_entity: wanted.recordType }),
    ...authorised(wanted),
  };
}

function authorised({ purpose, at }: Wanted): { authorize?: unknown } {
  if (purpose === undefined) return {};
  return { authorize: { ...(at === undefined ? {} : { ts: at }), purpose } };
}
