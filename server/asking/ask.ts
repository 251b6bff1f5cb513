import type { Purpose } from "../../domain/agreement.ts";
import { refused, type Refusal } from "../../domain/change.ts";
import type { JsonObject } from "../../domain/json.ts";
import type { Worker } from "../../domain/records/values.ts";
import { partsOf } from "../../exchange/answered-parts.ts";
import type { Partner } from "../../store/partners.ts";
import { activeAgreement } from "../../store/partners.ts";
import {
  acknowledgeQuestion,
  failQuestion,
  keepAnswer,
  loadQuestion,
  putQuestion,
  type AnswerPart,
  type KeptQuestion,
} from "../../store/questions.ts";
import type { Answer } from "../../wire/client-answers.ts";
import type { Told } from "../../wire/client-line.ts";
import type { Client } from "../../wire/client.ts";
import { parseSearchResponse } from "../../wire/messages/search.ts";
import type { Hosted } from "../hosting.ts";

/** One question to a partner. */
export interface Asking {
  hosted: Hosted;
  partner: Partner;
  line: Client;
  purpose: Purpose;
  by: Worker;
  /** Which of our persons it is about, and which fields of theirs the question tells. */
  about: { record_id: string; fields: string[] } | null;
  newId: () => string;
}

/** What a synchronous question asks, and how. */
export interface SyncQuestion<M> {
  operation: "sync/search" | "sync/check-enrollment" | "sync/enrolled" | "sync/txn/status";
  /** Kept, sealed, beside the answer. */
  asked: JsonObject;
  ask: (line: Client, transactionId: string) => AsyncIterable<Answer<M>>;
}

/** The question as it stands now, with the last outcome of the line. */
export type Asked<M> = { ok: true; question: KeptQuestion; outcome: Answer<M> };

/**
 * Asks and waits. The question is committed, with its audit row and the disclosure of what it tells,
 * before anything leaves; the answer is kept to the byte only when it may be believed. No record is
 * changed by either.
 */
export async function askAndWait<M>(
  asking: Asking,
  question: SyncQuestion<M>,
): Promise<Asked<M> | Refusal> {
  const begun = await begin(asking, question.operation, question.asked);
  if (!begun.ok) return begun;
  const { store } = asking.hosted;
  let answers = 0;
  let last: Answer<M> | undefined;
  for await (const outcome of question.ask(asking.line, begun.id)) {
    last = outcome;
    if (outcome.kind !== "answer") break;
    await keep(asking, { id: begun.id, answers }, outcome);
    answers += 1;
  }
  const outcome: Answer<M> = last ?? { kind: "outage", reason: "nothing was asked" };
  if (outcome.kind !== "answer") await failQuestion(store, begun.id, whyOf(outcome));
  const kept = await loadQuestion(store, begun.id);
  return kept ? { ok: true, question: kept, outcome } : refused("err.internal");
}

/** Asks, and leaves the answer to the callback. */
export async function askAndGo(
  asking: Asking,
  question: {
    operation: "search" | "txn/status" | "subscribe" | "unsubscribe";
    asked: JsonObject;
    ask: (line: Client, transactionId: string) => Promise<Told>;
  },
): Promise<{ ok: true; question: KeptQuestion; outcome: Told } | Refusal> {
  const begun = await begin(asking, question.operation, question.asked);
  if (!begun.ok) return begun;
  const { store } = asking.hosted;
  const outcome = await question.ask(asking.line, begun.id);
  if (outcome.kind !== "accepted") await failQuestion(store, begun.id, whyOf(outcome));
  else if (outcome.nack) await failQuestion(store, begun.id, "no answer will follow");
  else {
    const { correlationId = "", referenceIds } = outcome;
    await acknowledgeQuestion(store, begun.id, correlationId, referenceIds);
  }
  const kept = await loadQuestion(store, begun.id);
  return kept ? { ok: true, question: kept, outcome } : refused("err.internal");
}

async function begin(
  { hosted, partner, purpose, by, about, newId }: Asking,
  operation: string,
  asked: JsonObject,
): Promise<{ ok: true; id: string } | Refusal> {
  const { store } = hosted;
  const at = new Date(store.clock.nowMs());
  const agreement = await activeAgreement(store, partner.id, store.system.id, at.toISOString());
  if (!agreement?.purposes.includes(purpose)) return refused("err.not_agreed", ["/purpose"]);
  const id = newId();
  const actor = by.name ? `${by.role}@${by.system}` : by.system;
  await putQuestion(
    store,
    {
      id,
      partner: partner.id,
      operation,
      record_id: about?.record_id ?? null,
      asked,
      purpose,
      by_whom: by.name || by.system,
      reference_ids: [],
      at,
    },
    { actor, told: about },
  );
  return { ok: true, id };
}

async function keep(
  { hosted: { store } }: Asking,
  question: { id: string; answers: number },
  answer: Answer<unknown> & { kind: "answer" },
): Promise<void> {
  const { text, digest, thumbprint, at } = answer.evidence;
  const read = parseSearchResponse(answer.message);
  const parts: AnswerPart[] = read.ok ? partsOf(read.value) : [];
  const state = answer.header.status === "rjct" ? "rejected" : "answered";
  const message = answer.message as JsonObject;
  const evidence = { raw: text, message, digest, thumbprint, parts, at: new Date(at) };
  await keepAnswer(store, question, state, evidence, null);
}

/** Codes and our own constant words, never the partner's. */
function whyOf(outcome: { kind: string; code?: string; reason?: string }): string {
  return [outcome.kind, outcome.code ?? outcome.reason].filter(Boolean).join(": ").slice(0, 200);
}
