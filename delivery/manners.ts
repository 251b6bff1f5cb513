import { setTimeout as rest } from "node:timers/promises";

/** Who was sent its news within this time is waiting for more of it. */
const live_ms = 1_000;
/** Longer than this nobody rests for one batch. */
const rest_ms_max = 250;

/**
 * How the drains of one process let each other work. Who is behind by many batches goes in ordinary
 * ones while somebody else is being kept in step, and after each rests as long as it worked: others
 * hear of a change later by a batch at most, and half of the time by nothing. Alone, nobody waits.
 */
export interface Manners {
  /** Is another one than this being kept in step now? */
  isBeside(code: string): boolean;
  /** A batch went; `caughtUp`: nothing more waited. Resolves when the next one may be begun. */
  sent(code: string, caughtUp: boolean): Promise<void>;
}

export function createManners({
  nowMs = () => performance.now(),
  pause = (ms: number): Promise<void> => rest(ms),
} = {}): Manners {
  const inStepAt = new Map<string, number>();
  const begunAt = new Map<string, number>();
  const isBeside = (code: string) => {
    const since = nowMs() - live_ms;
    return [...inStepAt].some(([other, at]) => other !== code && at >= since);
  };
  return {
    isBeside,
    async sent(code, caughtUp) {
      const now = nowMs();
      const worked = now - (begunAt.get(code) ?? now);
      if (caughtUp) {
        inStepAt.set(code, now);
        begunAt.delete(code);
        return;
      }
      if (isBeside(code) && worked > 0) await pause(Math.min(worked, rest_ms_max));
      begunAt.set(code, nowMs());
    },
  };
}
