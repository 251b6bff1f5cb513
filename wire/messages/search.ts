/** Search: `search`, `on-search` and the synchronous pair (ESS API 1.0.0, API.COM.01). */
import { Type, type Static } from "typebox";
import { Count, Id } from "../envelope.ts";
import { reader, type Reading } from "../reading.ts";
import {
  AnyObject,
  codeOfMessageFault,
  itemMembers,
  itemStatusMembers,
  Locale,
  message_items_max,
  Name,
  RegRecords,
} from "./parts.ts";

/** SearchRequest.search_request[].search_criteria; `query` is read by the criteria parser. */
export const SearchCriteria = Type.Object({
  version: Type.Optional(Type.String({ maxLength: 20 })),
  reg_type: Type.Optional(Name),
  reg_event_type: Type.Optional(Name),
  reg_record_type: Type.Optional(Name),
  response_entity: Type.Optional(Name),
  query_type: Name,
  query: Type.Unknown(),
  sort: Type.Optional(Type.Unknown()),
  pagination: Type.Optional(Type.Unknown()),
  consent: Type.Optional(Type.Unknown()),
  authorize: Type.Optional(Type.Unknown()),
});
export type SearchCriteria = Static<typeof SearchCriteria>;

/** One question of a batch. */
export const SearchRequestItem = Type.Object({
  ...itemMembers,
  search_criteria: SearchCriteria,
  locale: Type.Optional(Locale),
});
export type SearchRequestItem = Static<typeof SearchRequestItem>;

/** SearchRequest. */
export const SearchRequest = Type.Object({
  transaction_id: Id,
  search_request: Type.Array(SearchRequestItem, { minItems: 1, maxItems: message_items_max }),
});
export type SearchRequest = Static<typeof SearchRequest>;

/** One answer of a batch; `data` and `pagination` are absent on `rjct`. */
export const SearchResponseItem = Type.Object({
  ...itemMembers,
  ...itemStatusMembers,
  data: Type.Optional(
    Type.Object({
      version: Type.Optional(Type.String({ maxLength: 20 })),
      reg_type: Type.Optional(Name),
      reg_record_type: Type.Optional(Name),
      reg_records: Type.Optional(RegRecords),
    }),
  ),
  pagination: Type.Optional(
    Type.Object({ page_size: Count, page_number: Count, total_count: Count }),
  ),
  locale: Type.Optional(Locale),
});
export type SearchResponseItem = Static<typeof SearchResponseItem>;

/** SearchResponse. */
export const SearchResponse = Type.Object({
  transaction_id: Id,
  correlation_id: Id,
  search_response: Type.Array(SearchResponseItem, { maxItems: message_items_max }),
});
export type SearchResponse = Static<typeof SearchResponse>;

/** One sort key of `search_criteria.sort`. */
export const SortKey = Type.Object({
  attribute_name: Type.String({ minLength: 1, maxLength: 200 }),
  sort_order: Type.Optional(Type.Union([Type.Literal("asc"), Type.Literal("desc")])),
});
export const Sort = Type.Array(SortKey, { maxItems: 10 });
export type Sort = Static<typeof Sort>;

/** `search_criteria.pagination`; pages count from 1. */
export const Pagination = Type.Object({
  page_size: Type.Integer({ minimum: 1, maximum: 1000 }),
  page_number: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000_000 })),
});
export type Pagination = Static<typeof Pagination>;

/** `consent` and `authorize` (Consent.jsonld, Authorize.jsonld) when a peer fills them properly. */
export const Purpose = Type.Object({
  ts: Type.Optional(Type.Unknown()),
  purpose: Type.Object({
    text: Type.Optional(Type.String({ maxLength: 999 })),
    code: Type.String({ minLength: 1, maxLength: 200 }),
    ref_uri: Type.Optional(Type.String({ maxLength: 2048 })),
  }),
});
export type Purpose = Static<typeof Purpose>;

/** Reads the message of a `search`. */
export const parseSearchRequest: (value: unknown) => Reading<SearchRequest> = reader(
  SearchRequest,
  codeOfMessageFault,
);

/** Reads the message of an `on-search`. */
export const parseSearchResponse: (value: unknown) => Reading<SearchResponse> = reader(
  SearchResponse,
  codeOfMessageFault,
);

/** Reads one item's `sort`; a fault rejects that item. */
export const parseSort: (value: unknown) => Reading<Sort> = reader(Sort, () => "rjct.sort.invalid");

/** Reads one item's `pagination`; a fault rejects that item. */
export const parsePagination: (value: unknown) => Reading<Pagination> = reader(
  Pagination,
  () => "rjct.pagination.invalid",
);

/** Reads a `consent` or `authorize`; undefined when it names no purpose code. */
export function purposeOf(value: unknown): Purpose["purpose"] | undefined {
  const read = readPurpose(value);
  return read.ok ? read.value.purpose : undefined;
}

const readPurpose = reader(Purpose);

/** The records of an answer or event as a list. */
export function recordsOf(
  records: Static<typeof RegRecords> | undefined,
): Static<typeof AnyObject>[] {
  if (records === undefined) return [];
  return Array.isArray(records) ? records : [records];
}
