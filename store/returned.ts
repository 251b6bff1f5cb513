import { ownVersions, type RecordState } from "../domain/record.ts";
import { referencesIn, renameReferences } from "../domain/references.ts";
import type { RecordType, SystemId } from "../domain/records/field.ts";
import type { Statement, Store } from "./database.ts";
import { isUuid, loadLinks, loadRecords, resolveKeys } from "./load.ts";

/** A record of which a partner wrote something, cut to what it wrote, by its name on the wire. */
export interface Returning {
  key: string;
  type: RecordType;
  state: RecordState;
}

/** A partner's own versions in the records that both share, page by page; `next` null: that was all. */
export async function readReturned(
  store: Store,
  partner: SystemId,
  after: string | undefined,
  limit: number,
): Promise<{ records: Returning[]; next: string | null }> {
  const from = after !== undefined && isUuid(after) ? after : first_id;
  const values = [store.system.id, partner, from, limit];
  const rows = await store.query<{ record_id: string; key: string }>(sharedAfter, values);
  const loaded = await loadRecords(
    store,
    rows.map((row) => row.record_id),
  );
  const own = rows.flatMap(({ record_id, key }) => {
    const record = loaded.get(record_id);
    const state = record && ownVersions(record.state, partner);
    const isThere = state && Object.keys({ ...state.fields, ...state.sets }).length > 0;
    return record && isThere ? [{ key, type: record.type, state }] : [];
  });
  const nameOf = await wireNames(
    store,
    partner,
    own.flatMap(({ type, state }) => referencesIn(type, state)),
  );
  const records = own.map(({ key, type, state }) => ({
    key,
    type,
    state: renameReferences(type, state, nameOf),
  }));
  const next = rows.length === limit ? (rows.at(-1)?.record_id ?? null) : null;
  return { records, next };
}
const first_id = "00000000-0000-0000-0000-000000000000";

/** Our naming of references → the names under which the partner knows them. */
async function wireNames(store: Store, partner: SystemId, keys: readonly string[]) {
  const resolved = await resolveKeys(store, keys);
  const links = await loadLinks(
    store,
    [...resolved.values()].map(({ id }) => id),
  );
  const names = new Map<string, string>();
  for (const { record_id, key, partner: with_ } of links) {
    const known = names.get(record_id);
    if (with_ === partner && (known === undefined || key < known)) names.set(record_id, key);
  }
  return (key: string): string => names.get(resolved.get(key)?.id ?? "") ?? key;
}

const sharedAfter: Statement = {
  name: "returned-shared",
  text: `select record_id, min(key) as key from links
    where system = $1 and partner = $2 and left_at is null and record_id > $3::uuid
    group by record_id order by record_id limit $4`,
};
