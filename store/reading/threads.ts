/** Threads of steps: what was written lately, and how far each worker has read. */
import type { StoredRecord } from "../../domain/record.ts";
import type { Statement, Store } from "../database.ts";
import { recordFields, recordOf, type RecordRow } from "../load.ts";

/** A message in the order in which it came here. */
export interface PlacedMessage {
  record: StoredRecord;
  /** The instant with all its digits; with the id it is the message's place. */
  at: string;
}

/** Up to which message somebody has read a thread. */
export interface ReadUpTo {
  id: string;
  at: string;
}

/** Messages about these persons, oldest first. */
export async function messagesAbout(
  store: Store,
  subjects: readonly string[],
  limit: number,
): Promise<PlacedMessage[]> {
  if (subjects.length === 0) return [];
  const rows = await store.query<RecordRow & { at: string }>(about, [
    store.system.id,
    subjects,
    limit,
  ]);
  return rows.map((row) => ({ record: recordOf(store, row), at: row.at })).reverse();
}

/** The newest messages of all threads in the last `days`, oldest first. */
export async function newestMessages(
  store: Store,
  days: number,
  limit: number,
): Promise<PlacedMessage[]> {
  const now = store.clock.nowMs() / 1000;
  const rows = await store.query<RecordRow & { at: string }>(newest, [
    store.system.id,
    now,
    days,
    limit,
  ]);
  return rows.map((row) => ({ record: recordOf(store, row), at: row.at })).reverse();
}

/** How far a worker has read these threads, by the step's id. */
export async function readMarks(
  store: Store,
  persona: string,
  steps: readonly string[],
): Promise<Map<string, ReadUpTo>> {
  if (steps.length === 0) return new Map();
  const rows = await store.query<ReadUpTo & { step: string }>(marks, [
    store.system.id,
    persona,
    [...new Set(steps)],
  ]);
  return new Map(rows.map(({ step, id, at }) => [step, { id, at }]));
}

/** Notes that a worker has read a thread up to a message; never takes it back. */
export async function markRead(
  store: Store,
  persona: string,
  step: string,
  message: string,
): Promise<void> {
  await store.query(mark, [store.system.id, persona, step, message]);
}

/** Did it come after what was read? */
export function isAfter({ record, at }: PlacedMessage, read: ReadUpTo | undefined): boolean {
  if (!read) return true;
  return at === read.at ? record.id > read.id : at > read.at;
}

// Text of one form sorts as the instant does.
const placed = `to_char(created_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US') as at`;
const about: Statement = {
  name: "thread-messages-about",
  text: `select ${recordFields}, ${placed} from records
    where system = $1 and subject = any($2::uuid[]) and type = 'StepMessage'
    order by created_at desc, id desc limit $3`,
};
const newest: Statement = {
  name: "thread-messages-newest",
  text: `select ${recordFields}, ${placed} from records
    where system = $1 and type = 'StepMessage'
      and created_at > to_timestamp($2) - make_interval(days => $3)
    order by created_at desc, id desc limit $4`,
};
const marks: Statement = {
  name: "thread-read-marks",
  text: `select step_id as step, message_id as id, ${placed} from thread_reads
    where system = $1 and persona = $2 and step_id = any($3::uuid[])`,
};
const mark: Statement = {
  name: "thread-read-mark",
  text: `insert into thread_reads as t (system, persona, step_id, message_id, created_at)
    select $1, $2, $3, r.id, r.created_at from records r where r.system = $1 and r.id = $4
    on conflict (system, persona, step_id) do update
      set message_id = excluded.message_id, created_at = excluded.created_at
      where (t.created_at, t.message_id) < (excluded.created_at, excluded.message_id)`,
};
