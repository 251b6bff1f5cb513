import type { JsonObject } from "../domain/json.ts";
import type { SystemKind } from "../domain/records/field.ts";
import { wireErrors, type WireErrorCode } from "../wire/errors.ts";
import type { SearchAsked } from "./search-asked.ts";

/** What opens every item of an answer; the time is that of the request's receipt. */
export interface Answered {
  reference_id: string;
  timestamp: string;
}

/** An item of `search_response` with a page of records; `total` is of the whole answer. */
export function foundItem(
  answered: Answered,
  asked: SearchAsked,
  page: { number: number; total: number; records: JsonObject[] },
  kind: SystemKind,
): JsonObject {
  return {
    ...answered,
    status: "succ",
    data: {
      version: "1.0.0",
      reg_type: asked.regType ?? `ns:org:RegistryType:${kind === "ess" ? "ESS" : "SP"}`,
      reg_record_type: asked.wireType,
      reg_records: page.records,
    },
    pagination: paginationOf(asked, page),
    locale: "eng",
  };
}

function paginationOf({ page: { size } }: SearchAsked, page: { number: number; total: number }) {
  return { page_size: size, page_number: page.number, total_count: page.total };
}

/** A rejected item: the code, and a text that holds nothing of the request. */
export function rejectedItem(answered: Answered, code: WireErrorCode): JsonObject {
  return {
    ...answered,
    status: "rjct",
    status_reason_code: code,
    status_reason_message: wireErrors[code].text,
    locale: "eng",
  };
}

/** An item that is not answered yet. */
export function openItem(answered: Answered, status: "rcvd" | "pdng"): JsonObject {
  return { ...answered, status, locale: "eng" };
}

/** How an item stands, without the records: what a txn/status tells. */
export function withoutData(item: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(item).filter(([name]) => name !== "data"));
}
