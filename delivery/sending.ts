import { acknowledge, freePartner, noteFailure, waitForPartner } from "../store/acknowledge.ts";
import type { Subscription } from "../store/feed.ts";
import type { Store } from "../store/database.ts";
import { agreementMark } from "../store/feeds.ts";
import { dropOffer, type Offered } from "../store/offers.ts";
import { partnerById } from "../store/partners.ts";
import { replyAt } from "../wire/addresses.ts";
import { actionOn, type Answer } from "./answers.ts";
import { afterAccepted, afterRefused, searchAmong } from "./bisect.ts";
import { batch_events_max, type Batch } from "./compose.ts";
import type { Course, Step } from "./course.ts";
import type { Draining } from "./drain.ts";
import { agreementOf, isStanding } from "./next-batch.ts";
import { post, registryUrl } from "./outgoing.ts";

const wait_min_ms = 1_000;

/**
 * Sends one batch and does what the answer table says. `under` is the agreement it was cut under
 * (`agreementMark`): another one by now, and nothing leaves. A heartbeat tells nothing of anybody.
 */
export async function sendBatch(
  draining: Draining,
  course: Course,
  offered: Offered<Batch>,
  under: string | null = null,
): Promise<Step> {
  const { store, breakers } = draining;
  const { sub } = course;
  const { batch } = offered;
  const now = store.clock.nowMs();
  const isFreed = sub.problem === "unreachable" && sub.next_attempt_at === null;
  if (breakers && !breakers.enter(sub.partner, now, isFreed)) return waitTurn(draining, sub);
  draining.fault("before-send");
  const started = performance.now();
  const outcome = await sendThrough(draining, sub, batch, under);
  const ms = Math.round(performance.now() - started);
  draining.fault("after-send");
  if (outcome.kind !== "accepted") {
    return noted(draining, course, outcome, batch.messageId, ms, batch);
  }
  draining.fault("before-cursor");
  await taken(draining, course, offered, ms);
  draining.fault("after-cursor");
  return { kind: "on", course: afterTaken(course, offered, store.clock.nowMs()) };
}

async function taken(
  { store }: Draining,
  { sub }: Course,
  { batch, cursor, caughtUp, told }: Offered<Batch>,
  ms: number,
): Promise<void> {
  const { counter, sent, named, dues, resent, followed, resync, settled } = batch;
  await acknowledge(store, {
    sub,
    cursor,
    counter,
    caughtUp,
    sent,
    named,
    disclosed: told ? [] : batch.disclosed,
    dues,
    resent,
    followed,
    resync,
    settled,
    message: { id: batch.messageId, ms },
  });
}

/** Where the course is once this batch was acknowledged. */
export function afterTaken(
  course: Course,
  { batch, cursor }: Offered<Batch>,
  nowMs: number,
): Course {
  const { sub, search } = course;
  const { resync, followed = [] } = batch;
  const moved: Subscription = {
    ...sub,
    cursor,
    counter: batch.counter,
    status: "active",
    attempts: 0,
    next_attempt_at: null,
    problem: "",
    has_offer: false,
    tried_cursor: 0,
    said_at: new Date(nowMs),
    has_resend: sub.has_resend || followed.length > 0,
    resync_after: resync ? resync.after : sub.resync_after,
    resync_why: resync?.done ? "" : sub.resync_why,
  };
  const suspected = search && afterAccepted(search, batch.units.length);
  return { ...course, sub: moved, search: suspected, parkedInARow: 0 };
}

/** Does what the table says about an answer that is no acceptance. */
export async function noted(
  draining: Draining,
  course: Course,
  answer: Exclude<Answer, { kind: "accepted" }>,
  messageId: string,
  ms: number,
  batch: Batch | null = null,
): Promise<Step> {
  const { sub } = course;
  const action = actionOn(answer, { attempts: sub.attempts, dice: draining.dice() });
  switch (action.do) {
    case "move_on":
      throw new Error("only an acceptance moves on");
    case "search":
      return batch && batch.units.length > 0
        ? searched(draining, course, batch, { ...action, messageId, ms })
        : failed(draining, sub, { problem: "refused", afterMs: empty_refused_ms }, messageId, ms);
    case "again":
      return failed(draining, sub, action, messageId, ms);
    case "pause": {
      const { problem, probeMs: afterMs } = action;
      return failed(draining, sub, { problem, afterMs, pause: true }, messageId, ms);
    }
  }
}
/** A heartbeat that is refused says nothing of any record. */
const empty_refused_ms = 900_000;

