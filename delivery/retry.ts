import type { PostFailure } from "../wire/posting.ts";

/** Pauses between attempts; the last goes on for as long as the agreement lives (G5). */
const delays_ms = [250, 1_000, 2_000, 5_000, 10_000, 30_000, 120_000, 300_000, 600_000, 900_000];
const jitter_share = 0.25;
const retry_after_max_ms = 3_600_000;
const probe_ms = 3_600_000;

/** What is noted beside a subscription when an attempt failed, and when the next one is due. */
export interface Retry {
  /** Label key `sync.problem.<problem>` of the staff app. */
  problem: "unreachable" | "trust" | "refused" | "gone" | "no_agreement";
  afterMs: number;
}

/** `dice` is a number in [0, 1): neighbours do not knock at one time. */
export function retryAfter(failure: PostFailure, attempts: number, dice: number): Retry {
  const step = delays_ms[Math.min(attempts, delays_ms.length - 1)] ?? probe_ms;
  const afterMs = Math.round(step * (1 - jitter_share + 2 * jitter_share * dice));
  switch (failure.kind) {
    case "outage": {
      const asked = (failure.retryAfterSeconds ?? 0) * 1_000;
      return {
        problem: "unreachable",
        afterMs: Math.max(afterMs, Math.min(asked, retry_after_max_ms)),
      };
    }
    case "ambiguous":
      return { problem: "unreachable", afterMs };
    case "trust":
      // Keys and tokens are put right by people; a restart may also have put them right already.
      return { problem: "trust", afterMs: attempts < 5 ? afterMs : probe_ms };
    case "bad":
      return { problem: "refused", afterMs };
    case "gone":
      return { problem: "gone", afterMs: probe_ms };
  }
}
