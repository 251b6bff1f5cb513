import type { Due } from "./due.ts";
import type { SystemId } from "../domain/records/field.ts";
import { binaryArray } from "./binary-arrays.ts";
import type { Statement, Store } from "./database.ts";
import type { Sent, Subscription } from "./feed.ts";
import type { Resend } from "./resend.ts";

/** What one acknowledged batch changes: the cursor, what the partner has, links, disclosures, the attempt. */
export interface Acknowledged {
  sub: Subscription;
  cursor: number;
  counter: number;
  caughtUp: boolean;
  sent: Sent[];
  /** Keys under which records were sent for the first time, so that the partner's answers resolve. */
  named: { key: string; record_id: string }[];
  disclosed: { record_id: string; subject: string | null; fields: string[] }[];
  dues: Due[];
  /** Records of which it is known now that the partner has them, or had them and not any more. */
  settled?: string[] | undefined;
  /** When the next batch of a schedule goes; null: as it is. */
  windowAt?: Date | null;
  message: { id: string; ms: number } | null;
  /** Records sent again as wholes; each is no longer queued, unless it was asked for meanwhile. */
  resent?: Resend[] | undefined;
  /** Persons the partner got for the first time by that: what is about them follows. */
  followed?: string[] | undefined;
  /** Records to go next, one by one, before the log: an event's that were refused together. */
  queued?: string[];
  /** A page of a snapshot: the record before it, the last of it, whether it was the last page. */
  resync?: { from: string | null; after: string | null; done: boolean } | undefined;
}

/** Moves the cursor after the partner's ACK, in one statement, fenced by the lease. */
export async function acknowledge(store: Store, done: Acknowledged): Promise<void> {
  const { sub, message } = done;
  const forwarded = done.sent.flatMap(({ record_id, forwarded: others = [] }) =>
    others.map((other) => ({ record_id, ...other })),
  );
  await store.query(forwarded.length > 0 ? moveForwarding : moveCursor, [
    store.system.id,
    sub.code,
    sub.cursor,
    sub.lease,
    done.cursor,
    done.counter,
    done.caughtUp,
    JSON.stringify({
      named: done.named,
      dues: done.dues,
      message: message ? [{ ...message, from: sub.counter + 1, to: done.counter }] : [],
      resent: done.resent ?? [],
      followed: done.followed ?? [],
      queued: done.queued ?? [],
      settled: done.settled ?? [],
      ...(forwarded.length > 0 ? { forwarded } : {}),
    }),
    sub.partner,
    sub.purpose,
    done.windowAt ?? null,
    done.resync ? JSON.stringify(done.resync) : null,
    new Date(store.clock.nowMs()),
    ...columnsOf(done),
  ]);
}

/** What there is one of for each record, column by column: as JSON it cost more than it said. */
function columnsOf({ sent, disclosed }: Acknowledged): Buffer[] {
  const fieldsOf = (fields: readonly string[]) =>
    `{${fields.map((field) => `"${field.replace(/["\\]/g, "\\$&")}"`).join(",")}}`;
  return [
    binaryArray(
      "uuid",
      sent.map(({ record_id }) => record_id),
    ),
    binaryArray(
      "bigint",
      sent.map(({ ver }) => ver),
    ),
    binaryArray(
      "text",
      sent.map(({ hash }) => hash),
    ),
    binaryArray(
      "bigint",
      sent.map(({ gone }) => (gone ? 1 : 0)),
    ),
    binaryArray(
      "text",
      sent.map(({ fields = null }) => fields),
    ),
    binaryArray(
      "bigint",
      sent.map(({ counter = null }) => counter),
    ),
    binaryArray(
      "uuid",
      disclosed.map(({ record_id }) => record_id),
    ),
    binaryArray(
      "uuid",
      disclosed.map(({ subject }) => subject),
    ),
    binaryArray(
      "text",
      disclosed.map(({ fields }) => fieldsOf(fields)),
    ),
  ];
}

/**
 * Notes a failed attempt: the batch waits, nothing is skipped. With `pause` nothing more is sent
 * until somebody resumes it, a term of the partner changes, or the next attempt succeeds.
 */
export async function noteFailure(
  store: Store,
  sub: Subscription,
  failure: {
    problem: string;
    nextAttemptAt: Date | null;
    pause: boolean;
    messageId: string;
    ms: number;
  },
): Promise<void> {
  await store.query(noteProblem, [
    store.system.id,
    sub.code,
    failure.problem,
    failure.nextAttemptAt,
    failure.pause,
    failure.messageId,
    failure.ms,
    sub.counter + 1,
  ]);
}

/** Waits with the others until the partner is tried again; nothing was sent, so nothing failed. */
export async function waitForPartner(
  store: Store,
  sub: Subscription,
  nextAttemptAt: Date,
): Promise<void> {
  await store.query(postpone, [store.system.id, sub.code, nextAttemptAt]);
}

/** The partner answers again: whatever waits for it goes on at once. */
export async function freePartner(store: Store, partner: SystemId): Promise<void> {
  await store.query(free, [store.system.id, partner]);
  store.committed();
}

