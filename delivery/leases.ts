import type { Store } from "../store/database.ts";
import { takeLease, type Subscription } from "../store/feed.ts";

/** The first pause after a lease was lost; it doubles while it is lost again soon. */
const pause_min_ms = 500;
const pause_max_ms = 15_000;
/** Who held a lease for so long begins anew with the first pause. */
const settled_after_ms = 30_000;
const jitter_share = 0.25;

/**
 * The leases one sender holds on its subscriptions. A lease is taken by a higher number, by another
 * process on the same database (one that was believed dead, one that is being replaced) or by a
 * partner that pulls; what was under way under the old one counts no more. Whoever lost it leaves the
 * other to work for a while and then takes it again: the other may have died at once, and then nobody
 * else would ever send. The pause keeps two that both live from taking each other's batches for ever.
 */
export interface Leases {
  /** The lease to send under, of a subscription as it was just read; null: another's, for now. */
  of(sub: Subscription): Promise<number | null>;
  /** Something broke: taken anew, so that nothing still under way counts. */
  forget(code?: string): void;
}

interface Held {
  lease: number | null;
  /** When it was taken, or when it may be taken again. */
  atMs: number;
  losses: number;
}

export function createLeases(
  store: Store,
  { dice, nowMs = () => performance.now() }: { dice: () => number; nowMs?: () => number },
): Leases {
  const held = new Map<string, Held>();
  const take = async (sub: Subscription, losses: number): Promise<number> => {
    const lease = await takeLease(store, sub);
    held.set(sub.code, { lease, atMs: nowMs(), losses });
    return lease;
  };
  return {
    async of(sub) {
      const known = held.get(sub.code);
      if (!known) return take(sub, 0);
      const { lease, atMs, losses } = known;
      if (lease === null) return nowMs() < atMs ? null : take(sub, losses);
      if (lease === sub.lease) return lease;
      const before = nowMs() - atMs > settled_after_ms ? 0 : losses;
      const pause = Math.min(pause_min_ms * 2 ** before, pause_max_ms);
      const jitter = 1 - jitter_share + 2 * jitter_share * dice();
      held.set(sub.code, { lease: null, atMs: nowMs() + pause * jitter, losses: before + 1 });
      return null;
    },
    forget(code) {
      if (code === undefined) held.clear();
      else held.delete(code);
    },
  };
}
