import type { SystemId } from "../domain/records/field.ts";
import type { Statement, Store } from "./database.ts";

/** A record that a partner refused, for one subscription. */
export interface Parked {
  id: string;
  sub: string;
  partner: SystemId;
  record_id: string;
  /** Type and wire key of the record; no personal data. */
  type: string;
  key: string;
  /** The version that was refused, and the record's version now: what lies between waits. */
  ver: number;
  own_version: number;
  /** The partner's code, and our own text for it. */
  code: string;
  reason: string;
  /** How often it was refused, over all the times it was parked. */
  attempts: number;
  at: Date;
  state: "parked" | "released" | "discarded";
  decided_at: Date | null;
  by_whom: string;
  note: string;
}

/** Who decides over a parked record; the name goes into the audit log and beside the record. */
export interface Decider {
  name: string;
  role: string;
}

/** Parked records, the oldest first; without `all` only those that wait for a decision. */
export async function listParked(
  store: Store,
  { partner = "", all = false }: { partner?: SystemId; all?: boolean } = {},
): Promise<Parked[]> {
  type Row = Omit<Parked, "ver" | "own_version"> & { ver: string; own_version: string };
  const rows = await store.query<Row>(parkedRecords, [
    store.system.id,
    partner,
    all,
    parked_listed_max,
  ]);
  return rows.map((row) => ({
    ...row,
    ver: Number(row.ver),
    own_version: Number(row.own_version),
  }));
}
const parked_listed_max = 1_000;

/** How many records wait in each subscription of a partner. */
export async function countParked(store: Store, partner: SystemId): Promise<number> {
  const [row] = await store.query<{ n: number }>(parkedCount, [store.system.id, partner]);
  return row?.n ?? 0;
}

/**
 * Lets parked records go again: each as a whole, at its present state, so that everything that
 * waited behind it arrives whole and in order; who lives in a released household goes again after
 * it, so that both are joined there. Gives how many were released: one that was decided on
 * meanwhile is left as it is.
 */
export async function releaseParked(
  store: Store,
  ids: readonly string[],
  by: Decider,
  note = "",
): Promise<number> {
  const [row] = await store.query<{ n: number }>(release, [
    store.system.id,
    ids,
    by.name,
    note.slice(0, note_chars_max),
    `${by.role}@${store.system.id}`,
    new Date(store.clock.nowMs()),
  ]);
  store.committed();
  return row?.n ?? 0;
}

/**
 * Gives up what is parked: every version up to the present one is not sent to this partner any more.
 * The record's next change goes as the whole record, so that nothing of it stays missing for ever.
 * The reason and a name are needed; false: there is none of this id that still waits.
 */
export async function discardParked(
  store: Store,
  id: string,
  by: Decider,
  note: string,
): Promise<boolean> {
  if (note.trim() === "" || by.name.trim() === "") return false;
  const [row] = await store.query<{ n: number }>(discard, [
    store.system.id,
    id,
    by.name,
    note.slice(0, note_chars_max),
    `${by.role}@${store.system.id}`,
    new Date(store.clock.nowMs()),
  ]);
  store.committed();
  return (row?.n ?? 0) > 0;
}
export const note_chars_max = 500;

/**
 * A record refused by itself: it is parked, and no longer queued to be sent again. False: it is
 * parked already, so something else is wrong.
 */
export async function parkRecord(
  store: Store,
  sub: { code: string; lease: number },
  refused: {
    id: string;
    record_id: string;
    /** 0: not a version was refused, but that the record left. */
    ver: number;
    code: string;
    reason: string;
    messageId: string;
    ms: number;
  },
): Promise<boolean> {
  const [row] = await store.query<{ put: number }>(park, [
    store.system.id,
    sub.code,
    sub.lease,
    refused.id,
    refused.record_id,
    refused.ver,
    refused.code,
    refused.reason,
    refused.messageId,
    refused.ms,
    new Date(store.clock.nowMs()),
  ]);
  return (row?.put ?? 0) > 0;
}

/** What is held back of a subscription's records: all of it, or what was given up of it. */
export interface Withheld {
  record_id: string;
  /** Versions up to this one stay here; null: it is parked, and all of them wait. */
  upTo: number | null;
  /** What was refused is that it left: then that is not said again either. */
  leaving: boolean;
}

export async function loadWithheld(
  store: Store,
  sub: string,
  recordIds: readonly string[],
): Promise<Map<string, Withheld>> {
  if (recordIds.length === 0) return new Map();
  type Row = { record_id: string; state: string; ver: string; given_up_ver: string };
  const rows = await store.query<Row>(withheld, [store.system.id, sub, recordIds]);
  return new Map(
    rows.map(({ record_id, state, ver, given_up_ver }) => [
      record_id,
      {
        record_id,
        upTo: state === "parked" ? null : Number(given_up_ver),
        leaving: Number(ver) === 0 && state === "parked",
      },
    ]),
  );
}

