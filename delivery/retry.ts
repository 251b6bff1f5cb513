import type { PostFailure } from "../wire/posting.ts";

/**
 * Pauses between attempts in an outage; the last goes on for as long as the agreement lives (G5).
 * The first four are shorter than the standing rule (at once, 2 s, 10 s, 30 s): most outages are a
 * restart of a second or two, changes are seen on the other side that much sooner, and four small
 * requests more burden nobody; from half a minute on the steps are the rule's.
 */
export const outage_delays_ms = [
  250, 1_000, 2_000, 5_000, 10_000, 30_000, 120_000, 300_000, 600_000, 900_000,
] as const;
/** Trust: twice more, while the partner reads our keys anew; then people are needed. */
export const trust_delays_ms = [250, 2_000] as const;
const jitter_share = 0.25;
export const retry_after_max_ms = 3_600_000;
const probe_ms = 3_600_000;

/** The pause after so many failures, a quarter more or less: neighbours do not knock at one time. */
export function jittered(
  delays: readonly number[],
  { attempts, dice }: { attempts: number; dice: number },
): number {
  const step = delays[Math.min(attempts, delays.length - 1)] ?? probe_ms;
  return Math.round(step * (1 - jitter_share + 2 * jitter_share * dice));
}

/** What is noted beside a message that is owed once (a callback, a claim), and when it goes again. */
export interface Retry {
  /** Label key `sync.problem.<problem>` of the staff app. */
  problem: "unreachable" | "trust" | "refused" | "gone";
  afterMs: number;
}

/** For messages that go by themselves, with nothing behind them: claims, callbacks, search answers. */
export function retryAfter(failure: PostFailure, attempts: number, dice: number): Retry {
  const afterMs = jittered(outage_delays_ms, { attempts, dice });
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
