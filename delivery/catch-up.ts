import type { JsonObject } from "../domain/json.ts";
import type { CatchUpAnswer, CatchUpAsked } from "../exchange/pulls.ts";
import { isStale } from "../store/append.ts";
import type { Store } from "../store/database.ts";
import { acknowledge } from "../store/acknowledge.ts";
import { loadSubscription, takeLease, type Subscription } from "../store/feed.ts";
import { dropOffer, loadOffer, putOffer, type Offered } from "../store/offers.ts";
import type { Batch } from "./compose.ts";
import { isStanding, nextBatch, type Next } from "./next-batch.ts";

/** Parts of the log looked through for one answer, of 200 changes each. */
const parts_max = 100;

/**
 * The pull side of a subscription: what comes after a counter, from the very batches that would be
 * pushed, under the same numbers and the same lease. A batch is written down before it is given, so
 * the same question has the same answer until a higher counter is named; naming a counter
 * acknowledges what came up to it. A counter beyond all we numbered, or of another epoch, vouches
 * for nothing: then it goes on after the last acknowledged one, and something may come twice.
 */
export async function catchUp(
  store: Store,
  code: string,
  asked: CatchUpAsked,
): Promise<CatchUpAnswer> {
  let lost = 0;
  for (let part = 1; part <= parts_max; part += 1) {
    try {
      const given = await attempt(store, code, asked);
      if (given) return given;
    } catch (error) {
      // A push was acknowledged at the same moment; looked at again.
      if (!isStale(error) || (lost += 1) > lost_max) throw error;
    }
  }
  return { ok: false, why: "busy" };
}
const lost_max = 5;

/** Null: something was acknowledged or passed over; look again. */
async function attempt(
  store: Store,
  code: string,
  asked: CatchUpAsked,
): Promise<CatchUpAnswer | null> {
  const sub = await loadSubscription(store, code);
  const now = store.clock.nowMs();
  if (!sub || sub.status === "ended" || (sub.ends_at && sub.ends_at.getTime() <= now)) {
    return { ok: false, why: "ended" };
  }
  if (sub.starts_at && sub.starts_at.getTime() > now) return inStep(store, sub);
  const isOurs = asked.epoch === undefined || asked.epoch === store.system.epoch;
  const after = isOurs ? asked.after : sub.counter;
  // What was given out and is named counts, whatever the agreement lets out since: made anew, other
  // changes would stand under the numbers that the asker has.
  const given = sub.has_offer ? await loadOffer<Batch>(store, code) : null;
  if (given && after >= given.batch.counter) return acknowledged(store, sub, given);
  const next = await nextBatch(store, sub);
  switch (next.kind) {
    case "nothing":
      return inStep(store, sub);
    case "resync":
      return null;
    case "no_agreement":
      return { ok: false, why: "no_agreement" };
    case "quiet": {
      const { cursor, caughtUp, quiet } = next;
      const nothing = { named: [], disclosed: [], message: null };
      const { counter } = sub;
      const leased = await withLease(store, sub);
      await acknowledge(store, { sub: leased, cursor, counter, caughtUp, ...nothing, ...quiet });
      return null;
    }
    case "batch":
      return offer(store, sub, next, after, asked.limit);
  }
}

async function offer(
  store: Store,
  sub: Subscription,
  { offered, isNew }: Next & { kind: "batch" },
  after: number,
  limit: number,
): Promise<CatchUpAnswer | null> {
  if (!isNew && offered.told) return cut(sub, offered, after, limit);
  const leased = await withLease(store, sub);
  if (isNew && sub.has_offer) await dropOffer(store, leased);
  const written = { ...offered, told: true };
  const isWritten = await putOffer(store, leased, written, offered.batch.messageId);
  // Nobody has any of a new one, whatever counter is named.
  return isWritten ? cut(sub, written, isNew ? sub.counter : after, limit) : null;
}

async function acknowledged(store: Store, sub: Subscription, offered: Offered<Batch>) {
  const { batch, cursor, caughtUp, told } = offered;
  const { counter, sent, named, dues, resent, followed, resync } = batch;
  const disclosed = told ? [] : batch.disclosed;
  const leased = await withLease(store, sub);
  const done = { cursor, counter, caughtUp, sent, named, disclosed, dues, message: null };
  await acknowledge(store, { sub: leased, ...done, resent, followed, resync });
  return null;
}

/** Whoever is sending meanwhile finds that its acknowledgement counts no more. */
async function withLease(store: Store, sub: Subscription): Promise<Subscription> {
  return { ...sub, lease: await takeLease(store, sub) };
}

/** The part of a batch after a counter, at most so many events. */
function cut(
  sub: Subscription,
  offered: Offered<Batch>,
  after: number,
  limit: number,
): CatchUpAnswer {
  const { batch, caughtUp } = offered;
  const all = batch.message["notify_event"] as JsonObject[];
  const first = batch.counter - all.length;
  const begin = Math.min(Math.max(after, first), batch.counter);
  const events = all.slice(begin - first, begin - first + limit);
  const to = begin + events.length;
  const meta = batch.header["meta"] as JsonObject;
  return {
    ok: true,
    from: begin + 1,
    to,
    more: to < batch.counter || !caughtUp,
    events,
    meta: isStanding(sub) ? partOfSync(meta, begin, begin - first, to) : { ...meta, sequence: to },
  };
}

function partOfSync(meta: JsonObject, begin: number, skipped: number, to: number): JsonObject {
  const sync = meta["sync"] as JsonObject;
  const items = (sync["items"] as JsonObject[]).slice(skipped, skipped + to - begin);
  return { sync: { ...sync, from: begin + 1, to, items } };
}

function inStep(store: Store, sub: Subscription): CatchUpAnswer {
  const { counter, code } = sub;
  const { epoch } = store.system;
  const meta = isStanding(sub)
    ? { sync: { v: 1, epoch, sub: code, from: counter + 1, to: counter, items: [] } }
    : { subscription_code: code, sequence: counter, epoch };
  return { ok: true, from: counter + 1, to: counter, more: false, events: [], meta };
}
