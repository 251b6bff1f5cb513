import { nextWindow } from "../exchange/frequency.ts";
import { acknowledge, type Acknowledged } from "../store/acknowledge.ts";
import type { Store } from "../store/database.ts";
import { heartbeat_ms, loadSubscription, type Subscription } from "../store/feed.ts";
import { dropOffer, mayBegin, putOffer, type Offered } from "../store/offers.ts";
import { partnerById } from "../store/partners.ts";
import { nextStep } from "./bisect.ts";
import type { Breakers } from "./breaker.ts";
import { composeHeartbeat, part_units_max, type Batch } from "./compose.ts";
import { begunWith, type Course, type Step } from "./course.ts";
import { expire } from "./expiry.ts";
import { lookAhead, madeAhead } from "./look-ahead.ts";
import type { Manners } from "./manners.ts";
import {
  isStanding,
  nextBatch,
  retention_default_ms,
  type Making,
  type Next,
} from "./next-batch.ts";
import type { Outgoing } from "./outgoing.ts";
import { fitsSearch, parkUnit } from "./parking.ts";
import { noted, sendBatch } from "./sending.ts";

/** Where named faults are injected by tests; nothing in production. */
export type FaultPoint =
  | "before-send"
  | "after-send"
  | "before-cursor"
  | "after-cursor"
  | "before-park"
  | "after-park"
  | "before-numbering"
  | "after-numbering"
  | "before-callback"
  | "after-callback";

export interface Draining {
  store: Store;
  outgoing: Outgoing;
  dice: () => number;
  fault: (point: FaultPoint) => void;
  /** One per process: it holds what its senders know of each partner. */
  breakers?: Breakers;
  /** One per process, too: how its senders let each other work. */
  manners?: Manners;
  /** How far back events are kept for delivery. */
  retention_ms?: number;
}

/** What a drain came to: nothing left, or when to come back. */
export type Drained = { state: "in_step" } | { state: "later"; atMs: number };

/**
 * Sends a subscription's backlog, batch by batch: read after the cursor, decide, write, send, and
 * only after the partner's ACK move the cursor, in the same statement that logs the attempt and the
 * disclosures. A plain partner's batch is written down before it leaves, so that it is the same
 * however often it goes and whichever way; between Tandem systems the chain of versions does that,
 * and the place where the batch ends. A batch that is refused is halved until the record at fault is
 * found and parked; the others flow. Nothing goes before the start, outside a schedule's windows, or
 * after the end.
 */
export async function drain(draining: Draining, subscription: Subscription): Promise<Drained> {
  let course = begunWith(subscription);
  for (;;) {
    const { sub } = course;
    const now = draining.store.clock.nowMs();
    if (!mayGo(sub)) return { state: "in_step" };
    if (sub.ends_at && sub.ends_at.getTime() <= now) {
      await expire(draining.store, sub);
      return { state: "in_step" };
    }
    const due = Math.max(
      sub.next_attempt_at?.getTime() ?? 0,
      sub.starts_at?.getTime() ?? 0,
      sub.window_at?.getTime() ?? 0,
    );
    if (due > now) return { state: "later", atMs: due };
    const step = await takeStep(draining, course);
    if (step.kind === "stop") return step.drained;
    course = step.course;
  }
}

/** What the sender paused by itself it tries again by itself; only where the address is gone it waits. */
function mayGo({ status, paused_by, problem }: Subscription): boolean {
  if (status === "active") return true;
  return status === "paused" && paused_by === "" && problem !== "gone";
}

const inStep: Step = { kind: "stop", drained: { state: "in_step" } };

async function takeStep(draining: Draining, course: Course): Promise<Step> {
  const { store, retention_ms = retention_default_ms } = draining;
  const { sub, search } = course;
  const sought = search && nextStep(search);
  if (sought?.kind === "found") return parkUnit(draining, course, sought.item);
  if (sought?.kind === "over") return { kind: "on", course: { ...course, search: null } };
  const units_max = sought?.count ?? (sub.cursor < course.inPartsTo ? part_units_max : Infinity);
  const isGentle = draining.manners?.isBeside(sub.code) ?? false;
  const making = { units_max, retention_ms, isGentle };
  const next = (await madeAhead(store, course)) ?? (await nextBatch(store, sub, making));
  switch (next.kind) {
    case "nothing":
      return caughtUp(draining, course);
    case "no_agreement":
      return noted(draining, course, { kind: "no_agreement" }, "", 0);
    case "resync":
      return begunAnew(store, course);
    case "quiet": {
      const { cursor, quiet } = next;
      await acknowledge(store, { ...nothingSent(sub, cursor, next.caughtUp), ...quiet });
      return { kind: "on", course: { ...course, sub: movedBy(sub, cursor, quiet) } };
    }
    case "batch": {
      if (search && !fitsSearch(search, next.offered.batch.units)) {
        return { kind: "on", course: { ...course, search: null } };
      }
      if (next.isNew && sub.has_offer) await dropOffer(store, sub);
      if (!(await begin(store, sub, next.offered, next.isNew))) return inStep;
      return sentLookingAhead(draining, course, next, making);
    }
  }
}

