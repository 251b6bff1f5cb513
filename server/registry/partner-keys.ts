import type { Store } from "../../store/database.ts";
import { replaceKeys, type Partner } from "../../store/partners.ts";
import { jwks_bytes_max } from "../../wire/jwk.ts";
import { publicKeysFromJwks } from "../../wire/keys.ts";

/** A sender's published keys are looked up at most this often, and waited for no longer than this. */
const refetch_every_ms = 60_000;
const refetch_timeout_ms = 3_000;

/**
 * Looks a partner's keys up again at its pinned address, for a signature under a key we do not know
 * (key rotation). No redirects, 64 kB, once a minute; what comes back without a usable key changes nothing.
 */
export function keyRefetcher(store: Store, fetch: typeof globalThis.fetch) {
  const last = new Map<string, number>();
  return async (partner: Partner): Promise<string | null> => {
    const now = store.clock.nowMs();
    if (!partner.jwks_url || now - (last.get(partner.id) ?? 0) < refetch_every_ms) return null;
    last.set(partner.id, now);
    try {
      const answer = await fetch(partner.jwks_url, {
        redirect: "error",
        signal: AbortSignal.timeout(refetch_timeout_ms),
      });
      const text = answer.ok ? await answer.text() : "";
      if (text.length > jwks_bytes_max || publicKeysFromJwks(text).size === 0) return null;
      await replaceKeys(store, partner, text);
      return text;
    } catch {
      return null;
    }
  };
}
