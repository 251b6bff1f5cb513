/** What of a partner's own stream we hold: its epoch, and its latest stamp. */
import type { SystemId } from "../domain/records/field.ts";
import type { Stamp } from "../domain/hlc.ts";
import type { Statement, Store } from "./database.ts";

/** The epoch of the newest checkpoint we keep of a partner; empty: none. */
export async function partnerEpoch(store: Store, partner: SystemId): Promise<string> {
  const [row] = await store.query<{ epoch: string }>(epochOf, [store.system.id, partner]);
  return row?.epoch ?? "";
}

/** The latest stamp of a partner's own changes in our log; empty: none yet. */
export async function partnerHigh(store: Store, partner: SystemId): Promise<Stamp> {
  const [row] = await store.query<{ hlc: Stamp }>(highOf, [store.system.id, partner]);
  return row?.hlc ?? "";
}

const epochOf: Statement = {
  name: "partner-epoch",
  text: `select epoch from witnessed where system = $1 and partner = $2 order by at desc limit 1`,
};
const highOf: Statement = {
  name: "partner-high",
  text: `select high as hlc from feeds where system = $1 and partner = $2`,
};
