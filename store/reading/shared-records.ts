import type { SystemId } from "../../domain/records/field.ts";
import type { Statement, Store } from "../database.ts";

/** Every name under which a record is linked with a partner, and our own key of it. */
export function readLinkKeys(
  store: Store,
  partner: SystemId,
): Promise<{ key: string; own: string; record_id: string }[]> {
  return store.query(linkKeys, [store.system.id, partner]);
}

/** Records shared with a partner now: linked, and taken back by neither side. */
export async function readSharedIds(store: Store, partner: SystemId): Promise<string[]> {
  const rows = await store.query<{ record_id: string }>(sharedRecords, [store.system.id, partner]);
  return rows.map((row) => row.record_id);
}

/** A partner's keys that wait for "Same person?", with the items held for each, as stored. */
export function readHeldOf(
  store: Store,
  partner: SystemId,
): Promise<{ key: string; items: string[] }[]> {
  return store.query(heldItems, [store.system.id, partner]);
}

/** Of some records, those about which a partner has not yet acknowledged all that we know to tell it. */
export async function readUnsettled(
  store: Store,
  partner: SystemId,
  ids: readonly string[],
): Promise<ReadonlySet<string>> {
  if (ids.length === 0) return new Set();
  const values = [store.system.id, partner, ids];
  const rows = await store.query<{ record_id: string }>(unsettled, values);
  return new Set(rows.map((row) => row.record_id));
}

/** Of some names on the wire, those of which something the partner sent is held here, not yet applied. */
export async function readHeldBack(
  store: Store,
  partner: SystemId,
  keys: readonly string[],
): Promise<ReadonlySet<string>> {
  const rows = await store.query<{ key: string }>(heldBack, [store.system.id, partner, keys]);
  return new Set(rows.map((row) => row.key));
}

/** The codes of a partner's standing subscriptions. */
export async function standingCodes(store: Store, partner: SystemId): Promise<string[]> {
  const rows = await store.query<{ code: string }>(standings, [store.system.id, partner]);
  return rows.map((row) => row.code);
}

/** The counter of the last event that a partner acknowledged of its standing subscription. */
export async function readLinkHead(store: Store, partner: SystemId): Promise<number> {
  const [row] = await store.query<{ head: string | null }>(linkHead, [store.system.id, partner]);
  return Number(row?.head ?? 0);
}

const standing = `s.system = $1 and s.partner = $2 and s.event_type = 'tandem:changed'
  and s.status = 'active'`;
// Acknowledged is not yet applied: a gap, a stamp far ahead, a referent that is not here.
const heldBack: Statement = {
  name: "shared-held-back",
  text: `select distinct key from held_items
    where system = $1 and partner = $2 and key = any($3::text[])`,
};
const standings: Statement = {
  name: "shared-standings",
  text: `select s.code from subscriptions s where ${standing}`,
};
const linkHead: Statement = {
  name: "shared-link-head",
  text: `select max(s.counter) as head from subscriptions s where ${standing}`,
};
// Without a standing subscription nothing is known to have arrived. What is parked, or queued to go
// again, has not.
const unsettled: Statement = {
  name: "shared-unsettled",
  text: `select a.record_id from resend a join subscriptions s on s.code = a.sub and ${standing}
      where a.system = $1 and a.record_id = any($3::uuid[])
    union
    select k.record_id from parked k join subscriptions s on s.code = k.sub and ${standing}
      where k.system = $1 and k.record_id = any($3::uuid[]) and k.state = 'parked'
    union
    select e.record_id from events e
    where e.system = $1 and e.record_id = any($3::uuid[]) and (e.seq is null
      or e.seq > coalesce((select min(s.cursor) from subscriptions s where ${standing}), -1))`,
};
const linkKeys: Statement = {
  name: "shared-link-keys",
  text: `select l.key, r.key as own, l.record_id from links l
    join records r on r.system = $1 and r.id = l.record_id
    where l.system = $1 and l.partner = $2`,
};
const sharedRecords: Statement = {
  name: "shared-records",
  text: `select l.record_id from links l where l.system = $1 and l.partner = $2
    group by l.record_id
    having bool_and(l.left_at is null) and not coalesce((
      select bool_and(t.gone) from sent t
      join subscriptions u on u.system = $1 and u.code = t.sub and u.status <> 'ended'
      where t.system = $1 and u.partner = $2 and t.record_id = l.record_id), false)
    order by l.record_id`,
};
const heldItems: Statement = {
  name: "shared-held",
  text: `select m.key, array(select h.item from held h
      where h.system = $1 and h.match_id = m.id order by h.ver) as items
    from matches m where m.system = $1 and m.partner = $2 and m.state = 'waiting' order by m.key`,
};
