import type { HoldReason, MissingReason } from "../domain/holding.ts";
import type { SystemId } from "../domain/records/field.ts";
import type { Statement, Store } from "./database.ts";

/** Changes held for one partner at most; then its batches that would hold more are not taken. */
export const held_items_max = 5_000;

/** How a partner stands with us as a batch of it comes. */
export interface Standing {
  /** Null: we hold no feed there. */
  feed: { epoch: string; epochs: string[]; counter: number } | null;
  /** Changes held, of the partner and of the records of this batch. */
  heldCount: number;
  held: { key: string; origin: SystemId; ver: number; reason: HoldReason }[];
  /** Keys of this batch that the partner was asked for and does not give us. */
  notGiven: Set<string>;
  /** Something sent under earlier numbers is missed and not asked for yet. */
  missesNumbers: boolean;
  /** Versions of the partner came also through others; its own go on from here to others. */
  isRelayed: boolean;
  goesOn: boolean;
}

/** One statement, however many items. */
export async function readStanding(
  store: Store,
  partner: SystemId,
  keys: readonly string[],
  named: readonly string[],
): Promise<Standing> {
  const [row] = await store.query<{
    epoch: string | null;
    epochs: string[] | null;
    counter: string | null;
    held_count: number;
    held: Standing["held"] | null;
    not_given: string[] | null;
    misses: boolean;
    relayed: boolean;
    goes_on: boolean;
  }>(standing, [store.system.id, partner, keys, named]);
  const feed =
    row && row.epoch !== null
      ? { epoch: row.epoch, epochs: row.epochs ?? [], counter: Number(row.counter) }
      : null;
  return {
    feed,
    heldCount: row?.held_count ?? 0,
    held: row?.held ?? [],
    notGiven: new Set(row?.not_given),
    missesNumbers: row?.misses ?? false,
    isRelayed: row?.relayed ?? false,
    goesOn: row?.goes_on ?? false,
  };
}

/** Records of a partner of which changes are held, each with its first reason. */
export async function readParked(
  store: Store,
  partner: SystemId,
  limit: number,
): Promise<{ key: string; why: HoldReason }[]> {
  return store.query(parked, [store.system.id, partner, limit]);
}

/** Partners of whom held changes may have come free by `now`. */
export async function partnersHeld(store: Store): Promise<SystemId[]> {
  const rows = await store.query<{ partner: SystemId }>(holders, [store.system.id]);
  return rows.map((row) => row.partner);
}

/** Held changes that came free, with those behind them, in the order of their versions. */
export async function readFree(
  store: Store,
  partner: SystemId,
  now: Date,
): Promise<{ key: string; ver: number; item: unknown }[]> {
  const rows = await store.query<{ key: string; ver: string; item: string }>(free, [
    store.system.id,
    partner,
    now,
  ]);
  return rows.map(({ key, ver, item }) => ({
    key,
    ver: Number(ver),
    item: JSON.parse(store.sealer.isSealed(item) ? store.sealer.open(item) : item) as unknown,
  }));
}

/** A change that came free and cannot be applied: it stays, for an operator to see. */
export async function refuseHeld(store: Store, partner: SystemId, key: string): Promise<void> {
  await store.query(refuse, [store.system.id, partner, key]);
}

/** What is asked of a partner now, and under which lease of time. */
export interface Missing {
  partner: SystemId;
  key: string;
  reason: MissingReason;
  since: number;
  until: number;
  attempts: number;
}

/**
 * Takes what is due for this asker: until `leaseEnds` nobody else asks, and after that it is due
 * again, should we die. What is not missed any more is forgotten first.
 */
export async function takeMissing(
  store: Store,
  partner: SystemId,
  now: Date,
  leaseEnds: Date,
): Promise<Missing[]> {
  type Row = Omit<Missing, "since" | "until"> & { since: string; until: string };
  const rows = await store.query<Row>(take, [store.system.id, partner, now, leaseEnds]);
  return rows.map((row) => ({ ...row, since: Number(row.since), until: Number(row.until) }));
}

export async function partnersMissing(store: Store, now: Date): Promise<SystemId[]> {
  const rows = await store.query<{ partner: SystemId }>(missed, [store.system.id, now]);
  return rows.map((row) => row.partner);
}

/** What was asked for came; what still waits for more of it is missing as before. */
export async function endMissing(
  store: Store,
  partner: SystemId,
  keys: readonly string[],
): Promise<void> {
  await store.query(found, [store.system.id, partner, keys]);
}

/** All of it came, unless something else began to be missed meanwhile. */
export async function endEverything(store: Store, was: Missing): Promise<void> {
  await store.query(everything, [store.system.id, was.partner, was.since, was.until, was.reason]);
}

/** A page came: the rest is what was sent under numbers after `next`. False: it is another question now. */
export async function advanceMissing(
  store: Store,
  was: Missing,
  next: number,
  leaseEnds: Date,
): Promise<boolean> {
  const { partner, since, reason } = was;
  const values = [store.system.id, partner, since, reason, next, leaseEnds];
  return (await store.query(advance, values)).length > 0;
}

/** It did not come, and why; asked again at `next`. */
export async function postponeMissing(
  store: Store,
  partner: SystemId,
  keys: readonly string[],
  problem: string,
  next: Date,
): Promise<void> {
  await store.query(postpone, [store.system.id, partner, keys, problem, next]);
}

