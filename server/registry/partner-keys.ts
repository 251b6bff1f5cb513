import type { Store } from "../../store/database.ts";
import { replaceKeys, type Partner } from "../../store/partners.ts";
import { isKeySet, jwks_bytes_max } from "../../wire/jwk.ts";

/** A sender's published keys are looked up at most this often, and waited for no longer than this. */
const refetch_every_ms = 60_000;
const refetch_timeout_ms = 3_000;
/** A set is looked up again in the background at this age, so that a withdrawn key stops to count. */
export const keys_fresh_ms = 3_600_000;
/** A set that could not be had for this long counts no more: fail closed (guarantees 4.2). */
export const keys_stale_ms = 86_400_000;

type Fetch = typeof globalThis.fetch;

/** The keys of partners as they may be used now. */
export interface PartnerKeys {
  /** Its key set as text; null when it has none, or only one that is too old. */
  current(partner: Partner): Promise<string | null>;
  /** Looks them up now, for a signature under a key we do not know; null when they cannot be had. */
  refetch(partner: Partner): Promise<string | null>;
}

/**
 * Looks a partner's keys up at its pinned address (rotation, withdrawal). No redirects, 64 kB, once a
 * minute. A well-formed set replaces the known one whole, so a key that is no longer in it stops to
 * count; what is no key set changes nothing. Sets given as a file have no address and no age.
 */
export function createPartnerKeys(store: Store, reach: (partner: Partner) => Fetch): PartnerKeys {
  const last = new Map<string, number>();
  const refetch = async (partner: Partner): Promise<string | null> => {
    const now = store.clock.nowMs();
    if (!partner.jwks_url || now - (last.get(partner.id) ?? 0) < refetch_every_ms) return null;
    last.set(partner.id, now);
    try {
      const answer = await reach(partner)(partner.jwks_url, {
        redirect: "error",
        signal: AbortSignal.timeout(refetch_timeout_ms),
      });
      const text = answer.ok ? await answer.text() : "";
      if (Buffer.byteLength(text) > jwks_bytes_max || !isKeySet(text)) return null;
      await replaceKeys(store, partner, text);
      return text;
    } catch {
      return null;
    }
  };
  const current = async (partner: Partner): Promise<string | null> => {
    if (!partner.jwks_url) return partner.jwks;
    const age = store.clock.nowMs() - partner.jwks_at;
    if (age >= keys_stale_ms) return refetch(partner);
    if (age >= keys_fresh_ms) void refetch(partner);
    return partner.jwks;
  };
  return { current, refetch };
}
