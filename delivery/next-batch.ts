import { mayAsk, type Agreement, type Purpose } from "../domain/agreement.ts";
import { listsEvent } from "../domain/event-types.ts";
import type { Store } from "../store/database.ts";
import { readDue } from "../store/due.ts";
import {
  readLatest,
  readLog,
  type LoggedEvent,
  type Sent,
  type Subscription,
} from "../store/feed.ts";
import { agreementMark } from "../store/feeds.ts";
import { loadOffer, type Offered } from "../store/offers.ts";
import { activeAgreement } from "../store/partners.ts";
import { readResend, type Resend } from "../store/resend.ts";
import { beginResync } from "../store/resync.ts";
import {
  batch_bytes_max,
  batch_events_max,
  bytesOf,
  catch_up_bytes_max,
  catch_up_events_max,
  composeNotify,
  type Batch,
} from "./compose.ts";
import { message_items_max } from "../wire/messages/parts.ts";
import { mayStillLeave } from "./may-still-leave.ts";
import { composePlain, type Quiet } from "./plain.ts";
import { askedType, touchedBy, type Touched } from "./plain-gathering.ts";
import { planItems } from "./plan.ts";
import { standingEvent } from "./standing-event.ts";
import { nextPage, nextWholes } from "./wholes.ts";

/** What comes next for a subscription. */
export type Next =
  | { kind: "nothing" }
  | { kind: "no_agreement" }
  /** Its place in the log was older than what is kept for delivery: a snapshot was begun. */
  | { kind: "resync" }
  /** Nothing to say up to this place of the log, something to remember perhaps. */
  | { kind: "quiet"; cursor: number; caughtUp: boolean; quiet: Quiet & Again }
  /** `isNew`: it has no numbers yet, as nobody saw it. `under`: the agreement that lets it out. */
  | { kind: "batch"; offered: Offered<Batch>; isNew: boolean; under: string };

/** The same before it is said under which agreement. */
export type Made =
  Exclude<Next, { kind: "batch" }> | Omit<Extract<Next, { kind: "batch" }>, "under">;

/** What of a queue or a snapshot is done with a batch. */
export type Again = Pick<Batch, "resent" | "followed" | "resync">;

/** How a batch is made: at most so many units of it (compose.ts), and how far back the log reaches. */
export interface Making {
  units_max: number;
  retention_ms: number;
  /** In ordinary batches, however far behind (manners.ts). */
  isGentle?: boolean;
  /** What the batch before says, which is on its way: this one is written as if it had arrived. */
  underWay?: readonly Sent[];
}
/** Events older than this need not be kept for delivery; a subscriber behind them gets a snapshot. */
export const retention_default_ms = 90 * 24 * 3_600_000;
export const makingAll: Making = { units_max: Infinity, retention_ms: retention_default_ms };

/**
 * The batch that is offered already; or one made of a snapshot that is under way, of the records
 * that go again as wholes, of the log after the cursor, or of the records whose day has come. One
 * that is offered goes as it is, so that a number never means two things; only what the agreement no
 * longer lets out is made anew.
 */
export async function nextBatch(
  store: Store,
  sub: Subscription,
  making: Making = makingAll,
): Promise<Next> {
  const offered = sub.has_offer ? await loadOffer<Batch>(store, sub.code) : null;
  const waiting = offered ? noneWaiting : await whatWaits(store, sub, making);
  if (!offered && isEmpty(waiting) && !isResync(sub)) return { kind: "nothing" };
  const agreement = await agreementOf(store, sub);
  if (!agreement) return { kind: "no_agreement" };
  const under = agreementMark(agreement);
  if (offered && (await mayStillLeave(store, sub, agreement, offered.batch))) {
    return { kind: "batch", offered, isNew: false, under };
  }
  if (offered) return nextBatch(store, { ...sub, has_offer: false }, making);
  const made = await make(store, sub, agreement, waiting, making);
  return made.kind === "batch" ? { ...made, under } : made;
}

async function make(
  store: Store,
  sub: Subscription,
  agreement: Agreement,
  waiting: Waiting,
  making: Making,
): Promise<Made> {
  if (!isStanding(sub)) return composeTouched(store, sub, agreement, waiting, making);
  if (isResync(sub)) return nextPage(store, sub, agreement, making);
  if (waiting.again.length > 0) return nextWholes(store, sub, agreement, waiting.again, making);
  if (isBeyond(store, waiting.events, making)) {
    await beginResync(store, sub.code, "retention");
    return { kind: "resync" };
  }
  return composeStanding(store, sub, agreement, waiting.events, making);
}

export function isStanding({ event_type }: Pick<Subscription, "event_type">): boolean {
  return event_type === standingEvent;
}

function isResync(sub: Subscription): boolean {
  return isStanding(sub) && sub.resync_why !== "";
}

/** The agreement that lets this subscription out now, if there is one. */
export async function agreementOf(store: Store, sub: Subscription): Promise<Agreement | null> {
  const nowIso = new Date(store.clock.nowMs()).toISOString();
  const agreement = await activeAgreement(store, store.system.id, sub.partner, nowIso);
  if (!agreement || !listsEvent(agreement.events, sub.event_type)) return null;
  return mayAsk(agreement, sub.criteria, askedType(sub)) ? agreement : null;
}

interface Waiting {
  again: Resend[];
  events: LoggedEvent[];
  due: Touched[];
}
const noneWaiting: Waiting = { again: [], events: [], due: [] };

