import type { SystemId } from "../domain/records/field.ts";
import type { Statement, Store } from "./database.ts";
import { evidence_days_max } from "./questions.ts";
import type { BatchRow } from "./side-effects.ts";

/**
 * What passed between others: versions that a partner forwarded, the way they came, and the signed
 * messages as they were, kept as evidence (guarantees, D). From `more.j->'relayed'` and `'batch'`.
 */
export const relayedParts = `
  relayed_put as (
    insert into relayed (system, record_id, origin, ver, partner, hops, message_id)
    select $1, x.record_id, x.origin, x.ver, x.partner,
      array(select jsonb_array_elements_text(x.hops)), x.message_id
    from more, jsonb_to_recordset(coalesce(j->'relayed', '[]')) as x(record_id uuid, origin text,
      ver bigint, partner text, hops jsonb, message_id text)),
  batch_kept as (
    insert into relayed_batches (system, partner, message_id, digest, kid, raw, message, at)
    select $1, x.partner, x.message_id, x.digest, x.kid, x.raw, x.message, x.at
    from more, jsonb_to_record(j->'batch') as x(partner text, message_id text, digest text, kid text,
      raw text, message text, at timestamptz)
    where j ? 'batch'
    on conflict do nothing)`;

/** The bytes hold personal data: sealed. */
export function sealedBatch({ sealer }: Store, batch: BatchRow | undefined): BatchRow | undefined {
  if (!batch) return undefined;
  const message = batch.message === "" ? "" : sealer.seal("sensitive", batch.message);
  return { ...batch, raw: sealer.seal("sensitive", batch.raw), message };
}

/**
 * Deletes signed messages that are older than evidence is kept; gives how many. What they brought,
 * and the way it came (`relayed`), stays.
 */
export async function forgetOldBatches(store: Store): Promise<number> {
  const before = new Date(store.clock.nowMs() - evidence_days_max * 86_400_000);
  let forgotten = 0;
  for (;;) {
    const rows = await store.query(oldBatches, [store.system.id, before, batches_at_once_max]);
    forgotten += rows.length;
    if (rows.length < batches_at_once_max) return forgotten;
  }
}
/** They are large: deleted a few at a time, so that nobody waits. */
const batches_at_once_max = 200;

/** A name of a pair in maps; ids have no spaces. */
export function pairOf(first: string, second: string): string {
  return `${first} ${second}`;
}

/** How far a partner's forwarded versions are here; both 0: none came. */
export interface ForwardedMark {
  /** The highest under any key of the record, and under this very key. */
  mark: number;
  own_mark: number;
}

/** Marks of forwarded versions by origin and key, in one question. */
export async function readForwardedMarks(
  store: Store,
  partner: SystemId,
  pairs: readonly { origin: SystemId; key: string }[],
): Promise<Map<string, ForwardedMark>> {
  if (pairs.length === 0) return new Map();
  type Row = { origin: string; key: string; mark: string | null; own_mark: string | null };
  const rows = await store.query<Row>(forwardedMarks, [
    store.system.id,
    partner,
    pairs.map(({ origin }) => origin),
    pairs.map(({ key }) => key),
  ]);
  return new Map(
    rows.map(({ origin, key, mark, own_mark }) => [
      pairOf(origin, key),
      { mark: Number(mark ?? 0), own_mark: Number(own_mark ?? 0) },
    ]),
  );
}

/** The highest version of each origin that each record has here, whichever way it came. */
export async function readTops(
  store: Store,
  records: readonly string[],
  origins: readonly SystemId[],
): Promise<Map<string, number>> {
  if (records.length === 0 || origins.length === 0) return new Map();
  type Row = { record_id: string; origin: string; ver: string };
  const rows = await store.query<Row>(tops, [store.system.id, records, origins]);
  return new Map(rows.map((row) => [pairOf(row.record_id, row.origin), Number(row.ver)]));
}

/** Records and origins, as pairs, of which something came otherwise than through this partner. */
export async function readElsewhere(
  store: Store,
  partner: SystemId,
  records: readonly string[],
  origins: readonly SystemId[],
): Promise<Set<string>> {
  type Row = { record_id: string; origin: string };
  const rows = await store.query<Row>(elsewhere, [store.system.id, partner, records, origins]);
  return new Set(rows.map(({ record_id, origin }) => pairOf(record_id, origin)));
}

const oldBatches: Statement = {
  name: "forget-relayed-batches",
  text: `delete from relayed_batches where ctid = any(array(select ctid from relayed_batches
      where system = $1 and at < $2 limit $3)) and system = $1
    returning message_id`,
};
const elsewhere: Statement = {
  name: "came-from-elsewhere",
  text: `select distinct e.record_id, e.origin from events e
    where e.system = $1 and e.record_id = any($3::uuid[]) and e.origin = any($4::text[])
      and not exists (select from relayed q where q.system = $1 and q.record_id = e.record_id
        and q.origin = e.origin and q.ver = e.origin_ver and q.partner = $2)`,
};
const forwardedMarks: Statement = {
  name: "forwarded-marks",
  text: `select x.origin, x.key,
      (select max(m.ver) from (
          select x.key union all
          select s.key from links l join links s
            on s.system = $1 and s.partner = $2 and s.record_id = l.record_id
          where l.system = $1 and l.partner = $2 and l.key = x.key) as names
        cross join lateral (select ver from marks
          where system = $1 and partner = $2 and origin = x.origin and key = names.key limit 1) as m
        ) as mark,
      (select ver from marks where system = $1 and partner = $2 and origin = x.origin
        and key = x.key) as own_mark
    from unnest($3::text[], $4::text[]) as x(origin, key)`,
};
const tops: Statement = {
  name: "origin-tops",
  text: `select r.id as record_id, o.origin, e.origin_ver as ver
    from unnest($2::uuid[]) as r(id) cross join unnest($3::text[]) as o(origin)
    cross join lateral (select origin_ver from events
      where system = $1 and record_id = r.id and origin = o.origin and origin_ver > 0
      order by origin_ver desc limit 1) as e`,
};
