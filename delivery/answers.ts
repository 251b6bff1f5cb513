import type { PostOutcome } from "../wire/posting.ts";
import { jittered, outage_delays_ms, retry_after_max_ms, trust_delays_ms } from "./retry.ts";

/** What an answer is to a subscription; `no_agreement`: nothing was sent, nothing may leave now. */
export type Answer = PostOutcome | { kind: "no_agreement" };

/** What is done about it. */
export type Action =
  /** The partner has it: the cursor moves. */
  | { do: "move_on" }
  /** The same batch goes again, under the same message id, signed anew. */
  | { do: "again"; problem: "unreachable" | "trust" | "no_agreement" | "refused"; afterMs: number }
  /** One of the records is at fault: it is looked for, and parked. */
  | { do: "search"; code: string; reason: string }
  /** No record is at fault, a person is needed; `probeMs`: it is tried again by itself, or never. */
  | { do: "pause"; problem: "trust" | "gone"; probeMs: number | null };

interface Attempt {
  /** Failures of this batch before. */
  attempts: number;
  /** In [0, 1): neighbours do not knock at one time. */
  dice: number;
}
type Row<Kind extends Answer["kind"]> = (
  answer: Extract<Answer, { kind: Kind }>,
  attempt: Attempt,
) => Action;

const probe_ms = 3_600_000;
const agreement_probe_ms = 5_000;

/**
 * The answer table (guarantees, Delivery protocol), one row for each kind of answer:
 *
 * | answer | action |
 * | --- | --- |
 * | accepted: 2xx with ACK or NACK | the cursor moves |
 * | outage: busy, 429, 5xx, timeout, refused connection | again, for as long as the agreement lives; `Retry-After` is obeyed up to an hour |
 * | ambiguous: cut after the sending | again, the same message |
 * | trust: a signature, token or address refused | the token was renewed once (outgoing.ts), the keys are read again by whoever refused them while we try again once; then it pauses, a person sees why, and each hour it is tried |
 * | bad: the message refused | one item is looked for and parked |
 * | gone: 410 | it pauses until a person decides; the subscription stands |
 * | no_agreement | nothing leaves until an agreement lets it |
 */
export const answerTable: { readonly [Kind in Answer["kind"]]: Row<Kind> } = {
  accepted: () => ({ do: "move_on" }),
  outage: ({ retryAfterSeconds = 0 }, attempt) => {
    const asked = Math.min(retryAfterSeconds * 1_000, retry_after_max_ms);
    const afterMs = Math.max(jittered(outage_delays_ms, attempt), asked);
    return { do: "again", problem: "unreachable", afterMs };
  },
  ambiguous: (_, attempt) => ({
    do: "again",
    problem: "unreachable",
    afterMs: jittered(outage_delays_ms, attempt),
  }),
  trust: (_, attempt) =>
    attempt.attempts < trust_delays_ms.length
      ? { do: "again", problem: "trust", afterMs: jittered(trust_delays_ms, attempt) }
      : { do: "pause", problem: "trust", probeMs: probe_ms },
  bad: ({ code, reason }) => ({ do: "search", code, reason }),
  gone: () => ({ do: "pause", problem: "gone", probeMs: null }),
  no_agreement: () => ({ do: "again", problem: "no_agreement", afterMs: agreement_probe_ms }),
};

/** The row of the table for an answer. */
export function actionOn(answer: Answer, attempt: Attempt): Action {
  const row = answerTable[answer.kind] as (answer: Answer, attempt: Attempt) => Action;
  return row(answer, attempt);
}