/** Sends it, and makes the one after it meanwhile. */
async function sentLookingAhead(
  draining: Draining,
  course: Course,
  { offered, under }: Extract<Next, { kind: "batch" }>,
  making: Making,
): Promise<Step> {
  const ahead = lookAhead(draining.store, course, offered, making);
  try {
    const step = await sendBatch(draining, course, offered, under);
    if (step.kind !== "on") return step;
    await draining.manners?.sent(course.sub.code, offered.caughtUp);
    return { ...step, course: { ...step.course, ahead } };
  } finally {
    // Whatever became of this one, no reading goes on behind the drain's back.
    await ahead?.next;
  }
}

function movedBy(
  sub: Subscription,
  cursor: number,
  { resync }: Pick<Batch, "resync">,
): Subscription {
  const moved = { ...sub, cursor, problem: "", has_offer: false, tried_cursor: 0 };
  if (!resync) return moved;
  return { ...moved, resync_after: resync.after, resync_why: resync.done ? "" : sub.resync_why };
}

/** The subscription as it is now, under the lease this sender holds. */
async function begunAnew(store: Store, course: Course): Promise<Step> {
  const { code, lease } = course.sub;
  const sub = await loadSubscription(store, code);
  return sub ? { kind: "on", course: begunWith({ ...sub, lease }) } : inStep;
}

/** The last moment at which an unsubscribe or a pause still stops a batch. */
function begin(
  store: Store,
  sub: Subscription,
  offered: Offered<Batch>,
  isNew: boolean,
): Promise<boolean> {
  return isNew && !isStanding(sub)
    ? putOffer(store, sub, offered, offered.batch.messageId)
    : mayBegin(store, sub, offered.cursor, isStanding(sub) ? offered.batch.first : []);
}

/** Nothing waits: a problem is over, and a schedule's next window is the one after now. */
async function caughtUp(draining: Draining, course: Course): Promise<Step> {
  const { store } = draining;
  const { sub } = course;
  // What was offered may not leave any more, and nothing is there in its place.
  if (sub.has_offer) await dropOffer(store, sub);
  if (await isHeartbeatDue(store, sub)) {
    const batch = composeHeartbeat(store, sub);
    const offered = { batch, cursor: sub.cursor, caughtUp: true, told: false };
    const isOurs = await mayBegin(store, sub, sub.cursor);
    return isOurs ? sendBatch(draining, course, offered) : inStep;
  }
  if (sub.schedule === "") {
    if (sub.problem !== "") await acknowledge(store, nothingSent(sub, sub.cursor, true));
    return inStep;
  }
  const windowAt = nextWindow(sub.schedule, sub.zone_minutes, store.clock.nowMs());
  // A schedule without another window is over.
  if (!windowAt) await expire(store, sub);
  else await acknowledge(store, { ...nothingSent(sub, sub.cursor, true), windowAt });
  return windowAt
    ? { kind: "stop", drained: { state: "later", atMs: windowAt.getTime() } }
    : inStep;
}

/** Only for Tandem systems on other nodes; a partner that never got anything has nothing to lose. */
async function isHeartbeatDue(store: Store, sub: Subscription): Promise<boolean> {
  const { said_at } = sub;
  if (!isStanding(sub) || said_at === null) return false;
  if (said_at.getTime() > store.clock.nowMs() - heartbeat_ms) return false;
  const partner = await partnerById(store, sub.partner);
  return partner?.profile === "tandem";
}

function nothingSent(sub: Subscription, cursor: number, isCaughtUp: boolean): Acknowledged {
  return {
    sub,
    cursor,
    counter: sub.counter,
    caughtUp: isCaughtUp,
    sent: [],
    named: [],
    disclosed: [],
    dues: [],
    message: null,
  };
}
