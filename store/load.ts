import type { StoredRecord } from "../domain/record.ts";
import type { RecordType, SystemId } from "../domain/records/field.ts";
import type { Statement, Store } from "./database.ts";
import { stateOf } from "./known-states.ts";

/** A row of `recordFields`. */
export interface RecordRow {
  id: string;
  type: RecordType;
  key: string;
  version: string;
  own_version: string;
  subject: string | null;
  household: string | null;
  state: string;
}

/** Records by local id, without a lock; those that are not here are left out. */
export async function loadRecords(
  store: Store,
  ids: readonly string[],
): Promise<Map<string, StoredRecord>> {
  if (ids.length === 0) return new Map();
  const rows = await store.query<RecordRow>(recordsById, [store.system.id, [...new Set(ids)]]);
  return new Map(rows.map((row) => [row.id, recordOf(store, row)]));
}

export async function loadRecord(store: Store, id: string): Promise<StoredRecord | null> {
  if (!isUuid(id)) return null;
  return (await loadRecords(store, [id])).get(id) ?? null;
}

/** Which of these records hold a version of our own. */
export async function writtenByUs(store: Store, ids: readonly string[]): Promise<Set<string>> {
  if (ids.length === 0) return new Set();
  const rows = await store.query<{ id: string }>(ownRecords, [store.system.id, [...new Set(ids)]]);
  return new Set(rows.map(({ id }) => id));
}

/** Records of some types about a person (`subject`), e.g. the person's enrolments and services. */
export async function loadAbout(
  store: Store,
  subjects: readonly string[],
  types: readonly RecordType[],
): Promise<StoredRecord[]> {
  if (subjects.length === 0) return [];
  const rows = await store.query<RecordRow>(recordsAbout, [store.system.id, subjects, types]);
  return rows.map((row) => recordOf(store, row));
}

/** Records of some types whose person was not known here when they came. */
export async function loadOrphans(
  store: Store,
  types: readonly RecordType[],
): Promise<StoredRecord[]> {
  const rows = await store.query<RecordRow>(recordsOfNobody, [store.system.id, types]);
  return rows.map((row) => recordOf(store, row));
}

/** Everything of one household: its record, members, and what is about them, but for some types. */
export async function loadHousehold(
  store: Store,
  household: string,
  without: readonly RecordType[] = [],
): Promise<StoredRecord[]> {
  const asked = [store.system.id, household, without];
  const rows = await store.query<RecordRow>(recordsOfHousehold, asked);
  return rows.map((row) => recordOf(store, row));
}

/** All records of one type, in the order they came; pages by id after `after`. */
export async function loadOfType(
  store: Store,
  type: RecordType,
  limit: number,
  after = "00000000-0000-0000-0000-000000000000",
): Promise<StoredRecord[]> {
  const rows = await store.query<RecordRow>(recordsOfType, [store.system.id, type, after, limit]);
  return rows.map((row) => recordOf(store, row));
}

export interface Link {
  partner: SystemId;
  key: string;
  record_id: string;
  how: string;
  evidence: string;
  at: Date;
  /** The partner took it back. */
  left_at: Date | null;
  /** We took it back: the partner was told that it left. */
  taken_back: boolean;
}

/** Shared now: taken back by neither side. */
export function isShared(link: Pick<Link, "left_at" | "taken_back">): boolean {
  return !link.left_at && !link.taken_back;
}

/**
 * Does the partner have a record of its own of it? One that only we named there, by sending it, is
 * not yet known to both.
 */
export function isOfBoth(link: Pick<Link, "how">): boolean {
  return link.how !== "sent";
}

/** Links of records with partners, oldest key first by name: the least key is the record's name on the wire. */
export async function loadLinks(store: Store, recordIds: readonly string[]): Promise<Link[]> {
  if (recordIds.length === 0) return [];
  return store.query<Link>(linksOfRecords, [store.system.id, [...new Set(recordIds)]]);
}

/**
 * The systems in a record's circle: partners it is shared with now (one that it left is no longer
 * asked about its fields), and those whose versions of it partners forward.
 */
export async function linkedPartners(store: Store, recordId: string): Promise<SystemId[]> {
  const [links, behind] = await Promise.all([
    loadLinks(store, [recordId]),
    store.query<{ origin: SystemId }>(originsBehind, [store.system.id, recordId]),
  ]);
  const partners = links.filter(isShared).map((link) => link.partner);
  return [...new Set([...partners, ...behind.map(({ origin }) => origin)])];
}