const parkedRecords: Statement = {
  name: "parked-records",
  text: `select p.id, p.sub, s.partner, p.record_id, r.type, r.key, p.ver, r.own_version, p.code,
      p.reason, p.attempts, p.at, p.state, p.decided_at, p.by_whom, p.note
    from parked p
    join subscriptions s on s.system = $1 and s.code = p.sub
    join records r on r.system = $1 and r.id = p.record_id
    where p.system = $1 and ($2 = '' or s.partner = $2) and ($3::boolean or p.state = 'parked')
    order by p.at, p.id limit $4`,
};
const parkedCount: Statement = {
  name: "parked-count",
  text: `select count(*)::int as n from parked p
    join subscriptions s on s.system = $1 and s.code = p.sub and s.partner = $2
    where p.system = $1 and p.state = 'parked'`,
};
const release: Statement = {
  name: "release-parked",
  text: `with freed as (
      update parked set state = 'released', decided_at = $6, by_whom = $3, note = $4
      where system = $1 and id = any($2::uuid[]) and state = 'parked'
      returning sub, record_id, code),
    again as (
      select sub, record_id, 0 as place from freed
      union
      -- What waited with a person the partner never had: the household before, the rest after it.
      select f.sub, r.household, -1 from freed f
      join records r on r.system = $1 and r.id = f.record_id and r.type = 'Person'
      where r.household is not null and not exists (select from sent t
        where t.system = $1 and t.sub = f.sub and t.record_id = r.household and not t.gone)
      union
      select f.sub, r.id, 2 from freed f
      join records r on r.system = $1 and r.subject = f.record_id
        and r.type not in ('Person', 'Household', 'PrivateStep')
      where not exists (select from sent t
        where t.system = $1 and t.sub = f.sub and t.record_id = r.id and not t.gone)
      union
      select f.sub, r.id, 1 from freed f
      join records r on r.system = $1 and r.household = f.record_id and r.type = 'Person'
      join sent t on t.system = $1 and t.sub = f.sub and t.record_id = r.id and not t.gone),
    queued as (
      insert into resend (system, sub, record_id, why, place)
      select $1, sub, record_id, 'released', min(place) from again group by sub, record_id
      on conflict (system, sub, record_id) do update set asked = resend.asked + 1),
    audited as (
      insert into audit (system, actor, act, detail)
      select $1, $5, 'parked.release', sub || ' ' || record_id || ' ' || code from freed)
    select count(*)::int as n from freed`,
};
const discard: Statement = {
  name: "discard-parked",
  text: `with gone as (
      update parked p set state = 'discarded', decided_at = $6, by_whom = $3, note = $4,
        given_up_ver = greatest(p.ver, r.own_version)
      from records r
      where p.system = $1 and p.id = $2 and p.state = 'parked'
        and r.system = $1 and r.id = p.record_id
      returning p.sub, p.record_id, p.code),
    audited as (
      insert into audit (system, actor, act, detail)
      select $1, $5, 'parked.discard', sub || ' ' || record_id || ' ' || code from gone)
    select count(*)::int as n from gone`,
};
const park: Statement = {
  name: "park-record",
  text: `with s as (
      update subscriptions set attempts = 0, next_attempt_at = null, offered = null, tried_cursor = 0
      where system = $1 and code = $2 and lease = $3 returning code),
    put as (
      insert into parked (system, id, sub, record_id, ver, code, reason, message_id, at, attempts)
      select $1, $4, code, $5, $6, $7, $8, $9, $11,
        1 + coalesce((select max(attempts) from parked
          where system = $1 and sub = $2 and record_id = $5), 0)
      from s
      on conflict (system, sub, record_id) where state = 'parked' do nothing returning 1),
    unqueued as (
      delete from resend t using s where t.system = $1 and t.sub = s.code and t.record_id = $5),
    logged as (
      insert into attempts (system, sub, message_id, from_counter, to_counter, outcome, code, ms)
      select $1, code, $9, 0, 0, 'parked', $7, $10 from s),
    audited as (
      insert into audit (system, actor, act, detail)
      select $1, $1, 'parked', code || ' ' || $5 || ' ' || $7 from s)
    select expect_rows((select count(*) from s), 1) as parked, (select count(*)::int from put) as put`,
};
const withheld: Statement = {
  name: "withheld-records",
  text: `select distinct on (record_id) record_id, state, ver, given_up_ver from parked
    where system = $1 and sub = $2 and record_id = any($3::uuid[])
      and state in ('parked', 'discarded')
    order by record_id, (state = 'parked') desc, at desc`,
};
