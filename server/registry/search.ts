import type { JsonObject } from "../../domain/json.ts";
import { openItem } from "../../exchange/search-response.ts";
import { countOutstanding, putSearch } from "../../store/searches.ts";
import type { Transaction } from "../../store/transactions.ts";
import { parseSearchRequest } from "../../wire/messages/search.ts";
import { callbackUrl } from "./callback-url.ts";
import type { Fault, Knock } from "./knock.ts";

/** Questions of one message, and answers one partner may be waiting for. */
export const search_items_max = 100;
export const outstanding_max = 100;

/**
 * `search` (API.COM.01 ASY): taken in with its receipt in one statement, so that what the ack
 * promises outlives any crash; delivery/searches.ts answers, a callback for each page of each item.
 * Faults of single items are told there, in the callback.
 */
export async function search(knock: Knock, ack: string): Promise<Fault | null> {
  const { envelope, partner, door, correlationId, nowMs } = knock;
  if (!envelope || !partner) return { code: "err.request.bad" };
  const { store } = door.hosted;
  const read = parseSearchRequest(envelope.message);
  if (!read.ok)
    return { code: read.code, text: `The message is not as expected at ${read.reason}.` };
  const { transaction_id, search_request: items } = read.value;
  if (items.length > search_items_max) return { code: "rjct.total_count.limit_exceeded" };
  if ((await countOutstanding(store, partner.id)) >= outstanding_max) return tooManyOutstanding;
  const timestamp = new Date(nowMs).toISOString();
  const transaction: Transaction = {
    partner: partner.id,
    correlation_id: correlationId,
    kind: "search",
    transaction_id,
    reference_ids: [...new Set(items.map((item) => item.reference_id))],
    codes: [],
    status: "rcvd",
    items: items.map(({ reference_id }) => openItem({ reference_id, timestamp }, "rcvd")),
  };
  const url = callbackUrl(partner, knock.replyUri ?? "", "on-search");
  const asked = items as unknown as JsonObject[];
  await putSearch(store, { url, items: asked, at: new Date(nowMs) }, transaction, {
    message_id: knock.receiptId ?? envelope.header.message_id,
    digest: knock.digest ?? "",
    ack,
  });
  return null;
}

/** Also for the other requests whose answer is owed. */
export const tooManyOutstanding: Fault = {
  code: "err.request.too_many_requests",
  text: "Too many answers are owed to this partner.",
};
