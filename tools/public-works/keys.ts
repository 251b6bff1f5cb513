import { isObject, type JsonObject } from "./protocol.ts";
import type { WorksSettings } from "./settings.ts";

const fresh_ms = 10 * 60_000;
const wait_ms = 5_000;

/** The registry's published keys, read again after ten minutes; an old set serves while it is unreachable. */
export function registryKeys({ registry }: WorksSettings): () => Promise<JsonObject> {
  let known: JsonObject = {};
  let readAt = 0;
  return async () => {
    if (Date.now() - readAt < fresh_ms) return known;
    try {
      const answer = await fetch(registry.keys_url, {
        redirect: "error",
        signal: AbortSignal.timeout(wait_ms),
      });
      const set: unknown = await answer.json();
      if (answer.ok && isObject(set)) {
        known = set;
        readAt = Date.now();
      }
    } catch {
      // The set we have goes on; without any, no signature holds.
    }
    return known;
  };
}
