import { stampZero, type Stamp } from "../domain/hlc.ts";
import type { Statement, Store } from "./database.ts";

/** Records of which we wrote something under a stamp after `bound`, that was not made anew yet. */
export async function readAhead(store: Store, bound: Stamp, limit: number): Promise<string[]> {
  const rows = await store.query<{ record_id: string }>(ahead, [store.system.id, bound, limit]);
  return rows.map(({ record_id }) => record_id);
}

/**
 * Sets our clock to the latest stamp that is not after `bound`: those behind it poison no later edit.
 * With `forGood` also for who opens the store later; else they begin at the old one and come here again.
 */
export async function lowerClock(store: Store, bound: Stamp, forGood: boolean): Promise<void> {
  const [row] = await store.query<{ high: Stamp | null }>(sane, [store.system.id, bound]);
  store.clock.lower(row?.high ?? stampZero);
  if (forGood) await store.query(remember, [store.system.id, bound, store.system.id]);
}

const ahead: Statement = {
  name: "records-ahead",
  text: `select distinct record_id from events
    where system = $1 and hlc > $2 and origin = $1
      and pos > (select hlc_after from systems where system = $1) limit $3`,
};
const sane: Statement = {
  name: "sane-high",
  text: `select max(hlc) as high from events where system = $1 and hlc <= $2`,
};
const remember: Statement = {
  name: "remember-lowered",
  text: `with lowered as (
      update systems set hlc_after = greatest(hlc_after, coalesce((select max(pos) from events
        where system = $1 and hlc > $2), 0))
      where system = $1 returning hlc_after)
    insert into audit (system, actor, act, detail)
    select $1, $3, 'clock.lowered', 'stamps up to event ' || hlc_after || ' made anew' from lowered`,
};