/**
 * A record, the systems in its circle (`linkedPartners`), and whether others were joined with it, in one
 * question: what an edit needs.
 */
export async function loadForEdit(
  store: Store,
  id: string,
): Promise<{ record: StoredRecord; partners: SystemId[]; joined: boolean } | null> {
  if (!isUuid(id)) return null;
  const [row] = await store.query<RecordRow & { partners: SystemId[]; joined: boolean }>(
    recordForEdit,
    [store.system.id, id],
  );
  return row ? { record: recordOf(store, row), partners: row.partners, joined: row.joined } : null;
}

/** Our records behind keys, in our naming or a partner's: key → record. */
export async function resolveKeys(
  store: Store,
  keys: readonly string[],
): Promise<
  Map<string, { id: string; key: string; subject: string | null; household: string | null }>
> {
  if (keys.length === 0) return new Map();
  const rows = await store.query<{
    named: string;
    id: string;
    key: string;
    subject: string | null;
    household: string | null;
  }>(recordsByKey, [store.system.id, [...new Set(keys)]]);
  return new Map(rows.map(({ named, ...record }) => [named, record]));
}

export function isUuid(text: string): boolean {
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text);
}

export function recordOf(store: Store, row: RecordRow): StoredRecord {
  return {
    id: row.id,
    type: row.type,
    key: row.key,
    version: Number(row.version),
    ownVersion: Number(row.own_version),
    subject: row.subject,
    household: row.household,
    state: stateOf(store.sealer, row.id, row.state),
  };
}

export const recordFields = "id, type, key, version, own_version, subject, household, state";
// Only a standing subscription covers all that is shared: who leaves a plain partner's filter is
// still known to both.
const takenBack = `exists (select from sent t
      join subscriptions u on u.system = $1 and u.code = t.sub and u.partner = l.partner
        and u.event_type = 'tandem:changed'
      where t.system = $1 and t.record_id = l.record_id and t.gone)`;
const recordsById: Statement = {
  name: "records-by-id",
  text: `select ${recordFields} from records where system = $1 and id = any($2::uuid[])`,
};
const ownRecords: Statement = {
  name: "own-records",
  text: `select id from records where system = $1 and id = any($2::uuid[]) and own_version > 0`,
};
const recordForEdit: Statement = {
  name: "record-for-edit",
  text: `select ${recordFields}, array(select l.partner from links l
        where l.system = $1 and l.record_id = r.id and l.left_at is null and not ${takenBack}
      union select q.origin from relayed q where q.system = $1 and q.record_id = r.id) as partners,
      exists (select from aliases a where a.system = $1 and (a.record_id = r.id or a.winner = any(
        array(select l.key from links l where l.system = $1 and l.record_id = r.id) || r.key)))
        as joined
    from records r where r.system = $1 and r.id = $2`,
};
const originsBehind: Statement = {
  name: "origins-behind",
  text: `select distinct origin from relayed where system = $1 and record_id = $2`,
};
const recordsAbout: Statement = {
  name: "records-about",
  text: `select ${recordFields} from records
    where system = $1 and subject = any($2::uuid[]) and type = any($3::text[])
    order by created_at, id`,
};
const recordsOfNobody: Statement = {
  name: "records-of-nobody",
  text: `select ${recordFields} from records
    where system = $1 and subject is null and type = any($2::text[])`,
};
const recordsOfHousehold: Statement = {
  name: "records-of-household",
  text: `select ${recordFields} from records where system = $1 and household = $2
      and type <> all($3::text[])
    order by created_at, id`,
};
const recordsOfType: Statement = {
  name: "records-of-type",
  text: `select ${recordFields} from records where system = $1 and type = $2 and id > $3
    order by id limit $4`,
};
const linksOfRecords: Statement = {
  name: "links-of-records",
  text: `select l.partner, l.key, l.record_id, l.how, l.evidence, l.at, l.left_at,
      ${takenBack} as taken_back
    from links l where l.system = $1 and l.record_id = any($2::uuid[]) order by l.key`,
};
const recordsByKey: Statement = {
  name: "records-by-key",
  text: `select k.named, r.id, r.key, r.subject, r.household
    from unnest($2::text[]) as k(named)
    join lateral (
      select record_id as id from links where system = $1 and key = k.named
      union all
      select id from records where system = $1 and key = k.named
      limit 1) as found on true
    join records r on r.system = $1 and r.id = found.id`,
};
