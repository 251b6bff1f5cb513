import type { HoldReason } from "../../domain/holding.ts";
import type { Statement, Store } from "../database.ts";

/** How many changes of a partner wait here for one reason. */
export interface HeldCount {
  partner: string;
  reason: HoldReason;
  count: number;
}

/** What of partners' changes waits here, by reason; partners of whom nothing waits are left out. */
export async function countHeld(store: Store): Promise<HeldCount[]> {
  return store.query<HeldCount>(counts, [store.system.id]);
}

/** How many records of each partner are asked for, and how often in vain at most. */
export interface MissingCount {
  partner: string;
  count: number;
  attempts: number;
}

export async function countMissing(store: Store): Promise<MissingCount[]> {
  return store.query<MissingCount>(missing, [store.system.id]);
}

/** One record of a partner of which changes wait here. Times are instants; null: none. */
export interface HeldRecord {
  partner: string;
  key: string;
  /** Why the first of them waits; the others come after it. */
  reason: HoldReason;
  changes: number;
  since: Date;
  /** Keys of records it names that are not shared (yet). */
  waits_for: string[];
  /** When its stamps are no longer too far ahead. */
  due_at: Date | null;
  /** When the partner was last asked for what is missing, what came of it, and when it is next. */
  last_attempt_at: Date | null;
  problem: string;
  next_attempt_at: Date | null;
}

/** For an operator: what waits of whom, why, since when, and what was done about it. Oldest first. */
export async function listHeld(
  store: Store,
  partner: string | null,
  limit: number,
): Promise<HeldRecord[]> {
  return store.query<HeldRecord>(list, [store.system.id, partner, limit]);
}

const counts: Statement = {
  name: "count-held",
  text: `select partner, reason, count(*)::int as count from held_items where system = $1
    group by partner, reason order by partner, count desc, reason`,
};
const missing: Statement = {
  name: "count-missing",
  text: `select partner, count(*)::int as count, max(attempts) as attempts from missing
    where system = $1 group by partner order by partner`,
};
const list: Statement = {
  name: "list-held",
  text: `with firsts as (
      select distinct on (partner, key) partner, key, reason, waits_for, due_at,
        count(*) over (partition by partner, key)::int as changes,
        min(at) over (partition by partner, key) as since
      from held_items where system = $1 and ($2::text is null or partner = $2)
      order by partner, key, ver)
    select f.*, m.last_attempt_at, coalesce(m.problem, '') as problem, m.next_attempt_at
    from firsts f left join lateral (
      select last_attempt_at, problem, next_attempt_at from missing
      where system = $1 and partner = f.partner and (key = f.key or key = any(f.waits_for))
      order by key = f.key desc, next_attempt_at limit 1) as m on true
    order by f.since, f.partner, f.key limit $3`,
};
