import { nextWindow } from "../exchange/frequency.ts";
import type { Store } from "../store/database.ts";
import { acknowledge, noteFailure, type Acknowledged, type Subscription } from "../store/feed.ts";
import { dropOffer, mayBegin, putOffer, type Offered } from "../store/offers.ts";
import { partnerById } from "../store/partners.ts";
import { replyAt } from "../wire/addresses.ts";
import type { PostOutcome } from "../wire/posting.ts";
import type { Batch } from "./compose.ts";
import { expire } from "./expiry.ts";
import { isStanding, nextBatch } from "./next-batch.ts";
import { post, registryUrl, type Outgoing } from "./outgoing.ts";
import { retryAfter } from "./retry.ts";

/** Where named faults are injected by tests; nothing in production. */
export type FaultPoint =
  | "before-send"
  | "after-send"
  | "before-cursor"
  | "after-cursor"
  | "before-numbering"
  | "after-numbering"
  | "before-callback"
  | "after-callback";

export interface Draining {
  store: Store;
  outgoing: Outgoing;
  dice: () => number;
  fault: (point: FaultPoint) => void;
}

/** What a drain came to: nothing left, or when to come back. */
export type Drained = { state: "in_step" } | { state: "later"; atMs: number };

/**
 * Sends a subscription's backlog, batch by batch: read after the cursor, decide, write, send, and
 * only after the partner's ACK move the cursor, in the same statement that logs the attempt and the
 * disclosures. A plain partner's batch is written down before it leaves, so that it is the same
 * however often it goes and whichever way; between Tandem systems the chain of versions does that.
 * Nothing goes before the start, outside a schedule's windows, or after the end.
 */
export async function drain(draining: Draining, subscription: Subscription): Promise<Drained> {
  let sub = subscription;
  for (;;) {
    const now = draining.store.clock.nowMs();
    if (sub.status !== "active") return { state: "in_step" };
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
    const step = await sendNext(draining, sub);
    if (step.kind === "stop") return step.drained;
    sub = step.sub;
  }
}

type Step = { kind: "on"; sub: Subscription } | { kind: "stop"; drained: Drained };
const inStep: Step = { kind: "stop", drained: { state: "in_step" } };

async function sendNext(draining: Draining, sub: Subscription): Promise<Step> {
  const { store } = draining;
  const next = await nextBatch(store, sub);
  switch (next.kind) {
    case "nothing":
      return caughtUp(store, sub);
    case "no_agreement":
      return fail(draining, sub, "", 0, noAgreement);
    case "quiet": {
      const { cursor, quiet } = next;
      await acknowledge(store, { ...nothingSent(sub, cursor, next.caughtUp), ...quiet });
      return { kind: "on", sub: { ...sub, cursor, problem: "", has_offer: false } };
    }
    case "batch": {
      if (next.isNew && sub.has_offer) await dropOffer(store, sub);
      return (await begin(store, sub, next.offered, next.isNew))
        ? sendBatch(draining, sub, next.offered)
        : inStep;
    }
  }
}

/** The last moment at which an unsubscribe still stops a batch. */
function begin(
  store: Store,
  sub: Subscription,
  offered: Offered<Batch>,
  isNew: boolean,
): Promise<boolean> {
  return isNew && !isStanding(sub)
    ? putOffer(store, sub, offered, offered.batch.messageId)
    : mayBegin(store, sub);
}

async function sendBatch(
  draining: Draining,
  sub: Subscription,
  { batch, cursor, caughtUp: isCaughtUp, told }: Offered<Batch>,
): Promise<Step> {
  const { store } = draining;
  draining.fault("before-send");
  const started = performance.now();
  const outcome = await send(draining, sub, batch);
  const ms = Math.round(performance.now() - started);
  draining.fault("after-send");
  if (outcome.kind !== "accepted") return fail(draining, sub, batch.messageId, ms, outcome);
  draining.fault("before-cursor");
  await acknowledge(store, {
    sub,
    cursor,
    counter: batch.counter,
    caughtUp: isCaughtUp,
    sent: batch.sent,
    named: batch.named,
    disclosed: told ? [] : batch.disclosed,
    dues: batch.dues,
    message: { id: batch.messageId, ms },
  });
  draining.fault("after-cursor");
  const { counter } = batch;
  const after = { cursor, counter, attempts: 0, problem: "", has_offer: false };
  return { kind: "on", sub: { ...sub, ...after } };
}

/** Nothing waits: a problem is over, and a schedule's next window is the one after now. */
async function caughtUp(store: Store, sub: Subscription): Promise<Step> {
  // What was offered may not leave any more, and nothing is there in its place.
  if (sub.has_offer) await dropOffer(store, sub);
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

async function send(draining: Draining, sub: Subscription, batch: Batch): Promise<PostOutcome> {
  const { store, outgoing } = draining;
  const partner = await partnerById(store, sub.partner);
  if (!partner || partner.status !== "active") return { kind: "gone" };
  const unsigned = { header: batch.header, message: batch.message };
  if (partner.profile === "local") return outgoing.handOver(partner.id, store.system.id, unsigned);
  const asked = partner.profile === "tandem" && isStanding(sub) ? "" : sub.reply_uri;
  const url = asked === "" ? registryUrl(partner, "notify") : replyAt(asked, "notify");
  return post(store, outgoing, partner, url, unsigned);
}

type Failure = Exclude<PostOutcome, { kind: "accepted" }> | typeof noAgreement;
const noAgreement = { kind: "no_agreement" } as const;
const agreement_probe_ms = 5_000;

async function fail(
  draining: Draining,
  sub: Subscription,
  messageId: string,
  ms: number,
  failure: Failure,
): Promise<Step> {
  const retry =
    failure.kind === "no_agreement"
      ? { problem: "no_agreement", afterMs: agreement_probe_ms }
      : retryAfter(failure, sub.attempts, draining.dice());
  const atMs = draining.store.clock.nowMs() + retry.afterMs;
  await noteFailure(draining.store, sub, {
    problem: retry.problem,
    nextAttemptAt: new Date(atMs),
    pause: false,
    messageId,
    ms,
  });
  return { kind: "stop", drained: { state: "later", atMs } };
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
