import { createHash } from "node:crypto";
import type { Agreement } from "../domain/agreement.ts";
import type { JsonObject } from "../domain/json.ts";
import type { SystemId } from "../domain/records/field.ts";
import { answerHeader, statusOf } from "../exchange/answer-header.ts";
import { readSearch, type SearchAsked } from "../exchange/search-asked.ts";
import { tellRecords } from "../exchange/search-records.ts";
import { foundItem, rejectedItem, withoutData } from "../exchange/search-response.ts";
import { profileOf } from "../exchange/writing-terms.ts";
import { freePartner } from "../store/acknowledge.ts";
import { activeAgreement, partnerById, type Partner } from "../store/partners.ts";
import { loadTellable } from "../store/reading/tellable.ts";
import {
  advanceSearch,
  discloseOnce,
  nextSearch,
  partnersOwed,
  postponeSearch,
  pruneSearches,
  type OwedSearch,
  type SearchTold,
} from "../store/searches.ts";
import type { Store } from "../store/database.ts";
import { snapshotOwed } from "../store/snapshots.ts";
import { pruneTransactions } from "../store/transactions.ts";
import { isAtOrigin } from "../wire/addresses.ts";
import type { SearchRequestItem } from "../wire/messages/search.ts";
import type { PostOutcome } from "../wire/posting.ts";
import type { Draining } from "./drain.ts";
import { post } from "./outgoing.ts";
import type { Asides } from "./pacing.ts";
import { retryAfter } from "./retry.ts";

/** Callbacks one item may be answered with; a question that needs more is asked with larger pages. */
export const search_pages_max = 100;
/** A callback that nobody takes is given up after about two days of attempts. */
const search_attempts_max = 200;

/** Begins to answer each partner that is owed; one partner that is slow holds up nobody else. */
export async function answerSearches(deps: Draining, asides: Asides): Promise<void> {
  const { store } = deps;
  for (const partner of await partnersOwed(store, new Date(store.clock.nowMs()))) {
    asides.begin(`searches of ${partner}`, () => answerPartner(deps, partner));
  }
}

/** Finished searches, and transactions nobody can ask about any more. */
export async function forgetOldSearches(store: Store): Promise<void> {
  await pruneSearches(store);
  await pruneTransactions(store);
}

/** Callbacks sent to one partner before it is looked at anew what else is to be done. */
const turn_callbacks_max = 50;

/**
 * A partner's searches, the oldest first, until none is due or its turn is over; while the partner is
 * tried by one request at a time, until that is over too.
 */
export async function answerPartner(deps: Draining, partner: SystemId): Promise<void> {
  const { store } = deps;
  for (let sent = 0; sent < turn_callbacks_max; sent += 1) {
    const search = await nextSearch(store, partner, new Date(store.clock.nowMs()));
    if (!search || !(await sendNext(deps, search))) return;
  }
}

/** What one callback says, and where its item stands after it. */
interface Callback {
  item: JsonObject;
  told: SearchTold[];
  page: number;
  pages: number;
}

/**
 * The next page of a search: composed anew for each attempt, so that what is told is what may be
 * told now; its message id comes of its content, so that the same again is known as a repetition.
 * Killed anywhere before the partner's ACK is noted, it goes again. False: another request tries the
 * partner at this moment.
 */
async function sendNext(deps: Draining, search: OwedSearch): Promise<boolean> {
  const { store, breakers } = deps;
  const partner = await partnerById(store, search.partner);
  const nowIso = new Date(store.clock.nowMs()).toISOString();
  const agreement = await activeAgreement(store, store.system.id, search.partner, nowIso);
  // Nothing leaves without an agreement, not even how the search ended; the origin is checked again.
  const mayTell = partner?.status === "active" && isAtOrigin(search.url, partner.origin);
  if (!partner || !mayTell || !agreement) return gaveUp(deps, search);
  if (breakers && !breakers.enter(partner.id, store.clock.nowMs(), false)) return false;
  let callback: Callback;
  let outcome: PostOutcome | null = null;
  try {
    callback = await compose(deps, search, partner, agreement, nowIso);
    const { messageId, header, message } = envelope(deps, search, callback);
    await discloseOnce(store, search, messageId, callback.told);
    deps.fault("before-send");
    outcome = await post(store, deps.outgoing, partner, search.url, { header, message }).catch(
      (error: unknown) => putOff(deps, search, error),
    );
  } finally {
    await settled(deps, search, outcome);
  }
  deps.fault("after-send");
  if (outcome.kind === "accepted") {
    deps.fault("before-cursor");
    await advance(deps, search, callback);
    deps.fault("after-cursor");
    return true;
  }
  if (search.attempts >= search_attempts_max) return gaveUp(deps, search);
  const { afterMs } = retryAfter(outcome, search.attempts, deps.dice());
  await postponeSearch(store, search, new Date(store.clock.nowMs() + afterMs));
  return true;
}

async function gaveUp(deps: Draining, search: OwedSearch): Promise<true> {
  await giveUp(deps, search);
  return true;
}

/** Tells the partner's breaker what became of the request; what waits for the partner goes on. */
async function settled(
  { store, breakers, dice }: Draining,
  { partner, attempts }: OwedSearch,
  outcome: PostOutcome | null,
): Promise<void> {
  const isAway = !outcome || outcome.kind === "outage" || outcome.kind === "ambiguous";
  const isFailure = outcome !== null && outcome.kind !== "accepted";
  const afterMs = isFailure ? retryAfter(outcome, attempts, dice()).afterMs : 0;
  const failedUntilMs = store.clock.nowMs() + Math.max(afterMs, away_pause_ms);
  const isClosed = breakers?.settle(partner, isAway ? { failedUntilMs } : "answered");
  if (isClosed) await freePartner(store, partner);
}
/** A partner that is away is given so long between tries at least, however new the question is. */
const away_pause_ms = 5_000;

