/**
 * May an answer be believed, and is it the answer to what was asked? (guarantees 4: nothing unsigned,
 * altered, expired, replayed or misaddressed counts.) An answer that is not is `untrusted`, whatever
 * it says; reasons are constant texts.
 */
import { createHash } from "node:crypto";
import type { Verifier } from "./client-trust.ts";
import type { Envelope, Header } from "./envelope.ts";
import type { AnswerOutcome, PostFailure } from "./posting.ts";
import type { Reading } from "./reading.ts";

/** How far an answer's own time may be from ours. */
export const answer_age_seconds_max = 300;

/** What was received, to the byte, and who signed it. */
export type Evidence = {
  /** The answer as received: UTF-8, so these are its bytes. */
  text: string;
  /** SHA-256 of those bytes, in base64. */
  digest: string;
  /** RFC 7638 thumbprint of the key whose signature holds. */
  thumbprint: string;
  /** When it was received, ISO 8601 in UTC. */
  at: string;
};

/** An answer that may be believed; one that may not; or none. */
export type Answer<M> =
  | { kind: "answer"; header: Header; message: M; evidence: Evidence }
  | { kind: "untrusted"; reason: string }
  | PostFailure;

/** What an answer is held against. */
export type Asked<M> = {
  verify: Verifier;
  /** Who was asked, and who asked. */
  receiverId: string;
  senderId: string;
  transactionId: string;
  nowMs: number;
  parse: (message: unknown) => Reading<M>;
  /** The reference ids of our items; an answer to another one answers nobody. */
  references?: readonly string[];
};

/** Judges what a synchronous call gave. */
export async function judge<M extends { transaction_id: string }>(
  outcome: AnswerOutcome,
  asked: Asked<M>,
): Promise<Answer<M>> {
  if (outcome.kind !== "answer") return outcome;
  const { text } = outcome;
  const verified = await asked.verify(outcome.envelope, text, Math.floor(asked.nowMs / 1000));
  if (!verified.ok) return { kind: "untrusted", reason: verified.reason };
  const { header, message } = verified.envelope;
  const fault = headerFault(header, asked);
  if (fault !== undefined) return { kind: "untrusted", reason: fault };
  const read = asked.parse(message);
  if (!read.ok) {
    return { kind: "untrusted", reason: `answer is not as expected at ${read.reason}` };
  }
  if (read.value.transaction_id !== asked.transactionId) {
    return { kind: "untrusted", reason: "answer belongs to another transaction" };
  }
  if (!referencesFit(read.value, asked.references)) {
    return { kind: "untrusted", reason: "answer belongs to another question" };
  }
  const { thumbprint } = verified;
  const evidence = evidenceOf(text, thumbprint, asked.nowMs);
  return { kind: "answer", header, message: read.value, evidence };
}

/** Evidence of a text whose signature holds under the key of this thumbprint. */
export function evidenceOf(text: string, thumbprint: string, nowMs: number): Evidence {
  const digest = createHash("sha256").update(text).digest("base64");
  return { text, digest, thumbprint, at: new Date(nowMs).toISOString() };
}

function headerFault(
  header: Envelope["header"],
  { receiverId, senderId, nowMs }: Pick<Asked<unknown>, "receiverId" | "senderId" | "nowMs">,
): string | undefined {
  if (header.sender_id !== receiverId) return "answer is of another sender";
  if (header.receiver_id !== senderId) return "answer is for another receiver";
  const age = Math.abs(nowMs - Date.parse(header.message_ts)) / 1000;
  // Written so that a time that is not one refuses.
  return age <= answer_age_seconds_max ? undefined : "answer is not of now";
}

/** Every item of the answer answers an item of ours, each at most once. */
function referencesFit(message: object, references: readonly string[] | undefined): boolean {
  if (references === undefined) return true;
  const items = Object.values(message).find(Array.isArray) as unknown[] | undefined;
  const given = (items ?? []).map((item) =>
    isObject(item) ? (item as { reference_id?: unknown }).reference_id : undefined,
  );
  return (
    new Set(given).size === given.length &&
    given.every((one) => typeof one === "string" && references.includes(one))
  );
}

function isObject(value: unknown): boolean {
  return typeof value === "object" && value !== null;
}
