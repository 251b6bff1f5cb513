import { textOf, type StoredRecord } from "../domain/record.ts";
import type { LoggedChange } from "../domain/unlinking.ts";
import type { EventBody } from "./append.ts";
import { decodeState } from "./codec.ts";
import type { Statement, Store } from "./database.ts";
import { resolveKeys } from "./load.ts";

/**
 * The parts of a statement that undo a link, from `more.j->'unlinked'`: the key names the record
 * apart from now on, and what the partner was told under it counts for that one. That this was another
 * person is queued to be said under every key the partner has for the two, and before the log goes on;
 * the marks under the key begin where those of the record were. A plain partner was told of our person
 * under our own key, which stays true; what it said itself goes with its record.
 */
export const unlinkedParts = `
  undo as (
    select x.* from more, jsonb_to_record(j->'unlinked') as x(partner text, key text, "from" uuid,
      apart uuid, evidence text, by_whom text) where j ? 'unlinked'),
  unlinked as (
    update links t set record_id = x.apart, how = 'undone', evidence = x.evidence,
      by_whom = x.by_whom, at = now()
    from undo x
    where t.system = $1 and t.partner = x.partner and t.key = x.key
      and t.record_id = x."from" returning 1),
  remembered as (
    insert into parted (system, partner, record_id, key)
    select $1, partner, "from", key from undo on conflict do nothing),
  told_there as (
    select t.* from undo x join subscriptions u on u.system = $1 and u.partner = x.partner
    join sent t on t.system = $1 and t.sub = u.code and t.record_id = x."from"
    where u.event_type = 'tandem:changed'),
  -- Of our own person only where the partner knows it by a key of ours as well.
  told_still as (
    update sent t set parting = true from told_there h, undo x
    where t.system = $1 and t.sub = h.sub and t.record_id = h.record_id
      and exists (select from links l where l.system = $1 and l.partner = x.partner
        and l.record_id = x."from" and l.key <> x.key)
    returning t.sub, t.record_id),
  told_no_more as (
    update sent t set gone = true from told_there h, undo x
    where t.system = $1 and t.sub = h.sub and t.record_id = h.record_id
      and not exists (select from links l where l.system = $1 and l.partner = x.partner
        and l.record_id = x."from" and l.key <> x.key)),
  told_apart as (
    insert into sent (system, sub, record_id, ver, hash, gone, parting)
    select $1, h.sub, x.apart, h.ver, h.hash, h.gone, true from told_there h, undo x
    returning sub, record_id),
  shadows_apart as (
    update shadows t set record_id = x.apart from undo x
    where t.system = $1 and t.partner = x.partner and t.record_id = x."from"),
  -- And of what we wrote about our person: it goes again about that one, if at all.
  told_about as (
    update sent t set parting = true from undo x, records r, subscriptions u
    where r.system = $1 and r.subject = x."from" and r.id <> x."from" and r.key like $1 || '/%'
      and u.system = $1 and u.partner = x.partner and u.event_type = 'tandem:changed'
      and t.system = $1 and t.sub = u.code and t.record_id = r.id
    returning t.sub, t.record_id),
  parting_queued as (
    insert into resend (system, sub, record_id, why, place)
    select $1, sub, record_id, 'parting', -3 from told_about
    union all select $1, sub, record_id, 'parting', -2 from told_still
    union all select $1, sub, record_id, 'parting', -1 from told_apart
    on conflict (system, sub, record_id) do update
      set asked = resend.asked + 1, place = excluded.place),
  marks_apart as (
    insert into marks as t (system, partner, origin, key, ver)
    select $1, x.partner, m.origin, x.key, max(m.ver) from undo x
    join links l on l.system = $1 and l.partner = x.partner and l.record_id = x."from"
    join marks m on m.system = $1 and m.partner = x.partner and m.key = l.key
    group by x.partner, m.origin, x.key
    on conflict (system, partner, origin, key) do update set ver = greatest(t.ver, excluded.ver))`;

/**
 * The part of a statement by which a partner's word is followed that a link was none, from
 * `more.j->'parted'`. `apart`: the record that its key names from now on; null: the key is our own.
 */
export const partedParts = `
  parted_rows as (
    select x.* from more, jsonb_to_recordset(coalesce(j->'parted', '[]'))
      as x(partner text, key text, record_id uuid, apart uuid)),
  parted_links as (
    update links t set record_id = x.apart, how = 'undone', evidence = '', by_whom = x.partner,
      at = now(), left_at = now()
    from parted_rows x
    where x.apart is not null and t.system = $1 and t.partner = x.partner and t.key = x.key
      and t.record_id = x.record_id returning 1),
  parted_put as (
    insert into parted (system, partner, record_id, key)
    select $1, partner, record_id, case when apart is null then '' else key end from parted_rows
    on conflict do nothing)`;

/** The households that events of a log name, as they are known here: key → our id. */
export async function homesIn(
  store: Store,
  log: readonly Pick<LoggedChange, "delta">[],
): Promise<Map<string, string>> {
  const keys = log.flatMap(({ delta }) => textOf(delta, "household") ?? []);
  return new Map([...(await resolveKeys(store, keys))].map(([key, { id }]) => [key, id]));
}

/** Which of these records were found not to be the person of a partner's key; key "": of none it names. */
export async function readParted(
  store: Store,
  partner: string,
  recordIds: readonly string[],
): Promise<{ record_id: string; key: string }[]> {
  if (recordIds.length === 0) return [];
  return store.query(partedOf, [store.system.id, partner, recordIds]);
}

/** Everything that ever happened to a record, oldest first. */
export async function readRecordLog(store: Store, record: StoredRecord): Promise<LoggedChange[]> {
  type Row = {
    origin: string;
    origin_ver: string;
    act: LoggedChange["act"];
    at: Date;
    body: string;
  };
  const rows = await store.query<Row>(recordLog, [store.system.id, record.id]);
  return rows.map((row) => {
    const body = JSON.parse(row.body) as EventBody;
    return {
      origin: row.origin,
      originVersion: Number(row.origin_ver),
      act: row.act,
      at: row.at.toISOString(),
      by: body.by,
      reason: body.reason,
      delta: decodeState(store.sealer, body.delta),
    };
  });
}

const recordLog: Statement = {
  name: "record-log",
  text: `select origin, origin_ver, act, at, body from events
    where system = $1 and record_id = $2 order by pos`,
};
const partedOf: Statement = {
  name: "parted-of",
  text: `select record_id, key from parted
    where system = $1 and partner = $2 and record_id = any($3::uuid[])`,
};
