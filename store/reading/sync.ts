import type { Statement, Store } from "../database.ts";

/** How far a partner is with our changes: one line for all its active subscriptions. */
export interface SyncRow {
  partner: string;
  active: boolean;
  paused: boolean;
  waiting: number;
  in_step_at: Date | null;
  problem: string;
  heard_at: Date | null;
  /** Records the partner refused, which wait for somebody's decision. */
  parked: number;
  /** Everything goes again to one of its subscriptions (store/resync.ts). */
  resync: boolean;
}
export interface HouseholdSyncRow {
  partner: string;
  waiting: number;
  shared: boolean;
}

/** More waiting changes than this are not counted. */
export const waiting_counted_max = 10_000;

export async function readSync(store: Store, partners: readonly string[]): Promise<SyncRow[]> {
  if (partners.length === 0) return [];
  return store.query<SyncRow>(sync, [store.system.id, partners, waiting_counted_max]);
}

/** The same question about one household: what of it is shared, and what of that is on its way. */
export async function readHouseholdSync(
  store: Store,
  household: string,
  partners: readonly string[],
): Promise<HouseholdSyncRow[]> {
  if (partners.length === 0) return [];
  return store.query<HouseholdSyncRow>(householdSync, [store.system.id, household, partners]);
}

const subscribed = `
  asked as (select unnest($2::text[]) as partner),
  subs as (
    select partner, bool_or(status = 'active') as active, bool_or(status = 'paused') as paused,
      min(cursor) filter (where status = 'active') as cursor, max(in_step_at) as in_step_at,
      coalesce(max(problem) filter (where status <> 'ended' and problem <> ''), '') as problem,
      bool_or(resync_why <> '') as resync, (select count(*)::int from parked p
        join subscriptions u on u.system = $1 and u.code = p.sub and u.partner = s.partner
        where p.system = $1 and p.state = 'parked') as parked
    from subscriptions s where system = $1 and status <> 'ended' group by partner)`;

const sync: Statement = {
  name: "sync-state",
  text: `with ${subscribed}
    select a.partner, coalesce(s.active, false) as active, coalesce(s.paused, false) as paused,
      s.in_step_at, coalesce(s.problem, '') as problem, f.heard_at,
      coalesce(s.parked, 0) as parked, coalesce(s.resync, false) as resync,
      case when s.active then (select count(*)::int from (
        (select 1 from events e where e.system = $1 and e.origin = $1 and e.seq > s.cursor limit $3)
        union all
        (select 1 from events e where e.system = $1 and e.origin = $1 and e.seq is null limit $3)
        ) as w) else 0 end as waiting
    from asked a left join subs s on s.partner = a.partner
    left join feeds f on f.system = $1 and f.partner = a.partner order by a.partner`,
};
const householdSync: Statement = {
  name: "sync-household",
  text: `with ${subscribed.replace("$2", "$3")},
    parts as (select id from records where system = $1 and household = $2)
    select a.partner,
      case when s.active then (select count(*)::int from events e
        where e.system = $1 and e.household = $2 and e.origin = $1
          and (e.seq is null or e.seq > s.cursor)) else 0 end as waiting,
      (exists (select 1 from parts p join links l on l.system = $1 and l.record_id = p.id
          where l.partner = a.partner and l.left_at is null)
        or exists (select 1 from subscriptions u join parts p on true
          join sent t on t.system = $1 and t.sub = u.code and t.record_id = p.id and not t.gone
          where u.system = $1 and u.partner = a.partner and u.status <> 'ended')) as shared
    from asked a left join subs s on s.partner = a.partner order by a.partner`,
};
