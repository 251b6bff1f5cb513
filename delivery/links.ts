import { listPartners, type Partner } from "../store/partners.ts";
import { noteReached } from "../store/standing-links.ts";
import type { Dispatching } from "./dispatcher.ts";

/** Whether a partner can be reached is looked at this often, even when there is nothing to send. */
export const probe_every_ms = 60_000;
const probe_again_ms = 5_000;
const probe_wait_ms = 5_000;

/**
 * Reads each partner's published key set, which every DCI system has: it answers, so the link is up
 * in our direction (the checklist's "we reach it"). Nothing of anybody is sent.
 */
export function createProbe(deps: Dispatching): () => Promise<void> {
  const last = new Map<string, number>();
  return async () => {
    const now = deps.store.clock.nowMs();
    // A clock that is set must not keep us from asking what time it is.
    const steady = performance.now();
    const every = deps.store.soundness.refuses() ? probe_again_ms : probe_every_ms;
    const partners = await listPartners(deps.store);
    const due = partners.filter(({ id, profile, status, jwks_url }) => {
      if (profile === "local" || status !== "active" || jwks_url === null) return false;
      return steady - (last.get(id) ?? Number.NEGATIVE_INFINITY) >= every;
    });
    await Promise.all(
      due.map(async (partner) => {
        const answered = await answers(deps, partner);
        // One that did not answer is asked again at the next round; a round is seconds away.
        if (!answered) return;
        last.set(partner.id, steady);
        await noteReached(deps.store, partner.id, new Date(now));
      }),
    );
  };
}

async function answers({ outgoing, store }: Dispatching, partner: Partner): Promise<boolean> {
  try {
    const answer = await outgoing.reach(partner)(partner.jwks_url ?? "", {
      redirect: "error",
      signal: AbortSignal.timeout(probe_wait_ms),
    });
    await answer.body?.cancel();
    // When our clocks are too far apart for any signature to hold, this still tells the time.
    const date = Date.parse(answer.headers.get("date") ?? "");
    if (partner.profile === "tandem" && answer.ok && !Number.isNaN(date)) {
      store.soundness.hear(partner.id, date);
    }
    return answer.ok;
  } catch {
    return false;
  }
}
