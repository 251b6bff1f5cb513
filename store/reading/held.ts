import type { Statement, Store } from "../database.ts";
import { isUuid } from "../load.ts";

/** A "Same person?" question and the partner's changes that wait for its answer, in their order. */
export interface HeldMatch {
  partner: string;
  key: string;
  state: "waiting" | "same" | "new" | "withdrawn";
  /** How many changes waited when this was read. */
  held: number;
  items: unknown[];
}

export async function readHeld(store: Store, matchId: string): Promise<HeldMatch | null> {
  if (!isUuid(matchId)) return null;
  const [row] = await store.query<Omit<HeldMatch, "items"> & { items: string[] }>(heldMatch, [
    store.system.id,
    matchId,
  ]);
  return row ? { ...row, items: row.items.map((item) => openItem(store, item)) } : null;
}

/** Held items are personal data in transit to nobody: sealed whole. */
function openItem(store: Store, item: string): unknown {
  return JSON.parse(store.sealer.isSealed(item) ? store.sealer.open(item) : item);
}

const heldMatch: Statement = {
  name: "held-match",
  text: `select m.partner, m.key, m.state, m.held,
      array(select h.item from held h where h.system = $1 and h.match_id = m.id order by h.at, h.ver) as items
    from matches m where m.system = $1 and m.id = $2`,
};
