import type { StoredRecord } from "../../domain/record.ts";
import { standsAlone } from "../aliases.ts";
import type { Statement, Store } from "../database.ts";
import { loadRecords } from "../load.ts";

const proposals_read_max = 500;
const events_read_max = 3_000;
const records_read_max = 200;
const people_read_max = 200;
const contacts_read_max = 1_000;

/** The newest proposals in both directions, whatever became of them. */
export async function newestProposals(store: Store): Promise<StoredRecord[]> {
  return loadNamed(store, proposals, [store.system.id, proposals_read_max]);
}

/** Persons and households that a partner changed in the last 30 days: only those can be concurrent. */
export async function changedByPartners(store: Store): Promise<StoredRecord[]> {
  const now = store.clock.nowMs() / 1000;
  const values = [store.system.id, now, events_read_max, records_read_max];
  return loadNamed(store, changed, values);
}

/** People of these birth days to whom nothing was offered yet; newest first. */
export async function notOffered(
  store: Store,
  bornFrom: string,
  bornTo: string,
): Promise<StoredRecord[]> {
  const values = [store.system.id, bornFrom, bornTo, people_read_max];
  return loadNamed(store, unoffered, values);
}

/** People the partner sent in the last 7 days who were offered work support; newest first. */
export async function newFromPartner(store: Store, limit: number): Promise<StoredRecord[]> {
  return loadNamed(store, fromPartner, [store.system.id, store.clock.nowMs() / 1000, limit]);
}

/** Records that somebody asked to be joined into another, the last asked first; decided ones too. */
export async function mergesAsked(store: Store): Promise<StoredRecord[]> {
  return loadNamed(store, merges, [store.system.id, records_read_max]);
}

/** The newest contacts and visits that this office wrote down. */
export async function newestContacts(store: Store): Promise<StoredRecord[]> {
  return loadNamed(store, contacts, [store.system.id, contacts_read_max]);
}

async function loadNamed(
  store: Store,
  statement: Statement,
  values: unknown[],
): Promise<StoredRecord[]> {
  const rows = await store.query<{ id: string }>(statement, values);
  const ids = rows.map((row) => row.id);
  const records = await loadRecords(store, ids);
  return ids.flatMap((id) => records.get(id) ?? []);
}

const proposals: Statement = {
  name: "today-proposals",
  text: `select id from records where system = $1 and type = 'Proposal'
    order by created_at desc, id desc limit $2`,
};
const contacts: Statement = {
  name: "today-contacts",
  text: `select id from records where system = $1 and type = 'Contact'
    order by created_at desc, id desc limit $2`,
};
const changed: Statement = {
  name: "today-changed",
  text: `select record_id as id from (
      select record_id, type, origin, received_at, pos from events where system = $1
      order by pos desc limit $3) as newest
    where origin <> $1 and type in ('Person', 'Household')
      and received_at > to_timestamp($2) - interval '30 days'
    group by record_id order by max(pos) desc limit $4`,
};
const merges: Statement = {
  name: "today-merges",
  text: `select record_id as id from events
    where system = $1 and act in ('person.merge_asked', 'household.merge_asked')
    group by record_id order by max(pos) desc limit $2`,
};
const unoffered: Statement = {
  name: "today-not-offered",
  text: `select id from people p where system = $1 and offer_state = 'not_offered'
      and ${standsAlone("p.id")}
      and birth_date between $2::date and $3::date
    order by created_at desc, id desc limit $4`,
};
const fromPartner: Statement = {
  name: "today-from-partner",
  text: `select id from people p where system = $1 and ${standsAlone("p.id")} and from_partner and offer_state = 'offered'
      and created_at > to_timestamp($2) - interval '7 days'
    order by created_at desc, id desc limit $3`,
};
