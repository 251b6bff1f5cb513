import { isStale } from "../store/append.ts";
import { isOutage } from "../store/database.ts";
import { loadSubscriptions } from "../store/feed.ts";
import { forgetOldQuestions } from "../store/questions.ts";
import { forgetOldBatches } from "../store/relayed.ts";
import { pruneSnapshots } from "../store/snapshots.ts";
import { chainAudit, sequence_batch_max, sequenceEvents } from "../store/sequencer.ts";
import type { Partner } from "../store/partners.ts";
import type { Client } from "../wire/client.ts";
import { watchConflicts, watchDays } from "./conflict-watch.ts";
import { createComparisons } from "./comparisons.ts";
import { createBreakers } from "./breaker.ts";
import { createAccounts } from "./accounts.ts";
import { deliverCallbacks } from "./callbacks.ts";
import { drain, type Draining } from "./drain.ts";
import { createLeases } from "./leases.ts";
import { createProbe } from "./links.ts";
import { deliverClaims } from "./claims.ts";
import { createManners } from "./manners.ts";
import { endOffers } from "./offer-ends.ts";
import { createAlarm, createAsides, type Asides } from "./pacing.ts";
import { keepReferralClocks } from "./referral-deadlines.ts";
import { watchReviews } from "./review-watch.ts";
import { createReissuer } from "./reissuing.ts";
import { createPuller, type Pulling } from "./pulling.ts";
import { answerSearches, forgetOldSearches } from "./searches.ts";
import type { Night } from "./search-comparisons.ts";
import { keepStandingSubscriptions } from "./standing.ts";

/** The loop that carries committed changes to partners. */
export interface Dispatcher {
  /** Something was committed: look now. */
  wake(): void;
  /** Ends after the batches under way; what is left goes after the next start. */
  stop(): Promise<void>;
}

/** However quiet it is, the log is looked at this often: another process may have written to it. */
const poll_ms = 250;
/** Rounds under load are this far apart, so that one batch carries what many workers committed. */
const round_pause_ms = 15;
const standing_poll_ms = 2_000;
/** The audit chain and owed answers follow this closely. */
const chores_poll_ms = 50;
const outage_pause_ms = 300;
const forget_every_ms = 60_000;

export interface Dispatching extends Draining, Pulling {
  newId: () => string;
  /** Where our own operations stand: the address partners answer to. */
  registryUrl: string;
  /** What must be known before the first number is given out; waited for a little, and no longer. */
  before?: (() => Promise<void>) | undefined;
  onProblem: (problem: string, error: unknown) => void;
  /** How a partner is asked; without it nothing is compared. */
  line?: (partner: Partner) => Client | null;
  /** When plain partners are asked by themselves what they have; left out: only on demand. */
  night?: Night | null;
}

/**
 * One round: number what was committed, drain each subscription by its own cursor, side by side, so
 * that one dead partner holds up nobody else; then chain the audit and send the answers owed.
 * A round never overlaps itself; a wake during a round starts another one after it.
 */
