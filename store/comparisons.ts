import type { SystemId } from "../domain/records/field.ts";
import type { Statement, Store } from "./database.ts";

/** One look at what a partner and we hold of what we share. */
export interface Comparison {
  partner: SystemId;
  how: "digest" | "search";
  at: Date;
  ms: number;
  /** Compared; found different though nothing was under way; of those, the same afterwards. */
  records: number;
  different: number;
  repaired: number;
  /** Not judged, as something of them was still on its way. */
  waiting: number;
  root: string;
  /** Why nothing, or not all, could be compared, as a short code; empty when it was. */
  problem: string;
  /** By search: after whom the next one goes on; null: this one went through. */
  resume_after?: string | null;
}

/** The last look at each partner. */
export function lastComparisons(store: Store): Promise<Comparison[]> {
  return store.query<Comparison>(lastOfEach, [store.system.id]);
}

/** When somebody last wanted to know, by partner. */
export async function comparisonAsks(store: Store): Promise<Map<SystemId, Date>> {
  const rows = await store.query<{ partner: SystemId; asked_at: Date }>(asks, [store.system.id]);
  return new Map(rows.map((row) => [row.partner, row.asked_at]));
}

/** Somebody wants to know now; the running node looks at once. */
export async function askComparison(store: Store, partner: SystemId, at: Date): Promise<void> {
  await store.query(ask, [store.system.id, partner, at]);
}

/** Keeps a result for 90 days. */
export async function putComparison(store: Store, one: Comparison): Promise<void> {
  await store.query(put, [
    store.system.id,
    one.partner,
    one.how,
    one.at,
    one.ms,
    one.records,
    one.different,
    one.repaired,
    one.waiting,
    one.root,
    one.problem,
    one.resume_after ?? null,
  ]);
}

const columns =
  "partner, how, at, ms, records, different, repaired, waiting, root, problem, resume_after";
const lastOfEach: Statement = {
  name: "comparisons-last",
  text: `select c.* from partners p cross join lateral (
      select ${columns} from comparisons c where c.system = $1 and c.partner = p.id
      order by c.pos desc limit 1) c
    where p.system = $1 order by p.id`,
};
const asks: Statement = {
  name: "comparison-asks",
  text: `select partner, asked_at from comparison_asks where system = $1`,
};
const ask: Statement = {
  name: "comparison-ask",
  text: `insert into comparison_asks (system, partner, asked_at) values ($1, $2, $3)
    on conflict (system, partner) do update
      set asked_at = greatest(comparison_asks.asked_at, excluded.asked_at)`,
};
const put: Statement = {
  name: "comparison-put",
  text: `with old as (
      delete from comparisons where system = $1 and at < $4::timestamptz - interval '90 days')
    insert into comparisons (system, ${columns})
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
};
