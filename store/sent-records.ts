import type { RecordType } from "../domain/records/field.ts";
import type { Statement, Store } from "./database.ts";

/** Records that a subscription has told of and not taken back, among those named by these keys. */
export async function sentByKeys(
  store: Store,
  sub: { code: string; partner: string },
  keys: readonly string[],
): Promise<{ key: string; record_id: string; type: RecordType }[]> {
  return store.query(byKeys, [store.system.id, sub.code, sub.partner, keys]);
}

/** Those last told of under a number after `after`, in the order of the numbers. */
export async function sentAfter(
  store: Store,
  code: string,
  after: number,
  limit: number,
): Promise<{ record_id: string; counter: number; type: RecordType }[]> {
  type Row = { record_id: string; counter: string; type: RecordType };
  const rows = await store.query<Row>(byCounter, [store.system.id, code, after, limit]);
  return rows.map((row) => ({ ...row, counter: Number(row.counter) }));
}

/** Something of it went: of our own, or of another system's that we forward. */
const isTold = `(t.ver > 0 or exists (select from forwarded f
      where f.system = $1 and f.sub = t.sub and f.record_id = t.record_id))`;
const byKeys: Statement = {
  name: "sent-by-keys",
  text: `select k.key, t.record_id, r.type
    from unnest($4::text[]) as k(key)
    join lateral (
      select record_id as id from links where system = $1 and partner = $3 and key = k.key
      union all
      select id from records where system = $1 and key = k.key
      limit 1) as named on true
    join sent t on t.system = $1 and t.sub = $2 and t.record_id = named.id
      and not t.gone and ${isTold}
    join records r on r.system = $1 and r.id = t.record_id`,
};
const byCounter: Statement = {
  name: "sent-after",
  text: `select t.record_id, t.counter, r.type
    from sent t join records r on r.system = $1 and r.id = t.record_id
    where t.system = $1 and t.sub = $2 and t.counter > $3 and not t.gone and ${isTold}
    order by t.counter limit $4`,
};