export function startDispatcher(given: Dispatching): Dispatcher {
  const deps = { breakers: createBreakers(), manners: createManners(), ...given };
  const { store } = deps;
  const leases = createLeases(store, deps);
  const [probe, puller, reissuer] = [createProbe(deps), createPuller(deps), createReissuer(deps)];
  const accounts = createAccounts(deps);
  const alarm = createAlarm();
  const comparisons = createComparisons(deps);
  const chores = createAsides((what, error) => {
    if (!isOutage(error)) deps.onProblem(`${what} stumbled`, error);
  });
  const drains = createAsides((code, error) => {
    // Ended meanwhile, or another sender has it, which the next round finds.
    if (isStale(error)) return;
    leases.forget(code);
    deps.onProblem("a batch could not be sent", error);
  });
  let [stopped, woken] = [false, true];
  let [standingAt, choresAt, forgetAt] = [0, 0, 0];

  const round = async (): Promise<void> => {
    deps.fault("before-numbering");
    while ((await sequenceEvents(store)) === sequence_batch_max);
    deps.fault("after-numbering");
    // What could not be kept is not sent (G14): the attempt could not be written down.
    const sound = !store.soundness.refuses();
    if (sound) await drainAll();
    const now = performance.now();
    if (now >= standingAt) {
      standingAt = now + standing_poll_ms;
      if (sound) chores.begin("standing subscriptions", () => keepStandingSubscriptions(deps));
      chores.begin("links", probe);
      chores.begin("snapshots", () => pruneSnapshots(store));
      chores.begin("comparisons", () => comparisons.look());
      if (sound) chores.begin("clocks of referrals and offers", () => keepClocks(deps));
      if (sound) chores.begin("conflicts of plans", () => watch(deps));
      chores.begin("comparisons by search", () => comparisons.search());
    }
    if (now >= choresAt) {
      choresAt = now + chores_poll_ms;
      chores.begin("audit", async () => {
        while ((await chainAudit(store)) === sequence_batch_max);
      });
      accounts(now, chores);
      if (!store.soundness.refuses()) tell(deps, chores, puller, reissuer);
      if (now >= forgetAt) {
        forgetAt = now + forget_every_ms;
        forget(deps, chores);
      }
    }
  };

  /** Starts a drain for each subscription that has none under way; does not wait for them. */
  const drainAll = async (): Promise<void> => {
    // A drain that ends while the rows are read moved its cursor past what they say.
    const busy = drains.names();
    for (const sub of await loadSubscriptions(store)) {
      if (busy.has(sub.code) || drains.has(sub.code)) continue;
      const lease = await leases.of(sub);
      if (lease === null) continue;
      drains.begin(sub.code, async () => void (await drain(deps, { ...sub, lease })));
    }
  };

  const loop = (async () => {
    await asked(deps.before);
    while (!stopped) {
      woken = false;
      try {
        await round();
      } catch (error) {
        leases.forget();
        if (!isOutage(error)) deps.onProblem("the dispatcher stumbled", error);
        await alarm.pause(outage_pause_ms);
      }
      if (stopped) break;
      if (woken) await new Promise((resolve) => setTimeout(resolve, round_pause_ms));
      else await alarm.pause(poll_ms);
    }
    await Promise.all([drains.settled(), chores.settled()]);
  })();

  const wake = (): void => {
    woken = true;
    alarm.ring();
  };
  const deaf = store.onCommit(wake);
  return {
    wake,
    async stop() {
      stopped = true;
      deaf();
      alarm.ring();
      comparisons.stop();
      await loop;
    },
  };
}

/** Plans are checked again, and looked over for reasons to review them, after what happened to them. */
async function watch({ store }: Dispatching): Promise<void> {
  while (await watchConflicts(store));
  await watchDays(store);
  while (await watchReviews(store));
}

async function keepClocks({ store, newId }: Dispatching): Promise<void> {
  while ((await keepReferralClocks(store, newId)) > 0);
  while ((await endOffers(store, newId)) > 0);
}

/** What is owed to partners beside their subscriptions. */
function tell(
  deps: Dispatching,
  chores: Asides,
  puller: () => Promise<void>,
  reissuer: () => Promise<void>,
): void {
  chores.begin("stamps far ahead", reissuer);
  chores.begin("what is missing", puller);
  chores.begin("callbacks", () => deliverCallbacks(deps));
  chores.begin("searches", () => answerSearches(deps, chores));
  chores.begin("claims", () => deliverClaims(deps));
}

function forget({ store }: Dispatching, chores: Asides): void {
  chores.begin("what is forgotten", () => forgetOldSearches(store));
  chores.begin("old questions", async () => void (await forgetOldQuestions(store)));
  chores.begin("old messages of others", async () => void (await forgetOldBatches(store)));
}

const before_wait_ms = 5_000;

/** A partner that is away must not keep a system from starting. */
async function asked(before: Dispatching["before"]): Promise<void> {
  if (!before) return;
  const late = new Promise((resolve) => setTimeout(resolve, before_wait_ms).unref());
  await Promise.race([before().catch(() => undefined), late]);
}