async function compose(
  deps: Draining,
  search: OwedSearch,
  partner: Partner,
  agreement: Agreement,
  nowIso: string,
): Promise<Callback> {
  const items = search.items as unknown as SearchRequestItem[];
  const item = items[search.item];
  if (!item) throw new RangeError("a search without its item");
  const { reference_id } = item;
  const answered = { reference_id, timestamp: search.at.toISOString() };
  const again = items.findIndex((one) => one.reference_id === reference_id) < search.item;
  const read = again
    ? { ok: false as const, code: "rjct.reference_id.duplicate" as const }
    : readSearch(item, agreement);
  const rejected = (code: Parameters<typeof rejectedItem>[1]): Callback => ({
    item: rejectedItem(answered, code),
    told: [],
    page: 1,
    pages: 1,
  });
  if (!read.ok) return rejected(read.code);
  const { asked } = read;
  const ids = await foundIds(deps, search, asked, agreement, reference_id);
  const all = asked.page.number === null;
  const pages = all ? Math.max(Math.ceil((ids?.length ?? 0) / asked.page.size), 1) : 1;
  if (!ids || pages > search_pages_max) return rejected("rjct.search.too_many_records_found");
  const number = all ? search.page : (asked.page.number ?? 1);
  const from = (number - 1) * asked.page.size;
  const viewer = { agreement, purpose: asked.purpose, nowIso };
  const self = deps.store.system.id;
  const listener = { self, partner: partner.id, viewer, profile: profileOf(partner.terms.writing) };
  const onPage = ids.slice(from, from + asked.page.size);
  const found = await loadTellable(deps.store, agreement, onPage);
  const { records, told } = tellRecords(asked, listener, found);
  const page = { number, total: ids.length, records };
  return {
    item: foundItem(answered, asked, page, deps.store.system.kind),
    told: told.map((one) => ({ ...one, purpose: asked.purpose })),
    page: search.page,
    pages,
  };
}

/** Null: more was found than is sent. */
async function foundIds(
  { store }: Draining,
  search: OwedSearch,
  asked: SearchAsked,
  agreement: Agreement,
  reference_id: string,
): Promise<string[] | null> {
  const { type, criteria, sort, purpose, digest } = asked;
  const { partner, transaction_id, correlation_id } = search;
  const today = new Date(store.clock.nowMs()).toISOString().slice(0, 10);
  const snapshot = await snapshotOwed(
    store,
    { partner, transaction_id, reference_id, digest },
    { type, criteria, sort, coverage: { agreement, purpose, partner }, today },
    { laterPage: (asked.page.number ?? 1) > 1, correlationId: correlation_id },
  );
  return snapshot?.ids ?? null;
}

function envelope(deps: Draining, search: OwedSearch, callback: Callback) {
  const { correlation_id, transaction_id, items, item } = search;
  const message: JsonObject = { transaction_id, correlation_id, search_response: [callback.item] };
  const content = JSON.stringify([correlation_id, item, callback.page, message]);
  const messageId = `os-${createHash("sha256").update(content).digest("hex").slice(0, 32)}`;
  const header = answerHeader({
    messageId,
    timestamp: search.at.toISOString(),
    action: "on-search",
    status: statusOf([callback.item]),
    total: 1,
    completed: callback.page >= callback.pages ? 1 : 0,
    from: deps.store.system.id,
    to: search.partner,
    // How far the whole search is; the standard says it nowhere (digest 7.34).
    meta: { item: item + 1, items: items.length, page: callback.page, pages: callback.pages },
  });
  return { messageId, header, message };
}

async function advance({ store }: Draining, search: OwedSearch, callback: Callback) {
  const { page, pages, item } = callback;
  const isItemDone = page >= pages;
  const isDone = isItemDone && search.item + 1 >= search.items.length;
  const answers = search.answers.map((one, index) => {
    if (index !== search.item) return one;
    return isItemDone ? withoutData(item) : { ...one, status: "pdng" };
  });
  await advanceSearch(
    store,
    search,
    {
      item: isItemDone ? search.item + 1 : search.item,
      page: isItemDone ? 1 : page + 1,
      status: isDone ? "done" : "owed",
    },
    { status: isDone ? statusOf(answers) : "pdng", answers },
  );
}

/** What cannot be sealed as agreed does not leave; it is tried again when that may be put right. */
async function putOff(deps: Draining, search: OwedSearch, error: unknown): Promise<never> {
  const { store, dice } = deps;
  const { afterMs } = retryAfter({ kind: "ambiguous", reason: "" }, search.attempts, dice());
  await postponeSearch(store, search, new Date(store.clock.nowMs() + afterMs));
  throw error;
}

/** What was not sent yet is not sent any more; its transaction says so when it may be told again. */
async function giveUp({ store }: Draining, search: OwedSearch): Promise<void> {
  const answers = search.answers.map((one) =>
    one["status"] === "succ" ? one : { ...one, status: "rjct" },
  );
  const { item, page } = search;
  await advanceSearch(
    store,
    search,
    { item, page, status: "given_up" },
    { status: "rjct", answers },
  );
}