const standing: Statement = {
  name: "receiving-standing",
  text: `select f.epoch, f.epochs, f.counter,
      (select count(*)::int from held_items h where h.system = $1 and h.partner = $2) as held_count,
      (select jsonb_agg(jsonb_build_object('key', h.key, 'origin', h.origin, 'ver', h.ver, 'reason', h.reason)
          order by h.ver)
        from held_items h where h.system = $1 and h.partner = $2 and h.key = any($3::text[])) as held,
      (select array_agg(m.key) from missing m
        where m.system = $1 and m.partner = $2 and m.key = any($4::text[])
          and m.problem = 'not_given') as not_given,
      exists (select from missing m where m.system = $1 and m.partner = $2 and m.key = '') as misses,
      exists (select from relayed r where r.system = $1 and r.origin = $2) as relayed,
      exists (select from agreements a
        where a.system = $1 and a.status = 'active' and $2 = any(a.origins)) as goes_on
    from (select $1::text as system) as us
    left join feeds f on f.system = us.system and f.partner = $2`,
};
const parked: Statement = {
  name: "held-parked",
  text: `select distinct on (key) key, reason as why from held_items
    where system = $1 and partner = $2 order by key, ver limit $3`,
};
const holders: Statement = {
  name: "partners-held",
  text: `select distinct partner from held_items where system = $1`,
};
/** The highest version of a held record's names of this origin, as known-keys reads it. */
const markOfHeld = `coalesce((select max(m.ver) from (
      select h.key union all
      select s.key from links l join links s
        on s.system = $1 and s.partner = $2 and s.record_id = l.record_id
      where l.system = $1 and l.partner = $2 and l.key = h.key) as names
    cross join lateral (select ver from marks
      where system = $1 and partner = $2 and origin = h.origin and key = names.key limit 1) as m), 0)`;
const free: Statement = {
  name: "held-free",
  text: `with ready as (
      select distinct h.key from held_items h
      where h.system = $1 and h.partner = $2 and case h.reason
        when 'clock_ahead' then h.due_at <= $3::timestamptz or h.ver <= ${markOfHeld}
        when 'unknown_key' then not exists (select from unnest(h.waits_for) as w(key)
          where not exists (select from links l
              where l.system = $1 and l.partner = $2 and l.key = w.key)
            and not exists (select from matches w2 where w2.system = $1 and w2.partner = $2
              and w2.key = w.key and w2.state = 'waiting')
            and not exists (select from missing m where m.system = $1 and m.partner = $2
              and m.key = w.key and m.problem = 'not_given'))
        when 'refused' then false
        else least(h.prev, h.ver) <= ${markOfHeld} end
      limit 200)
    select h.key, h.ver, h.item from held_items h join ready using (key)
    where h.system = $1 and h.partner = $2 and h.reason <> 'refused'
    order by h.key, h.ver limit 400`,
};
const refuse: Statement = {
  name: "held-refused",
  text: `update held_items set reason = 'refused' where system = $1 and partner = $2 and key = $3`,
};
const take: Statement = {
  name: "take-missing",
  text: `with over as (
      delete from missing m where m.system = $1 and m.partner = $2 and m.key <> ''
        and not exists (select from held_items h where h.system = $1 and h.partner = $2
          and (h.key = m.key and h.reason = 'gap' or m.key = any(h.waits_for)))
        and (m.problem <> 'not_given' or m.last_attempt_at < $3::timestamptz - interval '1 day')),
    due as (
      select key from missing m where m.system = $1 and m.partner = $2 and m.next_attempt_at <= $3::timestamptz
        and (m.key = '' or exists (select from held_items h where h.system = $1 and h.partner = $2
          and (h.key = m.key and h.reason = 'gap' or m.key = any(h.waits_for))))
      order by m.next_attempt_at limit 100 for update skip locked)
    update missing t set next_attempt_at = $4 from due
    where t.system = $1 and t.partner = $2 and t.key = due.key
    returning t.partner, t.key, t.reason, t.since, t.until, t.attempts`,
};
const missed: Statement = {
  name: "partners-missing",
  text: `select distinct partner from missing where system = $1 and next_attempt_at <= $2`,
};
const found: Statement = {
  name: "end-missing",
  text: `delete from missing m where m.system = $1 and m.partner = $2 and m.key = any($3::text[])
    and not exists (select from held_items h where h.system = $1 and h.partner = $2
      and (h.key = m.key and h.reason = 'gap' or m.key = any(h.waits_for)))`,
};
const everything: Statement = {
  name: "end-everything",
  text: `delete from missing where system = $1 and partner = $2 and key = ''
    and since = $3 and until = $4 and reason = $5`,
};
const advance: Statement = {
  name: "advance-missing",
  text: `update missing set since = $5, attempts = 0, problem = '', next_attempt_at = $6,
      last_attempt_at = now()
    where system = $1 and partner = $2 and key = '' and since = $3 and reason = $4 returning key`,
};
const postpone: Statement = {
  name: "postpone-missing",
  text: `update missing set attempts = attempts + 1, problem = $4, next_attempt_at = $5,
      last_attempt_at = now()
    where system = $1 and partner = $2 and key = any($3::text[])`,
};
