import { mayAsk, type Purpose } from "../domain/agreement.ts";
import { listsEvent } from "../domain/event-types.ts";
import type { Store } from "../store/database.ts";
import {
  acknowledge,
  noteFailure,
  readLog,
  type LoggedEvent,
  type Subscription,
} from "../store/feed.ts";
import { activeAgreement, partnerById } from "../store/partners.ts";
import type { PostOutcome } from "../wire/posting.ts";
import { batch_bytes_max, batch_events_max, composeNotify, type Batch } from "./compose.ts";
import { post, registryUrl, type Outgoing } from "./outgoing.ts";
import { composePlain } from "./plain.ts";
import { planItems } from "./plan.ts";
import { retryAfter } from "./retry.ts";

/** Where named faults are injected by tests; nothing in production. */
export type FaultPoint = "before-send" | "after-send" | "before-cursor" | "after-cursor";

export interface Draining {
  store: Store;
  outgoing: Outgoing;
  dice: () => number;
  fault: (point: FaultPoint) => void;
}

/** What a drain came to: nothing left, or when to come back. */
export type Drained = { state: "in_step" } | { state: "later"; atMs: number };

/**
 * Sends a subscription's backlog, batch by batch: read after the cursor, plan, write, send, and only
 * after the partner's ACK move the cursor, in the same statement that logs the attempt and the
 * disclosures. Killed anywhere in between, the batch goes again and the partner's marks drop it.
 */
export async function drain(draining: Draining, subscription: Subscription): Promise<Drained> {
  let sub = subscription;
  for (;;) {
    const now = draining.store.clock.nowMs();
    if (sub.status !== "active") return { state: "in_step" };
    if (sub.ends_at && sub.ends_at.getTime() <= now) return { state: "in_step" };
    const due = sub.next_attempt_at?.getTime() ?? 0;
    if (due > now) return { state: "later", atMs: due };
    const step = await sendNext(draining, sub);
    if (step.kind === "stop") return step.drained;
    sub = step.sub;
  }
}

type Step = { kind: "on"; sub: Subscription } | { kind: "stop"; drained: Drained };

async function sendNext(draining: Draining, sub: Subscription): Promise<Step> {
  const { store } = draining;
  const events = await readLog(store, sub.cursor, batch_events_max);
  if (events.length === 0) {
    if (sub.problem !== "") await acknowledge(store, nothingSent(sub, sub.cursor, true));
    return { kind: "stop", drained: { state: "in_step" } };
  }
  const composed = await compose(draining, sub, events);
  if (composed === "no_agreement") return fail(draining, sub, "", 0, noAgreement);
  const { batch, taken } = composed;
  const cursor = taken.at(-1)?.seq ?? sub.cursor;
  const caughtUp = events.length < batch_events_max && taken.length === events.length;
  if (!batch) {
    await acknowledge(store, nothingSent(sub, cursor, caughtUp));
    return { kind: "on", sub: { ...sub, cursor, problem: "" } };
  }
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
    caughtUp,
    sent: batch.sent,
    named: batch.named,
    disclosed: batch.disclosed,
    message: { id: batch.messageId, ms },
  });
  draining.fault("after-cursor");
  const { counter } = batch;
  return { kind: "on", sub: { ...sub, cursor, counter, attempts: 0, problem: "" } };
}

/** A batch of at most so many events and bytes; null when nothing of these events concerns the partner. */
async function compose(
  { store }: Draining,
  sub: Subscription,
  events: LoggedEvent[],
): Promise<{ batch: Batch | null; taken: LoggedEvent[] } | "no_agreement"> {
  const nowIso = new Date(store.clock.nowMs()).toISOString();
  const agreement = await activeAgreement(store, store.system.id, sub.partner, nowIso);
  if (!agreement || !listsEvent(agreement.events, sub.event_type)) return "no_agreement";
  if (!mayAsk(agreement, sub.criteria)) return "no_agreement";
  let taken = events;
  for (;;) {
    if (sub.event_type !== "tandem:changed") {
      return { batch: await composePlain(store, sub, agreement, taken), taken };
    }
    const purpose = sub.purpose as Purpose;
    const planned = await planItems(store, { ...sub, purpose }, agreement, taken);
    if (planned.leaving.length === 0) return { batch: null, taken };
    const batch = await composeNotify(store, sub, planned);
    const bytes = JSON.stringify(batch.message).length;
    if (bytes <= batch_bytes_max || taken.length === 1) return { batch, taken };
    taken = taken.slice(0, Math.ceil(taken.length / 2));
  }
}

async function send(draining: Draining, sub: Subscription, batch: Batch): Promise<PostOutcome> {
  const { store, outgoing } = draining;
  const partner = await partnerById(store, sub.partner);
  if (!partner || partner.status !== "active") return { kind: "gone" };
  const unsigned = { header: batch.header, message: batch.message };
  if (partner.profile === "local") return outgoing.handOver(partner.id, store.system.id, unsigned);
  const asked = partner.profile === "tandem" ? "" : sub.reply_uri;
  const url = asked === "" ? registryUrl(partner, "notify") : asked;
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

function nothingSent(sub: Subscription, cursor: number, caughtUp: boolean) {
  return {
    sub,
    cursor,
    counter: sub.counter,
    caughtUp,
    sent: [],
    named: [],
    disclosed: [],
    message: null,
  };
}
