import type { JsonObject } from "../domain/json.ts";
import type { Purpose } from "../domain/agreement.ts";
import type { SystemId } from "../domain/records/field.ts";
import type { Statement, Store } from "./database.ts";

/** How long questions and the evidence of their answers are kept; then both are deleted. */
export const evidence_days_max = 90;

/** A question to a partner. `id` is our transaction id. */
export interface Question {
  id: string;
  partner: SystemId;
  operation: string;
  /** The person it is about; null: nobody of ours. */
  record_id: string | null;
  /** The message as asked. */
  asked: JsonObject;
  purpose: Purpose;
  by_whom: string;
  reference_ids: string[];
  at: Date;
}

/** A question as kept. */
export interface KeptQuestion extends Question {
  /** The partner's name for it; null until its ack is known. */
  correlation_id: string | null;
  state: "asked" | "answered" | "failed" | "rejected";
  why: string;
  /** Messages of its answer so far. */
  answers: number;
  settled_at: Date | null;
}

/** Which item and page an answer's message holds; `pages` as its own counts say. */
export interface AnswerPart {
  reference_id: string;
  page: number;
  pages: number;
}

/** One message of an answer. */
export interface Evidence {
  nth: number;
  /** As received, to the byte. */
  raw: string;
  /** The message inside, decrypted where it was encrypted. */
  message: JsonObject;
  digest: string;
  thumbprint: string;
  parts: AnswerPart[];
  at: Date;
}

/** Keeps the question, with its line in the audit log and what was told by asking, in one statement. */
export async function putQuestion(
  store: Store,
  question: Question,
  audited: { actor: string; told: { record_id: string; fields: string[] } | null },
): Promise<void> {
  await store.query(put, [
    store.system.id,
    question.id,
    question.partner,
    question.operation,
    question.record_id,
    store.sealer.seal("identifier", JSON.stringify(question.asked)),
    question.purpose,
    question.by_whom,
    question.reference_ids,
    question.at,
    audited.actor,
    `${question.partner} ${question.purpose} ${question.operation}`,
    audited.told?.record_id ?? null,
    audited.told?.fields ?? [],
  ]);
}

/** The partner took it in under this name of its own (empty: it gave none); its items are these. */
export async function acknowledgeQuestion(
  store: Store,
  id: string,
  correlationId: string,
  referenceIds: readonly string[],
): Promise<void> {
  await store.query(acknowledged, [store.system.id, id, correlationId, referenceIds]);
}

/** No answer came, or none that counts; a question that is answered stays so. */
export async function failQuestion(store: Store, id: string, why: string): Promise<void> {
  const at = new Date(store.clock.nowMs());
  await store.query(failed, [store.system.id, id, why, at]);
}

/**
 * Keeps a message of the answer with what it makes of the question, and the receipt of a callback, in
 * one statement. @throws stale (code TD001) when another message of it was first: decide again.
 */
export async function keepAnswer(
  store: Store,
  question: Pick<KeptQuestion, "id" | "answers">,
  state: KeptQuestion["state"],
  evidence: Omit<Evidence, "nth">,
  receipt: { partner: SystemId; message_id: string; digest: string; ack: string } | null,
): Promise<void> {
  await store.query(kept, [
    store.system.id,
    question.id,
    question.answers,
    state,
    store.sealer.seal("sensitive", evidence.raw),
    store.sealer.seal("sensitive", JSON.stringify(evidence.message)),
    evidence.digest,
    evidence.thumbprint,
    JSON.stringify(evidence.parts),
    evidence.at,
    JSON.stringify(receipt ? [receipt] : []),
  ]);
}

/** A question of ours by its transaction id. */
export async function loadQuestion(store: Store, id: string): Promise<KeptQuestion | null> {
  const [row] = await store.query<QuestionRow>(one, [store.system.id, id]);
  return row ? opened(store, row) : null;
}

/** The latest questions about a person, newest first. */
export async function questionsAbout(store: Store, recordId: string): Promise<KeptQuestion[]> {
  const rows = await store.query<QuestionRow>(about, [store.system.id, recordId]);
  return rows.map((row) => opened(store, row));
}

