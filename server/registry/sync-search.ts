import type { JsonObject } from "../../domain/json.ts";
import { answerHeader, statusOf } from "../../exchange/answer-header.ts";
import { readSearch, type SearchAsked } from "../../exchange/search-asked.ts";
import { tellRecords } from "../../exchange/search-records.ts";
import { foundItem, rejectedItem, withoutData } from "../../exchange/search-response.ts";
import { profileOf } from "../../exchange/writing-terms.ts";
import { loadTellable } from "../../store/reading/tellable.ts";
import { noteAnswered, type SearchTold } from "../../store/searches.ts";
import { snapshotFor } from "../../store/snapshots.ts";
import type { Transaction } from "../../store/transactions.ts";
import { parseSearchRequest, type SearchRequestItem } from "../../wire/messages/search.ts";
import type { Fault, Knock, Unsigned } from "./knock.ts";

/** Questions answered while the caller waits. */
export const sync_search_items_max = 50;

/**
 * `sync/search` (API.COM.01 SYN): each item is answered with one page, cut by the agreement. Whoever
 * is not covered is neither found nor counted. Later pages of one question are read from what its
 * first page found, under the same correlation id.
 */
export async function syncSearch(knock: Knock): Promise<Fault | Unsigned> {
  const { envelope, partner } = knock;
  if (!envelope || !partner) return { code: "err.request.bad" };
  const read = parseSearchRequest(envelope.message);
  if (!read.ok)
    return { code: read.code, text: `The message is not as expected at ${read.reason}.` };
  const { transaction_id, search_request: items } = read.value;
  if (items.length > sync_search_items_max) return { code: "rjct.total_count.limit_exceeded" };
  const answering = new Answering(knock, transaction_id);
  for (const item of items) await answering.answer(item);
  const { answers, told, correlationId } = answering;
  // Written before the answer leaves: a disclosure is never missing, at worst one too many.
  const transaction: Transaction = {
    partner: partner.id,
    correlation_id: correlationId,
    kind: "search",
    transaction_id,
    reference_ids: [...new Set(items.map((item) => item.reference_id))],
    codes: [],
    status: statusOf(answers),
    items: answers.map(withoutData),
  };
  await noteAnswered(knock.door.hosted.store, transaction, told);
  const header = answerHeader({
    messageId: knock.door.node.newId(),
    timestamp: new Date(knock.nowMs).toISOString(),
    action: "on-search",
    status: statusOf(answers),
    total: answers.length,
    from: knock.door.hosted.store.system.id,
    to: partner.id,
  });
  const message: JsonObject = {
    transaction_id,
    correlation_id: correlationId,
    search_response: answers,
  };
  return { header, message };
}

/** The items of one message, one after the other. */
class Answering {
  readonly answers: JsonObject[] = [];
  readonly told: SearchTold[] = [];
  correlationId: string;
  readonly #knock: Knock;
  readonly #transactionId: string;
  readonly #seen = new Set<string>();

  constructor(knock: Knock, transactionId: string) {
    this.#knock = knock;
    this.#transactionId = transactionId;
    this.correlationId = knock.correlationId;
  }

  async answer(item: SearchRequestItem): Promise<void> {
    const { reference_id } = item;
    const answered = { reference_id, timestamp: new Date(this.#knock.nowMs).toISOString() };
    const { toPartner } = this.#knock;
    const again = this.#seen.has(reference_id);
    this.#seen.add(reference_id);
    const read =
      again || !toPartner
        ? { ok: false as const, code: "rjct.reference_id.duplicate" as const }
        : readSearch(item, toPartner);
    if (!read.ok) {
      this.answers.push(rejectedItem(answered, read.code));
      return;
    }
    const page = await this.#page(reference_id, read.asked);
    this.answers.push(
      page
        ? foundItem(answered, read.asked, page, this.#knock.door.hosted.store.system.kind)
        : rejectedItem(answered, "rjct.search.too_many_records_found"),
    );
  }

  /** Null: more was found than is sent. */
  async #page(reference_id: string, asked: SearchAsked) {
    const { partner, toPartner, nowMs, door } = this.#knock;
    const { store } = door.hosted;
    if (!partner || !toPartner) return null;
    const { type, criteria, sort, purpose, digest } = asked;
    const nowIso = new Date(nowMs).toISOString();
    const coverage = { agreement: toPartner, purpose, partner: partner.id };
    const page = { size: asked.page.size, number: asked.page.number ?? 1 };
    const snapshot = await snapshotFor(
      store,
      { partner: partner.id, transaction_id: this.#transactionId, reference_id, digest },
      { type, criteria, sort, coverage, today: nowIso.slice(0, 10) },
      { page, paged: asked.page.number !== null, correlationId: this.correlationId },
    );
    if (!snapshot) return null;
    if (this.answers.length === 0) this.correlationId = snapshot.correlation_id;
    const from = (page.number - 1) * page.size;
    const ids = snapshot.ids.slice(from, from + page.size);
    const { records, told } = tellRecords(
      asked,
      {
        self: store.system.id,
        partner: partner.id,
        viewer: { agreement: toPartner, purpose, nowIso },
        profile: profileOf(partner.terms.writing),
      },
      await loadTellable(store, toPartner, ids),
    );
    this.told.push(...told.map((one) => ({ ...one, purpose })));
    return { number: page.number, total: snapshot.ids.length, records };
  }
}
