import type { Change } from "../domain/change.ts";
import { isWithdrawn, mergedInto, winnersOf, type Aliased } from "../domain/merging.ts";
import type { Statement, Store } from "./database.ts";
import type { SideEffects } from "./side-effects.ts";

/** The edges that changes make or take away; of most changes none. */
export function aliasRows(changes: readonly Change[]): NonNullable<SideEffects["aliases"]> {
  const touched = changes.filter(
    ({ delta: { fields } }) => "merged_into" in fields || "withdrawn" in fields,
  );
  const last = new Map(changes.map((change) => [change.record.id, change]));
  return [...new Set(touched.map(({ record }) => record.id))].flatMap((id) => {
    const change = last.get(id);
    if (!change) return [];
    const state = change.after;
    const withdrawn = isWithdrawn({ key: change.record.key, state });
    return [{ id, winner: mergedInto(state), withdrawn }];
  });
}

/** The part of a statement that writes them, from `more.j->'aliases'`; who is withdrawn leaves the lists. */
export const aliasParts = `
  alias_rows as (
    select x.* from more, jsonb_to_recordset(coalesce(j->'aliases', '[]'))
      as x(id uuid, winner text, withdrawn boolean)),
  aliases_put as (
    insert into aliases as t (system, record_id, winner, withdrawn)
    select $1, id, winner, withdrawn from alias_rows
    on conflict (system, record_id) do update
      set winner = excluded.winner, withdrawn = excluded.withdrawn),
  people_withdrawn as (
    delete from people t using alias_rows x where t.system = $1 and t.id = x.id and x.withdrawn)`;

/** Does the person of a row stand for itself, and not under another record? For lists. */
export function standsAlone(id: string): string {
  return `not exists (select from aliases a where a.system = $1 and a.record_id = ${id}
    and a.winner is not null and alias_root($1, a.record_id) <> a.record_id)`;
}

/** The same, and is it not withdrawn either? `id` is an SQL name; $1 is the system. */
export function standsAndStays(id: string): string {
  return `not exists (select from aliases a where a.system = $1 and a.record_id = ${id}
    and (a.withdrawn or a.winner is not null and alias_root($1, a.record_id) <> a.record_id))`;
}

/**
 * Of records that were joined into another and not withdrawn: the winners of those whose own row
 * meets a condition, or the losers whose winner's row does. `row` is the alias of the row asked about.
 */
export function amongJoined(
  chosen: "winners" | "losers",
  { table, row, met }: { table: string; row: string; met: string },
): string {
  const root = "alias_root($1, x.record_id)";
  const [given, at] = chosen === "winners" ? [root, "x.record_id"] : ["x.record_id", root];
  return `array(select ${given} from aliases x
    join ${table} ${row} on ${row}.system = $1 and ${row}.id = ${at}
    where x.system = $1 and x.winner is not null and not x.withdrawn and ${met})`;
}

/** Records that are one: who wins, and everybody in it. */
export interface JoinedIds {
  winner: string;
  members: string[];
}

/** For each of these ids that was joined with others: all of them, in one question. */
export async function loadJoined(
  store: Store,
  ids: readonly string[],
): Promise<Map<string, JoinedIds>> {
  const joined = new Map<string, JoinedIds>();
  if (ids.length === 0) return joined;
  type Row = Aliased & { start: string };
  const rows = await store.query<Row>(components, [store.system.id, [...new Set(ids)]]);
  const groups = new Map<string, Row[]>();
  for (const row of rows) groups.set(row.start, [...(groups.get(row.start) ?? []), row]);
  for (const [start, members] of groups) {
    const winner = winnersOf(members).get(start);
    if (members.length > 1 && winner) {
      joined.set(start, { winner, members: members.map(({ id }) => id) });
    }
  }
  return joined;
}

const components: Statement = {
  name: "alias-components",
  text: `with recursive comp(start, id) as (
      select x, x from unnest($2::uuid[]) as x
      union
      select c.start, n.id from comp c cross join lateral (
        select f.id from aliases a cross join lateral (
          select record_id as id from links where system = $1 and key = a.winner
          union all
          select id from records where system = $1 and key = a.winner
          limit 1) as f
        where a.system = $1 and a.record_id = c.id and a.winner is not null
        union all
        select a.record_id from aliases a
        where a.system = $1 and a.winner = any(array(
          select r.key from records r where r.system = $1 and r.id = c.id
          union all
          select l.key from links l where l.system = $1 and l.record_id = c.id))) as n)
    select c.start, c.id, a.winner as into,
      array(select r.key from records r where r.system = $1 and r.id = c.id
        union select l.key from links l where l.system = $1 and l.record_id = c.id) as keys
    from comp c left join aliases a on a.system = $1 and a.record_id = c.id`,
};
