import type { RecordType, SystemId } from "../domain/records/field.ts";
import type { Statement, Store } from "./database.ts";

/** A record of ours that we wrote since some moment. */
export interface Written {
  id: string;
  type: RecordType;
}

/** Records that we ourselves changed since a moment, oldest first; what a replay sends again. */
export async function writtenSince(store: Store, since: Date): Promise<Written[]> {
  return store.query<Written>(written, [store.system.id, since]);
}

/** A partner's standing subscription: what a replay goes over. */
export async function standingCodes(store: Store, partner: SystemId): Promise<string[]> {
  const rows = await store.query<{ code: string }>(standing, [store.system.id, partner]);
  return rows.map(({ code }) => code);
}

const written: Statement = {
  name: "written-since",
  text: `select r.id, r.type from records r
    where r.system = $1 and r.updated_at >= $2 and r.own_version > 0 and exists (
      select from events e where e.system = $1 and e.record_id = r.id and e.origin = $1
        and e.received_at >= $2)
    order by r.created_at, r.id`,
};
const standing: Statement = {
  name: "standing-codes",
  text: `select code from subscriptions
    where system = $1 and partner = $2 and event_type = 'tandem:changed' and status <> 'ended'`,
};