function isEmpty({ again, events, due }: Waiting): boolean {
  return again.length === 0 && events.length === 0 && due.length === 0;
}

/** The first there is of: records to send again, the log after the cursor, records whose day has come. */
async function whatWaits(store: Store, sub: Subscription, making: Making): Promise<Waiting> {
  if (isResync(sub)) return noneWaiting;
  const again = sub.has_resend ? await readResend(store, sub.code, batch_events_max) : [];
  if (again.length > 0) return { ...noneWaiting, again };
  // A batch that may have arrived ends where it ended before.
  const upTo = sub.tried_cursor > sub.cursor ? sub.tried_cursor : Number.MAX_SAFE_INTEGER;
  const events = await readLog(store, sub.cursor, eventsMaxOf(sub, making), upTo);
  const due = events.length > 0 || isStanding(sub) ? [] : await dueOf(store, sub);
  return { again, events, due };
}

function eventsMaxOf(sub: Subscription, { isGentle = false }: Making = makingAll): number {
  // One that may have arrived goes again as it was, also a large one.
  const isAgain = sub.tried_cursor > sub.cursor;
  return isStanding(sub) && (isAgain || !isGentle) ? catch_up_events_max : batch_events_max;
}

async function dueOf(store: Store, sub: Subscription): Promise<Touched[]> {
  const today = new Date(store.clock.nowMs()).toISOString().slice(0, 10);
  const ids = await readDue(store, sub.code, today, batch_events_max);
  return ids.map((id) => ({ id, events: [] }));
}

function isBeyond(store: Store, events: readonly LoggedEvent[], { retention_ms }: Making): boolean {
  const [oldest] = events;
  return oldest !== undefined && oldest.received_at.getTime() < store.clock.nowMs() - retention_ms;
}

function composeStanding(
  store: Store,
  sub: Subscription,
  agreement: Agreement,
  events: readonly LoggedEvent[],
  making: Making,
): Promise<Made> {
  const { units_max, underWay = [] } = making;
  const purpose = sub.purpose as Purpose;
  const events_max = eventsMaxOf(sub, making);
  return halving(
    sub,
    events,
    async (taken) => {
      const given = { events: taken, wholes: [], underWay };
      const planned = await planItems(store, { ...sub, purpose }, agreement, given);
      const places = [...new Set(planned.leaving.map(({ unit }) => unit))];
      const rest = places[units_max];
      const leaving = planned.leaving.filter(({ unit }) => rest === undefined || unit < rest);
      const quiet = { sent: [], dues: [] };
      const batch =
        leaving.length === 0 ? null : await composeNotify(store, sub, { ...planned, leaving });
      return { batch, quiet, endsAt: rest === undefined ? null : rest - 1 };
    },
    events_max,
  );
}

async function composeTouched(
  store: Store,
  sub: Subscription,
  agreement: Agreement,
  { again, events, due }: Waiting,
  { units_max }: Making,
): Promise<Made> {
  const said = async (touched: readonly Touched[]) => {
    const { cut, ...made } = await composePlain(store, sub, agreement, touched, units_max);
    // What was said is remembered record by record, so that the log may be read from here again.
    return { ...made, endsAt: cut ? sub.cursor : null };
  };
  if (again.length > 0) {
    const latest = await readLatest(
      store,
      again.map(({ record_id }) => record_id),
    );
    const touched = again.map(({ record_id: id, asked, why }) => ({
      id,
      asked,
      again: why === "digest" || why === "replay",
      events: [latest.get(id)].filter((event) => event !== undefined),
    }));
    return halving(sub, touched, async (taken) => {
      const { batch, quiet, endsAt } = await said(taken);
      const isDone = endsAt === null;
      const resent = isDone ? taken.map(({ id, asked }) => ({ record_id: id, asked })) : [];
      return { batch: batch && { ...batch, resent }, quiet: { ...quiet, resent }, endsAt };
    });
  }
  if (events.length > 0) {
    return halving(sub, events, async (taken) => said(await touchedBy(store, sub, taken)));
  }
  return halving(sub, due, said);
}

/** A batch of at most so many bytes; half of what it would be made of, while it is too large. */
async function halving<Of extends { seq: number } | { id: string }>(
  sub: Subscription,
  all: readonly Of[],
  compose: (
    taken: readonly Of[],
  ) => Promise<{ batch: Batch | null; quiet: Quiet & Again; endsAt: number | null }>,
  events_max = eventsMaxOf(sub),
): Promise<Made> {
  let taken = all;
  for (;;) {
    const { batch, quiet, endsAt } = await compose(taken);
    const last = taken.at(-1);
    const cursor = endsAt ?? (last && "seq" in last ? last.seq : sub.cursor);
    const isAll = all.length < events_max && taken.length === all.length && endsAt === null;
    const caughtUp = isAll && sub.tried_cursor <= sub.cursor && !quiet.resent;
    if (!batch) return { kind: "quiet", cursor, caughtUp, quiet };
    if (taken.length === 1 || isOfSize(batch, events_max)) {
      return { kind: "batch", offered: { batch, cursor, caughtUp, told: false }, isNew: true };
    }
    taken = taken.slice(0, Math.ceil(taken.length / 2));
  }
}

function isOfSize(batch: Batch, events_max: number): boolean {
  if (events_max === batch_events_max) return bytesOf(batch) <= batch_bytes_max;
  const items = batch.units.reduce((sum, unit) => sum + unit.items.length, 0);
  return items <= message_items_max && bytesOf(batch) <= catch_up_bytes_max;
}
