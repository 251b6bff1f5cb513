import { normalIdentifier } from "../domain/matching.ts";
import type { Consent, Purpose } from "../domain/agreement.ts";
import type { SystemId } from "../domain/records/field.ts";
import type { Identifier } from "../domain/records/values.ts";
import type { Statement, Store } from "./database.ts";
import { gathering } from "./gathering.ts";

/** A message already received under this id: its digest and the ack it was answered with. */
export async function findReceipt(
  store: Store,
  partner: SystemId,
  messageId: string,
): Promise<{ digest: string; ack: string } | null> {
  const [row] = await store.query<{ digest: string; ack: string }>(receipt, [
    store.system.id,
    partner,
    messageId,
  ]);
  return row ?? null;
}

/** Stores the ack of a message that changes nothing else (a search, a callback). */
export async function putReceipt(
  store: Store,
  row: { partner: SystemId; message_id: string; digest: string; ack: string },
): Promise<void> {
  await store.query(insertReceipt, [
    store.system.id,
    row.partner,
    row.message_id,
    row.digest,
    row.ack,
  ]);
}

/** What a partner's key means here: our record, only if the two are linked. */
export interface KnownKey {
  key: string;
  record_id: string | null;
  /** A record of ours goes by this key, but was never shared with this partner. */
  foreign: boolean;
  /** It had left what the partner shares with us. */
  is_left: boolean;
  /** The highest version we have under any key of the record. */
  mark: number;
  /** The mark's row under this very key; 0 when there is none. */
  own_mark: number;
  /** A "Same person?" question about it still waits. */
  match_id: string | null;
}

export async function lookUpKeys(
  store: Store,
  partner: SystemId,
  origin: SystemId,
  keys: readonly string[],
): Promise<Map<string, KnownKey>> {
  if (keys.length === 0) return new Map();
  type Row = Omit<KnownKey, "mark" | "own_mark"> & { mark: string | null; own_mark: string | null };
  const rows = await store.query<Row>(knownKeys, [
    store.system.id,
    partner,
    origin,
    [...new Set(keys)],
  ]);
  return new Map(
    rows.map((row) => [
      row.key,
      { ...row, mark: Number(row.mark ?? 0), own_mark: Number(row.own_mark ?? 0) },
    ]),
  );
}

/** Ids of our persons that carry one of these identifiers exactly. */
export async function findByIdentifiers(
  store: Store,
  identifiers: readonly Identifier[],
): Promise<string[]> {
  if (identifiers.length === 0) return [];
  const blinds = identifiers.map((one) =>
    store.sealer.blind(
      one.identifier_type,
      one.issuer ?? "",
      normalIdentifier(one.identifier_value),
    ),
  );
  const rows = await store.query<{ id: string }>(byBlind, [
    store.system.id,
    blinds,
    matches_max * blinds.length,
  ]);
  return rows.map((row) => row.id);
}

/** People found by one identifier; more than that is no identifier. */
const matches_max = 20;

/** Ids of persons with the same name, for a person to judge; at most ten. */
export async function findAlike(
  store: Store,
  words: readonly string[],
  birthDate: string | null,
): Promise<string[]> {
  if (words.length === 0) return [];
  const rows = await store.query<{ id: string }>(alike, [store.system.id, words, birthDate]);
  return rows.map((row) => row.id);
}

/** Persons of households, by household id. */
export async function memberIds(store: Store, households: readonly string[]): Promise<string[]> {
  if (households.length === 0) return [];
  const rows = await store.query<{ id: string }>(members, [store.system.id, households]);
  return rows.map((row) => row.id);
}

/** Persons of the households with these numbers. */
export async function membersOfNumbers(
  store: Store,
  numbers: readonly string[],
): Promise<string[]> {
  if (numbers.length === 0) return [];
  const blinds = numbers.map((number) => store.sealer.blind("case", "", number));
  const rows = await store.query<{ id: string }>(ofNumbers, [store.system.id, blinds]);
  return rows.map((row) => row.id);
}