const moveParts = `moved as (
    update subscriptions set cursor = $5, counter = $6, attempts = 0, next_attempt_at = null,
      problem = '', problem_since = null, offered = null, window_at = coalesce($11, window_at),
      status = 'active', tried_cursor = 0,
      said_at = case when $8::jsonb->'message' <> '[]' then $13 else said_at end,
      resync_after = case when $12::jsonb is null then resync_after
        when ($12::jsonb->>'done')::boolean then null else ($12::jsonb->>'after')::uuid end,
      resync_why = case when ($12::jsonb->>'done')::boolean then '' else resync_why end,
      resync_seq = case when ($12::jsonb->>'done')::boolean then null else resync_seq end,
      acked_at = case when $6 > counter then now() else acked_at end,
      in_step_at = case when $7::boolean and (in_step_at is null or problem <> '' or $6 > counter)
        then now() else in_step_at end
    where system = $1 and code = $2 and cursor = $3 and lease = $4
      and (status = 'active' or status = 'paused' and paused_by = '')
      and ($12::jsonb is null
        or resync_why <> '' and resync_after is not distinct from ($12::jsonb->>'from')::uuid)
    returning 1),
  more as (select $8::jsonb as j from moved),
  put as (
    insert into sent (system, sub, record_id, ver, hash, gone, fields, counter)
    select $1, $2, x.record_id, x.ver, x.hash, x.gone <> 0, x.fields, coalesce(x.counter, $6)
    from moved, unnest($14::uuid[], $15::bigint[], $16::text[], $17::bigint[], $18::text[],
      $19::bigint[]) as x(record_id, ver, hash, gone, fields, counter)
    on conflict (system, sub, record_id) do update
      set ver = excluded.ver, hash = excluded.hash, gone = excluded.gone, at = now(),
        parting = sent.parting and not excluded.gone,
        counter = excluded.counter, fields = coalesce(excluded.fields, sent.fields)),
  named as (
    insert into links (system, partner, key, record_id, how)
    select $1, $9, x.key, x.record_id, 'sent'
    from more, jsonb_to_recordset(j->'named') as x(key text, record_id uuid)
    on conflict (system, partner, key) do nothing),
  turning as (select x.* from more, jsonb_to_recordset(j->'dues') as x(record_id uuid, day date)),
  due_put as (
    insert into due (system, sub, record_id, day)
    select $1, $2, record_id, day from turning where day is not null
    on conflict (system, sub, record_id) do update set day = excluded.day),
  due_gone as (
    delete from due d using turning t
    where d.system = $1 and d.sub = $2 and d.record_id = t.record_id and t.day is null),
  resent as (
    delete from resend t
    using more, jsonb_to_recordset(j->'resent') as x(record_id uuid, asked integer)
    where t.system = $1 and t.sub = $2 and t.record_id = x.record_id and t.asked = x.asked),
  queued as (
    insert into resend (system, sub, record_id, why, place)
    select $1, $2, x.id::uuid, 'parted', x.place
    from more, jsonb_array_elements_text(j->'queued') with ordinality as x(id, place)
    on conflict (system, sub, record_id) do update set asked = resend.asked + 1),
  settled as (
    delete from begun b using more, jsonb_array_elements_text(j->'settled') as x(id)
    where b.system = $1 and b.sub = $2 and b.record_id = x.id::uuid),
  followed as (
    insert into resend (system, sub, record_id, why, place)
    select $1, $2, r.id, 'followed', 1
    from more, jsonb_array_elements_text(j->'followed') as x(id)
    join records r on r.system = $1 and r.subject = x.id::uuid
      and r.type not in ('Person', 'Household', 'PrivateStep')
    where not exists (select from sent t
      where t.system = $1 and t.sub = $2 and t.record_id = r.id and not t.gone)
    on conflict (system, sub, record_id) do nothing),
  told as (
    insert into disclosures (system, partner, record_id, subject, purpose, fields, how, message_id)
    select $1, $9, x.record_id, x.subject, $10, x.fields::text[], 'notify',
      j->'message'->0->>'id'
    from more, unnest($20::uuid[], $21::uuid[], $22::text[]) as x(record_id, subject, fields)),
  logged as (
    insert into attempts (system, sub, message_id, from_counter, to_counter, outcome, ms)
    select $1, $2, x.id, x."from", x."to", 'accepted', x.ms
    from more, jsonb_to_recordset(j->'message') as x(id text, ms integer, "from" bigint, "to" bigint))`;
const allMoved = `select expect_rows((select count(*) from moved), 1) as moved`;
const moveCursor: Statement = {
  name: "move-cursor",
  text: `with ${moveParts} ${allMoved}`,
};
/** And what of other systems' versions went. */
const moveForwarding: Statement = {
  name: "move-forwarding",
  text: `with ${moveParts},
  forwarded_put as (
    insert into forwarded (system, sub, record_id, origin, ver, hash)
    select $1, $2, x.record_id, x.origin, x.ver, x.hash
    from more, jsonb_to_recordset(j->'forwarded')
      as x(record_id uuid, origin text, ver bigint, hash text)
    on conflict (system, sub, record_id, origin) do update
      set ver = excluded.ver, hash = excluded.hash, at = now())
  ${allMoved}`,
};
const noteProblem: Statement = {
  name: "note-problem",
  text: `with s as (
    update subscriptions set problem = $3, problem_since = coalesce(problem_since, now()),
      attempts = attempts + 1, next_attempt_at = $4,
      status = case when $5::boolean then 'paused' else status end
    where system = $1 and code = $2)
    insert into attempts (system, sub, message_id, from_counter, to_counter, outcome, code, ms)
    values ($1, $2, $6, $8, $8, 'failed', $3, $7)`,
};
const postpone: Statement = {
  name: "wait-for-partner",
  text: `update subscriptions set next_attempt_at = $3,
      problem_since = coalesce(problem_since, now()),
      problem = case when problem = '' then 'unreachable' else problem end
    where system = $1 and code = $2`,
};
const free: Statement = {
  name: "free-partner",
  text: `with owed as (
      update callbacks set next_attempt_at = least(next_attempt_at, now())
      where system = $1 and partner = $2 and status = 'owed'),
    asked as (
      update searches set next_attempt_at = least(next_attempt_at, now())
      where system = $1 and partner = $2 and status = 'owed')
    update subscriptions set next_attempt_at = null
    where system = $1 and partner = $2 and problem = 'unreachable'`,
};
