import type { RecordState } from "../../domain/record.ts";
import { decodeState } from "../codec.ts";
import type { Statement, Store } from "../database.ts";

/** A "Same person?" question that waits, with what the partner has sent of its record so far. */
export interface WaitingMatch {
  id: string;
  partner: string;
  why: string;
  candidates: string[];
  at: Date;
  incoming: RecordState[];
}

const matches_read_max = 100;

/** All that wait, oldest first; or the one with this id. */
export async function readMatches(store: Store, id: string | null = null): Promise<WaitingMatch[]> {
  const rows = await store.query<Omit<WaitingMatch, "incoming"> & { items: string[] }>(waiting, [
    store.system.id,
    id,
    matches_read_max,
  ]);
  return rows.map(({ items, ...row }) => ({
    ...row,
    incoming: items.flatMap((item) => deltaIn(store, item) ?? []),
  }));
}

/** A held item is the partner's change as JSON, whole or value by value sealed; null when unreadable. */
function deltaIn(store: Store, item: string): RecordState | null {
  const { sealer } = store;
  const text = sealer.isSealed(item) ? sealer.open(item) : item;
  const { delta } = JSON.parse(text) as { delta?: RecordState | string };
  if (delta === undefined) return null;
  return decodeState(sealer, typeof delta === "string" ? delta : JSON.stringify(delta));
}

const waiting: Statement = {
  name: "matches-waiting",
  text: `select m.id, m.partner, m.why, m.candidates::text[] as candidates, m.at,
      array(select h.item from held h where h.system = $1 and h.match_id = m.id order by h.ver
        limit 20) as items
    from matches m
    where m.system = $1 and m.state = 'waiting' and ($2::uuid is null or m.id = $2::uuid)
    order by m.at, m.id limit $3`,
};
