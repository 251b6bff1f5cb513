import type { SystemId } from "../domain/records/field.ts";
import { isOutage, type Store } from "../store/database.ts";
import { loadFeed } from "../store/feeds.ts";
import {
  advanceMissing,
  endEverything,
  endMissing,
  partnersHeld,
  partnersMissing,
  postponeMissing,
  takeMissing,
  type Missing,
} from "../store/held-items.ts";
import { partnerById, type Partner } from "../store/partners.ts";
import type { Client } from "../wire/client.ts";
import type { NotifyEvent } from "../wire/messages/subscribe.ts";
import { whole_records_max } from "../wire/messages/catch-up.ts";
import { retryAfter } from "./retry.ts";
import type { FoundNews } from "./search-digest.ts";

/** What applies what was held or pulled (server/registry/receiving/again.ts). */
export interface Receiver {
  takeFree: (partner: SystemId) => Promise<number>;
  takeWhole: (
    partner: SystemId,
    meta: unknown,
    events: readonly NotifyEvent[],
  ) => Promise<"taken" | "not_now" | "bad">;
  takeFound: (partner: Partner, found: readonly FoundNews[]) => Promise<boolean>;
}

export interface Pulling {
  store: Store;
  dice: () => number;
  receiver: Receiver;
  /** How a partner is asked; null: there is no way to it now. Without it nobody is asked. */
  line?: (partner: Partner) => Client | null;
  onProblem: (problem: string, error: unknown) => void;
}

/** While one asks, nobody else does; who dies asking is followed by another after it. */
const lease_ms = 60_000;
/** What a partner does not give us is asked for again as rarely as anything. */
const not_given_ms = 900_000;
/** Pages of one pull before others have their turn. */
const pages_max = 50;

const poll_ms = 500;

/** The same, however often it is called, at most so often. */
export function createPuller(deps: Pulling): () => Promise<void> {
  let due = 0;
  return async () => {
    if (performance.now() < due) return;
    due = performance.now() + poll_ms;
    await pullMissing(deps);
  };
}

/**
 * Applies held changes that came free, and asks partners for what is missing: rows of a table, so
 * both go on after any death of this process. A partner that does not answer is asked again with the
 * pauses of any other call.
 */
export async function pullMissing(deps: Pulling): Promise<void> {
  const { store } = deps;
  const now = new Date(store.clock.nowMs());
  const asked = await partnersMissing(store, now);
  const partners = new Set([...(await partnersHeld(store)), ...asked]);
  await Promise.all(
    [...partners].map(async (partner) => {
      try {
        await takeAllFree(deps, partner);
        if (!asked.includes(partner)) return;
        await pull(deps, partner, now);
        await takeAllFree(deps, partner);
      } catch (error) {
        if (!isOutage(error)) deps.onProblem("what a partner is missing could not be had", error);
      }
    }),
  );
}

async function takeAllFree({ receiver }: Pulling, partner: SystemId): Promise<void> {
  while ((await receiver.takeFree(partner)) > 0);
}

async function pull(deps: Pulling, id: SystemId, now: Date): Promise<void> {
  const { store } = deps;
  const due = await takeMissing(store, id, now, new Date(now.getTime() + lease_ms));
  if (due.length === 0) return;
  const partner = await partnerById(store, id);
  const line = partner?.status === "active" ? deps.line?.(partner) : null;
  const feed = await loadFeed(store, id);
  if (!line || feed?.status !== "active") return postpone(deps, id, due, "no_feed", not_given_ms);
  const named = due.filter(({ key }) => key !== "");
  if (named.length > 0) await pullNamed(deps, id, line, feed.code, named);
  const everything = due.find(({ key }) => key === "");
  if (everything) await pullEverything(deps, id, line, feed.code, everything);
}

async function pullNamed(
  deps: Pulling,
  id: SystemId,
  line: Client,
  code: string,
  named: readonly Missing[],
): Promise<void> {
  const keys = named.map(({ key }) => key);
  const page = await ask(deps, id, line, { subscription_code: code, keys }, named);
  if (!page) return;
  const notGiven = new Set(page.not_given);
  const given = named.filter(({ key }) => !notGiven.has(key));
  await takeAllFree(deps, id);
  const keysGiven = given.map(({ key }) => key);
  await endMissing(deps.store, id, keysGiven);
  // What is missed still, the partner does not have either: it stays, to be seen.
  await postpone(deps, id, given, "not_enough", not_given_ms);
  const rest = named.filter(({ key }) => notGiven.has(key));
  if (rest.length > 0) await postpone(deps, id, rest, "not_given", not_given_ms);
}

/** All that was sent after a number, page by page; how far it came is kept after each. */
async function pullEverything(
  deps: Pulling,
  id: SystemId,
  line: Client,
  code: string,
  missing: Missing,
): Promise<void> {
  const { store } = deps;
  let at = missing;
  for (let page = 1; page <= pages_max; page += 1) {
    const question = { subscription_code: code, after: at.since, limit: whole_records_max };
    const given = await ask(deps, id, line, question, [at]);
    if (!given) return;
    if (!given.more || given.next <= at.since) return endEverything(store, at);
    const leased = new Date(store.clock.nowMs() + (page < pages_max ? lease_ms : 0));
    // Something else began to be missed meanwhile: then it is begun anew.
    if (!(await advanceMissing(store, at, given.next, leased))) return;
    at = { ...at, since: given.next };
  }
}

/** One question, its answer applied; null: not now, and that was noted. */
async function ask(
  deps: Pulling,
  id: SystemId,
  line: Client,
  question: Parameters<Client["syncRecords"]>[0],
  about: readonly Missing[],
) {
  const answer = await line.syncRecords(question);
  if (answer.kind !== "answer") {
    const attempts = Math.max(...about.map((one) => one.attempts));
    const failure =
      answer.kind === "untrusted"
        ? { kind: "trust" as const, code: "", reason: answer.reason }
        : answer;
    const { problem, afterMs } = retryAfter(failure, attempts, deps.dice());
    await postpone(deps, id, about, problem, afterMs);
    return null;
  }
  const { message, header } = answer;
  const taken =
    message.notify_event.length === 0
      ? "taken"
      : await deps.receiver.takeWhole(id, header.meta, message.notify_event);
  if (taken === "taken") return message;
  const attempts = Math.max(...about.map((one) => one.attempts));
  const { afterMs } = retryAfter({ kind: "outage", reason: taken }, attempts, deps.dice());
  await postpone(deps, id, about, taken === "bad" ? "bad_answer" : "not_now", afterMs);
  return null;
}

async function postpone(
  { store }: Pulling,
  id: SystemId,
  about: readonly Missing[],
  problem: string,
  afterMs: number,
): Promise<void> {
  const next = new Date(store.clock.nowMs() + afterMs);
  const keys = about.map(({ key }) => key);
  await postponeMissing(store, id, keys, problem, next);
}
