/** What an address without an account opens, judged each time it is used. */
import { findAccessLink, noteAccess, type AccessLink } from "../store/access-links.ts";
import type { Hosted, Node } from "./hosting.ts";

export type Opened =
  | { ok: true; hosted: Hosted; link: AccessLink }
  /** `unknown`: nothing was ever here. `ended`, `withdrawn`: something was. `too_often`: wait. */
  | { ok: false; why: "unknown" | "ended" | "withdrawn" | "too_often" };

/** Guesses from one address, and uses of one link, in ten minutes. */
export const guesses_max = 20;
export const uses_max = 240;
const window_ms = 10 * 60_000;
const remembered_max = 10_000;

interface Counted {
  since: number;
  count: number;
}

/** Counts what comes in a window; more than the limit waits for the next one. */
class Limiter {
  private readonly counts = new Map<string, Counted>();
  private readonly max: number;
  constructor(max: number) {
    this.max = max;
  }
  isOver(name: string, nowMs: number): boolean {
    const at = this.counts.get(name);
    return at !== undefined && nowMs - at.since < window_ms && at.count >= this.max;
  }
  note(name: string, nowMs: number): void {
    if (this.counts.size >= remembered_max) this.counts.clear();
    const at = this.counts.get(name);
    if (at === undefined || nowMs - at.since >= window_ms) {
      this.counts.set(name, { since: nowMs, count: 1 });
    } else at.count += 1;
  }
}

export interface Access {
  open(token: string, kinds: readonly AccessLink["kind"][], ip: string): Promise<Opened>;
}

export function createAccess(node: Node): Access {
  const guesses = new Limiter(guesses_max);
  const uses = new Limiter(uses_max);
  return {
    async open(token, kinds, ip) {
      const nowMs = performance.now();
      if (guesses.isOver(ip, nowMs)) return { ok: false, why: "too_often" };
      for (const hosted of node.hosted.values()) {
        const link = await findAccessLink(hosted.store, token);
        if (!link || !kinds.includes(link.kind)) continue;
        if (uses.isOver(link.id, nowMs)) return { ok: false, why: "too_often" };
        uses.note(link.id, nowMs);
        if (link.revoked_at !== null) return { ok: false, why: "withdrawn" };
        if (link.expires_at.getTime() <= hosted.store.clock.nowMs()) {
          return { ok: false, why: "ended" };
        }
        await noteAccess(hosted.store, link.id);
        return { ok: true, hosted, link };
      }
      guesses.note(ip, nowMs);
      return { ok: false, why: "unknown" };
    },
  };
}
