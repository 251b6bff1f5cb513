import { stamp_ahead_max_ms, stampOf } from "../domain/hlc.ts";
import { reissue } from "../domain/reissuing.ts";
import { act } from "../store/act.ts";
import { isOutage, type Store } from "../store/database.ts";
import { loadFeed } from "../store/feeds.ts";
import { loadRecord } from "../store/load.ts";
import { listPartners, type Partner } from "../store/partners.ts";
import { lowerClock, readAhead } from "../store/reissued.ts";
import type { Client } from "../wire/client.ts";
import { systemsOf } from "./putting-right.ts";

export interface Reissuing {
  store: Store;
  newId: () => string;
  line?: (partner: Partner) => Pick<Client, "syncStatus"> | null;
  onProblem: (problem: string, error: unknown) => void;
}

const every_ms = 60_000;
const records_max = 200;

/** The same, however often it is called, at most once a minute. */
export function createReissuer(deps: Reissuing): () => Promise<void> {
  let due = 0;
  return async () => {
    if (performance.now() < due) return;
    due = performance.now() + every_ms;
    await reissueAhead(deps);
  };
}

/**
 * Makes anew what we wrote while our clock was far ahead (guarantees, convergence C). Only a clock that
 * is right may do that: it must agree with the partners' within a minute, somebody must have been heard,
 * and a partner must say that it parked our stamps. Killed at any moment, it goes on the next time.
 */
export async function reissueAhead(deps: Reissuing): Promise<void> {
  const { store } = deps;
  const bound = stampOf(store.clock.nowMs() + stamp_ahead_max_ms);
  try {
    if ((await readAhead(store, bound, 1)).length === 0) {
      // Made anew by another process of this system.
      if (store.clock.latest() > bound) await lowerIfAgreed(store, bound);
      return;
    }
    if (!isAgreed(store) || !(await isParkedSomewhere(deps))) return;
    await lowerClock(store, bound, false);
    const by = { name: "", role: "system", system: store.system.id };
    const acting = {
      by,
      deed: "stamp.reissued",
      systems: await systemsOf(store),
      newId: deps.newId,
    };
    const done = new Set<string>();
    for (;;) {
      const ids = (await readAhead(store, bound, done.size + records_max)).filter(
        (id) => !done.has(id),
      );
      if (ids.length === 0) break;
      for (const id of ids) {
        await act(store, acting, async (ctx) => {
          const record = await loadRecord(store, id);
          const change = record && reissue(ctx, record, bound);
          return { ok: true, changes: change ? [change] : [], result: null };
        });
        done.add(id);
      }
    }
    await lowerClock(store, bound, true);
    store.committed();
  } catch (error) {
    if (!isOutage(error)) deps.onProblem("stamps far ahead could not be made anew", error);
  }
}

function isAgreed({ soundness }: Store): boolean {
  return soundness.clockOffMs() !== null && !soundness.refuses();
}

async function lowerIfAgreed(store: Store, bound: string): Promise<void> {
  if (isAgreed(store)) await lowerClock(store, bound, false);
}

/** Does a partner hold back something of ours because its stamp is far ahead of that partner's clock? */
async function isParkedSomewhere({ store, line }: Reissuing): Promise<boolean> {
  for (const partner of await listPartners(store)) {
    if (partner.profile !== "tandem" || partner.status !== "active") continue;
    const feed = await loadFeed(store, partner.id);
    if (feed?.status !== "active") continue;
    const answer = await line?.(partner)?.syncStatus(feed.code);
    if (answer?.kind !== "answer") continue;
    if (answer.message.parked?.some(({ why }) => why === "clock_ahead")) return true;
  }
  return false;
}
