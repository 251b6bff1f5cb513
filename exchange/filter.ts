import type { AskedType } from "../domain/attributes.ts";
import { readQuery } from "./query.ts";
import type { ReadQuery } from "./query-conditions.ts";

/**
 * Reads a subscription's `filter`, by the same code as a search's query; `type` is the record that
 * `notify_record_type` names. Samples say `filter_type: expression` while the template inside says
 * graphql, so the filter is known by its own shape, not by the word beside it.
 */
export function readFilter(filter: unknown, type: AskedType = "Person"): ReadQuery {
  return readQuery(type, undefined, filter);
}