export async function loadConsents(
  store: Store,
  people: readonly string[],
): Promise<Map<string, Consent[]>> {
  const found = new Map<string, Consent[]>();
  if (people.length === 0) return found;
  const rows = await store.query<{
    record_id: string;
    purpose: Purpose;
    partner: string;
    state: Consent["state"];
    until: string | null;
  }>(consents, [store.system.id, people]);
  for (const { record_id, partner, ...row } of rows) {
    const list = found.get(record_id) ?? [];
    list.push({ ...row, person: record_id, to: partner });
    found.set(record_id, list);
  }
  return found;
}

/** Writes the disclosures of a synchronous answer before it leaves. */
export async function putDisclosures(
  store: Store,
  partner: SystemId,
  purpose: Purpose,
  how: string,
  messageId: string,
  told: readonly { record_id: string; subject: string | null; fields: string[] }[],
): Promise<void> {
  if (told.length === 0) return;
  const about = { partner, purpose, how, message_id: messageId };
  await putAllDisclosures(
    store,
    told.map((one) => ({ ...one, ...about })),
  );
}

const putAllDisclosures = gathering(async (store, all: readonly (readonly object[])[]) => {
  await store.query(insertDisclosures, [store.system.id, JSON.stringify(all.flat())]);
  return all.map(() => null);
});

const receipt: Statement = {
  name: "receipt",
  text: `select digest, ack from inbox where system = $1 and partner = $2 and message_id = $3`,
};
const insertReceipt: Statement = {
  name: "insert-receipt",
  text: `insert into inbox (system, partner, message_id, digest, ack) values ($1, $2, $3, $4, $5)`,
};
const knownKeys: Statement = {
  name: "known-keys",
  text: `select k.key, l.record_id,
      l.left_at is not null as is_left,
      l.record_id is null and exists (
        select from records r where r.system = $1 and r.key = k.key) as foreign,
      greatest(own.ver, (select max(m.ver)
        from links s cross join lateral (
          -- One by one through the primary key: as a filter over all marks this grew with the square.
          select ver from marks
          where system = $1 and partner = $2 and origin = $3 and key = s.key limit 1) as m
        where s.system = $1 and s.partner = $2 and s.record_id = l.record_id
          and s.key <> k.key)) as mark,
      own.ver as own_mark,
      (select w.id from matches w where w.system = $1 and w.partner = $2 and w.key = k.key
        and w.state = 'waiting') as match_id
    from unnest($4::text[]) as k(key)
    left join links l on l.system = $1 and l.partner = $2 and l.key = k.key
    left join lateral (
      select ver from marks
      where system = $1 and partner = $2 and origin = $3 and key = k.key limit 1) as own on true`,
};
const byBlind: Statement = {
  name: "by-blind",
  // Who was joined into another is found as the other.
  text: `select distinct p.id from identifiers i
    left join aliases a on a.system = $1 and a.record_id = i.id and a.winner is not null
    join people p on p.system = $1 and p.id = coalesce(alias_root($1, a.record_id), i.id)
    where i.system = $1 and i.blind = any($2::text[]) limit $3`,
};
const alike: Statement = {
  name: "alike",
  text: `select p.id from people p
    where p.system = $1 and (
      select count(distinct w.word) from words w
      where w.system = $1 and w.id = p.id and w.word = any($2::text[])) >= least(2, cardinality($2::text[]))
      and p.id in (select id from words where system = $1 and word = any($2::text[]))
    order by (p.birth_date = $3::date) desc nulls last, p.id limit 10`,
};
const members: Statement = {
  name: "members",
  text: `select id from records
    where system = $1 and type = 'Person' and household = any($2::uuid[])`,
};
const ofNumbers: Statement = {
  name: "members-of-numbers",
  text: `select r.id from records r
    where r.system = $1 and r.type = 'Person' and r.household in (
      select i.id from identifiers i where i.system = $1 and i.blind = any($2::text[]))`,
};
const consents: Statement = {
  name: "consents",
  text: `select record_id, purpose, partner, state, until::text from consents
    where system = $1 and record_id = any($2::uuid[])`,
};
const insertDisclosures: Statement = {
  name: "insert-disclosures",
  text: `insert into disclosures (system, partner, record_id, subject, purpose, fields, how, message_id)
    select $1, x.partner, x.record_id, x.subject, x.purpose,
      array(select jsonb_array_elements_text(x.fields)), x.how, x.message_id
    from jsonb_to_recordset($2::jsonb) as x(partner text, record_id uuid, subject uuid,
      purpose text, fields jsonb, how text, message_id text)`,
};
