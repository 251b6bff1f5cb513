import { createHash } from "node:crypto";
import { mayAsk, type Agreement, type Purpose } from "../domain/agreement.ts";
import type { AskedType } from "../domain/attributes.ts";
import type { Criteria, SortKey } from "../domain/criteria.ts";
import { isDateTimeWithZone } from "../wire/envelope.ts";
import type { WireErrorCode } from "../wire/errors.ts";
import {
  parsePagination,
  purposeOf,
  type SearchCriteria,
  type SearchRequestItem,
} from "../wire/messages/search.ts";
import { personKind } from "./incoming.ts";
import { purposeFor } from "./purposes.ts";
import { readQuery } from "./query.ts";
import type { QueryFault } from "./query-conditions.ts";
import { readSort } from "./sort.ts";

/** Records on a page that names no size. */
export const page_size_default = 100;

/** One item of a search, read. */
export interface SearchAsked {
  /** As the answer calls the records: the word the partner used. */
  wireType: string;
  regType: string | null;
  type: AskedType;
  /** How persons are written. */
  kind: "Member" | "Person";
  criteria: Criteria;
  projection: string[] | null;
  sort: SortKey[];
  purpose: Purpose;
  /** Pages count from 1; null: none was named. */
  page: { size: number; number: number | null };
  /** SHA-256 of what is asked, without the page: pages of one question have one. */
  digest: string;
}

/** Why an item is rejected, in the standard's words. */
export type SearchRejection = Extract<WireErrorCode, `rjct.${string}`>;
export type ReadSearch = { ok: true; asked: SearchAsked } | { ok: false; code: SearchRejection };

/**
 * Reads one item of a search (ESS API 1.0.0, SearchRequest; the core, SR and IBR words beside it)
 * for a partner under an agreement. An attribute that the agreement does not tell is refused like
 * one that does not exist: neither the answer nor its order says anything of it.
 */
export function readSearch(item: SearchRequestItem, agreement: Agreement): ReadSearch {
  if (!isDateTimeWithZone(item.timestamp)) return rejected("rjct.timestamp.invalid");
  const { search_criteria: given } = item;
  const wireType = askedWireType(given);
  const type = askedTypeOf(wireType);
  if (!type || !agreement.records[type]) return rejected("rjct.search_criteria.invalid");
  const query = readQuery(type, given.query_type, given.query);
  if (!query.ok) return rejected(codeOf(query.reason));
  if (isNothing(given.query) || !mayAsk(agreement, query.criteria, type)) {
    return rejected("rjct.search_criteria.invalid");
  }
  const sorted = readSort(type, given.sort);
  if (!sorted.ok || !mayAsk(agreement, query.criteria, type, sorted.sort)) {
    return rejected("rjct.sort.invalid");
  }
  const page = pageOf(given.pagination);
  if (!page) return rejected("rjct.pagination.invalid");
  const authorized = purposeOf(given.authorize) ? given.authorize : given.consent;
  const purpose = purposeFor(authorized);
  const { criteria, projection } = query;
  const question = JSON.stringify([type, criteria, projection, sorted.sort, purpose]);
  const digest = createHash("sha256").update(question).digest("base64url");
  const regType = given.reg_type ?? null;
  const kind = personKind(wireType);
  const { sort } = sorted;
  return {
    ok: true,
    asked: { wireType, regType, type, kind, criteria, projection, sort, purpose, page, digest },
  };
}

function rejected(code: SearchRejection): ReadSearch {
  return { ok: false, code };
}

/** A bound that is passed or a value that is none is the filter's fault; the rest the criteria's. */
const filterFaults: ReadonlySet<QueryFault> = new Set([
  "the filter is nested too deeply",
  "the filter has too many conditions",
  "the filter is too long",
  "a value is not understood",
  "a value is too long",
  "a value is not in its code list",
  "a comparison does not suit its attribute",
]);

function codeOf(reason: QueryFault): SearchRejection {
  return filterFaults.has(reason) ? "rjct.filter.invalid" : "rjct.search_criteria.invalid";
}

/** A query that is missing asks nothing; one that is an empty object asks for everybody. */
function isNothing(query: unknown): boolean {
  return query === undefined || query === null || query === "";
}

/** `reg_record_type` of ESS, `response_entity` of SR and IBR, else the expression's `collection`. */
function askedWireType(given: SearchCriteria): string {
  return given.reg_record_type ?? given.response_entity ?? collectionIn(given.query) ?? "Member";
}

/** Templates lie in each other: `{type, value: {expression: {collection, query}}}`. */
const wrappings_max = 5;
const name_chars_max = 200;

function collectionIn(query: unknown, depth = 1): string | null {
  if (typeof query !== "object" || query === null || depth > wrappings_max) return null;
  const { collection, value, expression } = query as Record<string, unknown>;
  if (typeof collection === "string" && collection !== "") {
    return collection.slice(0, name_chars_max);
  }
  return collectionIn(value, depth + 1) ?? collectionIn(expression, depth + 1);
}

const askedTypes: ReadonlyMap<string, AskedType> = new Map([
  ["member", "Person"],
  ["person", "Person"],
  ["group", "Household"],
  ["household", "Household"],
  ["beneficiary", "Enrolment"],
]);

/** `Member`, `spdci-extensions-dci:Group`, `HouseHold`: the last word counts, in any spelling. */
export function askedTypeOf(wireType: string): AskedType | null {
  const word = wireType
    .slice(wireType.lastIndexOf(":") + 1)
    .trim()
    .toLowerCase();
  return askedTypes.get(word) ?? askedTypes.get(word.replace(/s$/, "")) ?? null;
}

function pageOf(given: unknown): SearchAsked["page"] | null {
  if (given === undefined || given === null || given === "") {
    return { size: page_size_default, number: null };
  }
  const read = parsePagination(withNumbers(given));
  if (!read.ok) return null;
  return { size: read.value.page_size, number: read.value.page_number ?? null };
}

/** Samples write counts as texts, too. */
function withNumbers(given: unknown): unknown {
  if (typeof given !== "object" || given === null || Array.isArray(given)) return given;
  const numbers = Object.entries(given).map(([name, value]): [string, unknown] => [
    name,
    typeof value === "string" && /^[0-9]{1,7}$/.test(value) ? Number(value) : value,
  ]);
  return { page_size: page_size_default, ...Object.fromEntries(numbers) };
}
