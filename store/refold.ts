import type { Systems } from "../domain/authority.ts";
import type { Act } from "../domain/change.ts";
import type { RecordState } from "../domain/record.ts";
import type { RecordType } from "../domain/records/field.ts";
import { foldOf } from "../domain/unlinking.ts";
import type { EventBody } from "./append.ts";
import { decodeState, encodeState } from "./codec.ts";
import type { Statement, Store } from "./database.ts";
import { isUuid } from "./load.ts";

/** What stood in a record that its events do not say. */
interface Unlike {
  id: string;
  version: number;
  state: string;
}

/**
 * Holds stored records against the log they are the fold of (guarantees, G2), and writes the fold
 * where something else stands. What a program of ours wrote never differs; a page that rotted or a
 * hand in the database may. A record whose events are not all there is left as it is. Returns the ids
 * of the records that were put right.
 */
export async function refold(
  store: Store,
  systems: Systems,
  ids: readonly string[],
): Promise<string[]> {
  const wanted = ids.filter(isUuid);
  if (wanted.length === 0) return [];
  const rows = await store.query<Row>(recordsAndEvents, [store.system.id, wanted]);
  const wrong = rows.flatMap((row) => unlikeItsEvents(store, systems, row) ?? []);
  if (wrong.length === 0) return [];
  const written = await store.query<{ id: string }>(writeFold, [
    store.system.id,
    wrong.map(({ id }) => id),
    wrong.map(({ version }) => version),
    wrong.map(({ state }) => state),
  ]);
  if (written.length > 0) store.committed();
  return written.map(({ id }) => id);
}

interface Row {
  id: string;
  type: RecordType;
  key: string;
  version: string;
  state: string;
  bodies: string[];
  acts: Act[];
}

function unlikeItsEvents(store: Store, systems: Systems, row: Row): Unlike | null {
  const { id, type, key, bodies, acts } = row;
  const version = Number(row.version);
  if (bodies.length !== version) return null;
  const log = bodies.map((body, index) => {
    const { delta } = JSON.parse(body) as EventBody;
    return { act: acts[index] ?? "record.received", delta: decodeState(store.sealer, delta) };
  });
  const fold = foldOf({ type, key }, log, { systems });
  return isReadAs(store, row.state, fold)
    ? null
    : { id, version, state: encodeState(store.sealer, type, fold) };
}

/** Not either when what stands there can not even be read. */
function isReadAs(store: Store, text: string, state: RecordState): boolean {
  try {
    return sameState(decodeState(store.sealer, text), state);
  } catch {
    return false;
  }
}

function sameState(a: RecordState, b: RecordState): boolean {
  return JSON.stringify(sorted(a)) === JSON.stringify(sorted(b));
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).filter(([, inner]) => inner !== undefined);
  return entries.sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, inner]) => [name, sorted(inner)]);
}

const recordsAndEvents: Statement = {
  name: "refold-read",
  text: `select r.id, r.type, r.key, r.version, r.state,
      array(select e.body from events e where e.system = $1 and e.record_id = r.id order by e.pos)
        as bodies,
      array(select e.act from events e where e.system = $1 and e.record_id = r.id order by e.pos)
        as acts
    from records r where r.system = $1 and r.id = any($2::uuid[])`,
};
const writeFold: Statement = {
  name: "refold-write",
  text: `with w as (select * from unnest($2::uuid[], $3::bigint[], $4::text[]) as w(id, version, state)),
    done as (
      update records t set state = w.state from w
      where t.system = $1 and t.id = w.id and t.version = w.version returning t.id),
    audited as (
      insert into audit (system, actor, act, detail)
      select $1, $1, 'record.refolded', count(*) || ' records' from done having count(*) > 0)
    select id from done`,
};
