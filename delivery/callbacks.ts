import { owedCallbacks, settleCallback, type Callback } from "../store/callbacks.ts";
import { freePartner } from "../store/acknowledge.ts";
import { partnerById } from "../store/partners.ts";
import { isAtOrigin } from "../wire/addresses.ts";
import type { PostOutcome } from "../wire/posting.ts";
import type { Dispatching } from "./dispatcher.ts";
import { post } from "./outgoing.ts";
import { retryAfter } from "./retry.ts";

/** A callback that nobody takes is given up after about two days of attempts. */
const callback_attempts_max = 200;

/** Sends the answers that are owed to partners (on-subscribe); at least once each. */
export async function deliverCallbacks(deps: Dispatching): Promise<void> {
  const { store } = deps;
  const owed = await owedCallbacks(store, new Date(store.clock.nowMs()));
  await Promise.all(owed.map((callback) => deliver(deps, callback)));
}

async function deliver(deps: Dispatching, callback: Callback): Promise<void> {
  const { store, breakers } = deps;
  const now = store.clock.nowMs();
  // While the partner is tried by one request at a time, this one waits for its turn.
  if (breakers && !breakers.enter(callback.partner, now, false)) return;
  deps.fault("before-callback");
  const outcome = await attempted(deps, callback);
  deps.fault("after-callback");
  if (outcome.kind === "accepted") {
    const nextAttemptAt = new Date(store.clock.nowMs());
    return settleCallback(store, callback.id, { status: "done", nextAttemptAt });
  }
  const { afterMs } = retryAfter(outcome, callback.attempts, deps.dice());
  await settleCallback(store, callback.id, {
    status: callback.attempts >= callback_attempts_max ? "given_up" : "owed",
    nextAttemptAt: new Date(store.clock.nowMs() + afterMs),
  });
}

/** Attempts it, and tells the partner's breaker what became of it. */
async function attempted(deps: Dispatching, callback: Callback): Promise<PostOutcome> {
  const { store, breakers } = deps;
  let isAnswered = false;
  let failedUntilMs = store.clock.nowMs() + 1_000;
  try {
    const outcome = await attempt(deps, callback);
    isAnswered = outcome.kind !== "outage" && outcome.kind !== "ambiguous";
    if (!isAnswered && outcome.kind !== "accepted") {
      const { afterMs } = retryAfter(outcome, callback.attempts, deps.dice());
      failedUntilMs = store.clock.nowMs() + afterMs;
    }
    return outcome;
  } finally {
    const ended = isAnswered ? ("answered" as const) : { failedUntilMs };
    if (breakers?.settle(callback.partner, ended)) await freePartner(store, callback.partner);
  }
}

async function attempt(deps: Dispatching, callback: Callback): Promise<PostOutcome> {
  const partner = await partnerById(deps.store, callback.partner);
  // The origin is checked again here, when the bytes are about to leave.
  if (!partner || !isAtOrigin(callback.url, partner.origin)) return { kind: "gone" };
  const { header, message } = callback;
  return post(deps.store, deps.outgoing, partner, callback.url, { header, message });
}
