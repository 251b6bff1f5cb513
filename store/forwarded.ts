import type { SystemId } from "../domain/records/field.ts";
import type { Statement, Store } from "./database.ts";
import { eventColumns, eventOf, type EventRow, type LoggedEvent } from "./feed.ts";
import { pairOf } from "./relayed.ts";

/** What a subscriber was last sent of one record by one other origin. */
export interface Forwarded {
  origin: SystemId;
  ver: number;
  hash: string;
}

/** Of each record, by record and origin. */
export async function loadForwarded(
  store: Store,
  sub: string,
  records: readonly string[],
): Promise<Map<string, Forwarded>> {
  if (records.length === 0) return new Map();
  type Row = { record_id: string; origin: string; ver: string; hash: string };
  const rows = await store.query<Row>(sentOn, [store.system.id, sub, records]);
  return new Map(
    rows.map(({ record_id, origin, ver, hash }) => [
      pairOf(record_id, origin),
      { origin, ver: Number(ver), hash },
    ]),
  );
}

/** How a version came here: the systems it passed, and its origin's version of the record before it. */
export interface Way {
  hops: SystemId[];
  before: number;
}

/** The ways of these events, by their number in the log. */
export async function loadWays(
  store: Store,
  events: readonly LoggedEvent[],
): Promise<Map<number, Way>> {
  if (events.length === 0) return new Map();
  const rows = await store.query<{ seq: string; hops: string[] | null; before: string | null }>(
    ways,
    [
      store.system.id,
      events.map(({ seq }) => seq),
      events.map(({ record_id }) => record_id),
      events.map(({ origin }) => origin),
      events.map(({ origin_ver }) => origin_ver),
    ],
  );
  return new Map(
    rows.map(({ seq, hops, before }) => [
      Number(seq),
      { hops: hops ?? [], before: Number(before ?? 0) },
    ]),
  );
}

/** The last event of an origin's in a record, and a way by which what it wrote came that is not `to`'s. */
export interface LatestOf {
  event: LoggedEvent;
  hops: SystemId[];
}

/**
 * Of each record and listed origin; left out where all of it came through `to` itself, which then
 * has nothing to learn of it.
 */
export async function readLatestOf(
  store: Store,
  records: readonly string[],
  origins: readonly SystemId[],
  to: SystemId,
): Promise<Map<string, LatestOf[]>> {
  if (records.length === 0) return new Map();
  type Row = EventRow & { direct: boolean; hops: string[] | null };
  const rows = await store.query<Row>(latestOf, [store.system.id, records, origins, to]);
  const found = new Map<string, LatestOf[]>();
  for (const { direct, hops, ...row } of rows) {
    if (!direct && hops === null) continue;
    const one = { event: eventOf(store, row), hops: direct ? [] : (hops ?? []) };
    found.set(row.record_id, [...(found.get(row.record_id) ?? []), one]);
  }
  return found;
}

const sentOn: Statement = {
  name: "forwarded-records",
  text: `select record_id, origin, ver, hash from forwarded
    where system = $1 and sub = $2 and record_id = any($3::uuid[])`,
};
const ways: Statement = {
  name: "ways-of-events",
  text: `select x.seq, q.hops, b.ver as before
    from unnest($2::bigint[], $3::uuid[], $4::text[], $5::bigint[]) as x(seq, record_id, origin, ver)
    left join relayed q
      on q.system = $1 and q.record_id = x.record_id and q.origin = x.origin and q.ver = x.ver
    left join lateral (select e.origin_ver as ver from events e
      where e.system = $1 and e.record_id = x.record_id and e.origin = x.origin
        and e.origin_ver < x.ver and e.origin_ver > 0
      order by e.origin_ver desc limit 1) as b on true`,
};
const latestOf: Statement = {
  name: "latest-of-origins",
  text: `select e.*, w.direct, w.hops
    from unnest($2::uuid[]) as r(id) cross join unnest($3::text[]) as o(origin)
    cross join lateral (
      select ${eventColumns} from events
      where system = $1 and record_id = r.id and origin = o.origin
      order by origin_ver desc limit 1) as e
    cross join lateral (select
      exists (select from events d
        where d.system = $1 and d.record_id = r.id and d.origin = o.origin and d.act <> 'person.left'
          and not exists (select from relayed q where q.system = $1 and q.record_id = r.id
            and q.origin = o.origin and q.ver = d.origin_ver)) as direct,
      (select q.hops from relayed q
        where q.system = $1 and q.record_id = r.id and q.origin = o.origin and $4 <> all(q.hops)
        order by q.ver desc limit 1) as hops) as w`,
};