/** The batch, or a part of it, was refused: what is in it is suspected. */
async function searched(
  { store }: Draining,
  course: Course,
  batch: Batch,
  refusal: NonNullable<Course["refusal"]>,
): Promise<Step> {
  const { sub, search } = course;
  const { units } = batch;
  // Its numbers were never taken: the parts are numbered anew.
  if (!isStanding(sub)) await dropOffer(store, sub);
  const inPartsTo = units.at(-1)?.place ?? 0;
  if (!search && units.length > batch_events_max && inPartsTo > sub.cursor) {
    return { kind: "on", course: { ...course, sub: { ...sub, has_offer: false }, inPartsTo } };
  }
  const suspected = search
    ? afterRefused(search, units.length)
    : searchAmong(units.slice(0, batch_events_max));
  const { code, reason, messageId, ms } = refusal;
  return {
    kind: "on",
    course: {
      ...course,
      sub: { ...sub, has_offer: false, has_begun: sub.has_begun || (batch.first?.length ?? 0) > 0 },
      search: suspected,
      refusal: { code, reason, messageId, ms },
    },
  };
}

/** Writes a failure down, and when the next attempt is due; null: when somebody says so. */
export async function failed(
  { store }: Pick<Draining, "store">,
  sub: Subscription,
  failure: { problem: string; afterMs: number | null; pause?: boolean },
  messageId: string,
  ms: number,
): Promise<Step> {
  const { problem, afterMs, pause = false } = failure;
  const atMs = afterMs === null ? null : store.clock.nowMs() + afterMs;
  const nextAttemptAt = atMs === null ? null : new Date(atMs);
  await noteFailure(store, sub, { problem, nextAttemptAt, pause, messageId, ms });
  const drained = atMs === null ? { state: "in_step" as const } : { state: "later" as const, atMs };
  return { kind: "stop", drained };
}

/** Another request is trying whether the partner is there; this one goes on when that one succeeds. */
async function waitTurn({ store, breakers }: Draining, sub: Subscription): Promise<Step> {
  const atMs = Math.max(breakers?.untilMs(sub.partner) ?? 0, store.clock.nowMs() + wait_min_ms);
  await waitForPartner(store, sub, new Date(atMs));
  // The try succeeded while this was written down.
  if (breakers?.untilMs(sub.partner) === 0) await freePartner(store, sub.partner);
  return { kind: "stop", drained: { state: "later", atMs } };
}

/** Sends, and tells the partner's breaker what became of it. */
async function sendThrough(
  draining: Draining,
  sub: Subscription,
  batch: Batch,
  under: string | null,
): Promise<Answer> {
  const { store, breakers } = draining;
  let failedUntilMs = store.clock.nowMs() + wait_min_ms;
  let isAnswered = false;
  try {
    const outcome = await send(draining, sub, batch, under);
    isAnswered = outcome.kind !== "outage" && outcome.kind !== "ambiguous";
    const action = actionOn(outcome, { attempts: sub.attempts, dice: 0.5 });
    if (action.do === "again") failedUntilMs = store.clock.nowMs() + action.afterMs;
    return outcome;
  } finally {
    const closed = breakers?.settle(sub.partner, isAnswered ? "answered" : { failedUntilMs });
    if (closed) await freePartner(store, sub.partner);
  }
}

async function send(
  draining: Draining,
  sub: Subscription,
  batch: Batch,
  under: string | null,
): Promise<Answer> {
  const { store, outgoing } = draining;
  const partner = await partnerById(store, sub.partner);
  if (!partner || partner.status !== "active") return { kind: "gone" };
  // The last thing that is asked before the bytes leave (G8): it may have been revoked meanwhile.
  if (under !== null && !(await isUnder(store, sub, under))) return { kind: "no_agreement" };
  const unsigned = { header: batch.header, message: batch.message };
  if (partner.profile === "local") return outgoing.handOver(partner.id, store.system.id, unsigned);
  const asked = partner.profile === "tandem" && isStanding(sub) ? "" : sub.reply_uri;
  const url = asked === "" ? registryUrl(partner, "notify") : replyAt(asked, "notify");
  return post(store, outgoing, partner, url, unsigned);
}

async function isUnder(store: Store, sub: Subscription, under: string): Promise<boolean> {
  const agreement = await agreementOf(store, sub);
  return agreement !== null && agreementMark(agreement) === under;
}