/** What came in answer to a question, in the order it came. */
export async function evidenceOf(store: Store, questionId: string): Promise<Evidence[]> {
  type Row = Omit<Evidence, "message"> & { message: string };
  const rows = await store.query<Row>(evidences, [store.system.id, questionId]);
  return rows.map((row) => ({
    ...row,
    raw: store.sealer.open(row.raw),
    message: JSON.parse(store.sealer.open(row.message)) as JsonObject,
  }));
}

/** Which parts of the answer are there, without opening any of it. */
export async function partsKept(store: Store, questionId: string): Promise<AnswerPart[]> {
  const rows = await store.query<Pick<Evidence, "parts">>(parts, [store.system.id, questionId]);
  return rows.flatMap((row) => row.parts);
}

/** Deletes what is older than its retention; gives how many questions went. */
export async function forgetOldQuestions(store: Store): Promise<number> {
  const before = new Date(store.clock.nowMs() - evidence_days_max * 86_400_000);
  const rows = await store.query(forgotten, [store.system.id, before]);
  return rows.length;
}

type QuestionRow = Omit<KeptQuestion, "asked"> & { asked: string };

function opened(store: Store, row: QuestionRow): KeptQuestion {
  return { ...row, asked: JSON.parse(store.sealer.open(row.asked)) as JsonObject };
}

const columns = `id, partner, operation, record_id, asked, purpose, by_whom, reference_ids,
  correlation_id, state, why, answers, at, settled_at`;
const put: Statement = {
  name: "question-put",
  text: `with asked as (
      insert into questions (system, id, partner, operation, record_id, asked, purpose, by_whom,
        reference_ids, at)
      values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)),
    told as (
      insert into disclosures (system, partner, record_id, subject, purpose, fields, how, message_id)
      select $1, $3, $13::uuid, $13::uuid, $7, $14::text[], 'question', $2
      where $13::uuid is not null)
    insert into audit (system, actor, act, detail) values ($1, $11, 'question.ask', $12)`,
};
const acknowledged: Statement = {
  name: "question-acknowledged",
  text: `update questions set correlation_id = $3, reference_ids = $4 where system = $1 and id = $2`,
};
const failed: Statement = {
  name: "question-failed",
  text: `update questions set state = 'failed', why = $3, settled_at = $4
    where system = $1 and id = $2 and state = 'asked'`,
};
const kept: Statement = {
  name: "question-answer-kept",
  text: `with moved as (
      update questions set answers = answers + 1, state = $4, why = '',
        settled_at = case when $4 = 'asked' then null else $10::timestamptz end
      where system = $1 and id = $2 and answers = $3 returning 1),
    received as (
      insert into inbox (system, partner, message_id, digest, ack)
      select $1, x.partner, x.message_id, x.digest, x.ack
      from jsonb_to_recordset($11::jsonb) as x(partner text, message_id text, digest text, ack text))
    insert into evidence (system, question, nth, raw, message, digest, thumbprint, parts, at)
    select $1, $2, $3::integer + 1, $5, $6, $7, $8, $9::jsonb, $10
    where (select expect_rows((select count(*) from moved), 1))`,
};
const one: Statement = {
  name: "question-one",
  text: `select ${columns} from questions where system = $1 and id = $2`,
};
const about: Statement = {
  name: "questions-about",
  text: `select ${columns} from questions where system = $1 and record_id = $2
    order by at desc, id limit 20`,
};
const evidences: Statement = {
  name: "question-evidence",
  text: `select nth, raw, message, digest, thumbprint, parts, at from evidence
    where system = $1 and question = $2 order by nth`,
};
const parts: Statement = {
  name: "question-parts",
  text: `select parts from evidence where system = $1 and question = $2`,
};
const forgotten: Statement = {
  name: "questions-forgotten",
  text: `with old as (
      delete from questions where system = $1 and at < $2 returning id),
    gone as (
      delete from evidence e using old where e.system = $1 and e.question = old.id)
    select id from old`,
};
