import type { Change } from "../domain/change.ts";
import { stampZero, type Stamp } from "../domain/hlc.ts";
import type { Json } from "../domain/json.ts";
import { stampsIn } from "../domain/record.ts";
import type { Acting } from "./act.ts";
import { eventsHash, type StoredEvent } from "./audit-lines.ts";
import { aliasParts, aliasRows } from "./aliases.ts";
import { encodeState, encodeValues } from "./codec.ts";
import { sealedClaims } from "./claim-rows.ts";
import type { Statement, Store } from "./database.ts";
import { holdingParts } from "./holding-sql.ts";
import { projectedParts, projectionOf, touchesSearch } from "./projection.ts";
import { relayedParts, sealedBatch } from "./relayed.ts";
import { searchOf, type SearchRows } from "./search-rows.ts";
import { itemTables, searchParts, searchTables } from "./search-tables.ts";
import type { SideEffects } from "./side-effects.ts";
import { unlinkedParts } from "./unlinked.ts";

/** What an event's body holds beside its columns. */
export interface EventBody {
  /** The delta as stored text (sealed). */
  delta: string;
  /** Values shown before, sealed by field. */
  before: Record<string, Json>;
  by: Change["by"];
  reason: string;
}

/** Lost a race: somebody else changed a row this decision was made on. Decide again. */
export function isStale(error: unknown): boolean {
  const { code } = error as { code?: string };
  return code === "TD001" || code === "23505" || code === "40P01" || code === "40001";
}

/** Writes everything of one decision in one statement: all of it is committed, or none. */
export async function writeChanges(
  store: Store,
  acting: Pick<Acting, "by" | "deed">,
  changes: readonly Change[],
  given: SideEffects,
): Promise<void> {
  const aliases = aliasRows(changes);
  const also = aliases.length > 0 ? { ...given, aliases } : given;
  const rows = recordRows(store, changes);
  const searched = new Set(changes.filter(touchesSearch).map((change) => change.record.id));
  const projections = [...lastChanges(changes).values()].flatMap((last) => {
    const projection = searched.has(last.record.id) ? projectionOf(store, last) : null;
    return projection ? [projection] : [];
  });
  const search = searchOf(store, changes);
  const events = changes.map((change) => eventRow(store, change));
  const actor = acting.by.name ? `${acting.by.role}@${acting.by.system}` : acting.by.system;
  const statement = statementFor(projections.length > 0, search, also);
  const values: unknown[] = [
    store.system.id,
    ...columns(rows, [
      "id",
      "type",
      "key",
      "expected",
      "next",
      "own",
      "subject",
      "household",
      "state",
    ]),
    ...columns(events, [
      "record",
      "type",
      "subject",
      "household",
      "origin",
      "ver",
      "act",
      "at",
      "hlc",
      "body",
    ]),
    actor,
    acting.deed,
    events.length === 0 ? "" : `${events.length} changes`,
    eventsHash(events),
  ];
  if (statement !== appendOnly) {
    values.push(
      JSON.stringify({
        projections,
        search,
        ...also,
        held: sealedItems(store, also.held),
        holding: sealedItems(store, also.holding),
        claims: sealedClaims(store, also.claims),
        batch: sealedBatch(store, also.batch),
      }),
    );
  }
  await store.query(statement, values);
}

/** The smallest statement that writes it all: the database looks at every part of it, used or not. */
function statementFor(projected: boolean, search: SearchRows, also: SideEffects): Statement {
  if (also.relayed || also.batch) return appendRelayed;
  if (also.holding || also.released || also.dropped || also.missing || also.covers) {
    return appendHolding;
  }
  if (Object.keys(also).length > 0) return appendAll;
  const tables = Object.keys(search);
  if (!projected && tables.length === 0) return appendOnly;
  const people = tables.every((table) => personTables.has(table));
  return people ? appendPeople : appendSearched;
}
const personTables = new Set([
  searchTables.Person.name,
  ...itemTables.filter(({ type }) => type === "Person").map(({ name }) => name),
]);

/** What waits for "Same person?" is a partner's whole record: sealed as one. */
function sealedItems<Held extends { item: string }>(store: Store, held: readonly Held[] = []) {
  return held.map((one) => ({ ...one, item: store.sealer.seal("sensitive", one.item) }));
}

interface RecordRow {
  id: string;
  type: string;
  key: string;
  expected: number;
  next: number;
  own: number;
  subject: string | null;
  household: string | null;
  state: string;
}

/** One row per record, however many changes it has in this decision; in id order, against deadlocks. */
function recordRows(store: Store, changes: readonly Change[]): RecordRow[] {
  const first = new Map<string, number>();
  const count = new Map<string, number>();
  for (const { record, expected } of changes) {
    if (!first.has(record.id)) first.set(record.id, expected);
    count.set(record.id, (count.get(record.id) ?? 0) + 1);
  }
  return [...lastChanges(changes).values()]
    .sort((a, b) => (a.record.id < b.record.id ? -1 : 1))
    .map(({ record, after, ownVersion }) => {
      const expected = first.get(record.id) ?? 0;
      return {
        ...record,
        expected,
        next: expected + (count.get(record.id) ?? 0),
        own: ownVersion,
        state: encodeState(store.sealer, record.type, after),
      };
    });
}

function lastChanges(changes: readonly Change[]): Map<string, Change> {
  return new Map(changes.map((change) => [change.record.id, change]));
}

function eventRow(store: Store, change: Change): StoredEvent {
  const { record, delta } = change;
  const body: EventBody = {
    delta: encodeState(store.sealer, record.type, delta),
    before: encodeValues(store.sealer, record.type, change.before),
    by: change.by,
    reason: change.reason,
  };
  const hlc = stampsIn(delta).reduce<Stamp>(
    (high, stamp) => (stamp > high ? stamp : high),
    stampZero,
  );
  return {
    record: record.id,
    type: record.type,
    subject: record.subject,
    household: record.household,
    origin: change.origin,
    ver: change.originVersion,
    act: change.act,
    // To the millisecond, so that database and hash hold the same instant.
    at: new Date(change.at).toISOString(),
    hlc,
    body: JSON.stringify(body),
  };
}

function columns<Row extends object>(rows: readonly Row[], names: (keyof Row)[]): unknown[][] {
  return names.map((name) => rows.map((row) => row[name]));
}

/** Records, events and the audit row. `expect_rows` makes the whole statement fail when one record moved on. */
const appendCore = `
  rows as (
    select * from unnest($2::uuid[], $3::text[], $4::text[], $5::bigint[], $6::bigint[], $7::bigint[],
      $8::uuid[], $9::uuid[], $10::text[])
      as r(id, type, key, expected, next, own, subject, household, state)),
  changed as (
    update records t set state = r.state, version = r.next, own_version = r.own, updated_at = now(),
      subject = coalesce(r.subject, t.subject), household = coalesce(r.household, t.household)
    from rows r
    where t.system = $1 and t.id = r.id and t.version = r.expected and r.expected > 0
    returning t.id),
  added as (
    insert into records (system, id, type, key, version, own_version, subject, household, state)
    select $1, id, type, key, next, own, subject, household, state from rows where expected = 0
    returning id),
  audited as (
    insert into audit (system, actor, act, detail, events) values ($1, $21, $22, $23, $24) returning pos),
  appended as (
    insert into events (system, record_id, type, subject, household, origin, origin_ver, act, at, hlc, body,
      audit_pos)
    select $1, e.*, (select pos from audited) from unnest($11::uuid[], $12::text[], $13::uuid[], $14::uuid[], $15::text[],
      $16::bigint[], $17::text[], $18::timestamptz[], $19::text[], $20::text[]) as e
    where (select expect_rows((select count(*) from changed) + (select count(*) from added),
      (select count(*) from rows)))
    returning 1)`;

const appended = `select (select count(*) from appended) as appended,
    expect_rows((select count(*) from changed) + (select count(*) from added),
      (select count(*) from rows)) as all_there`;

const appendOnly: Statement = {
  name: "append",
  text: `with ${appendCore}
    ${appended}`,
};

/** Records and what is searched of persons: what most edits need. */
const appendPeople: Statement = {
  name: "append-people",
  text: `with ${appendCore},
  ${projectedParts},
  ${searchParts("", ["Person"])}
  ${appended}`,
};

/** Records and everything that is searched. */
const appendSearched: Statement = {
  name: "append-searched",
  text: `with ${appendCore},
  ${projectedParts},
  ${searchParts()}
  ${appended}`,
};

/** The same, and everything of SideEffects but what holds changes back. */
const allParts = `${appendCore},
  ${projectedParts},
  ${searchParts()},
  ${aliasParts},
  ${unlinkedParts},
  inbox_put as (
    insert into inbox (system, partner, message_id, digest, ack)
    select $1, x.partner, x.message_id, x.digest, x.ack
    from more, jsonb_to_record(j->'inbox') as x(partner text, message_id text, digest text, ack text)
    where j ? 'inbox'),
  m as (select x.* from more, jsonb_to_recordset(coalesce(j->'marks', '[]'))
    as x(partner text, origin text, key text, known bigint, ver bigint)),
  marks_added as (
    insert into marks (system, partner, origin, key, ver)
    select $1, partner, origin, key, ver from m where known = 0 returning 1),
  marks_moved as (
    update marks t set ver = m.ver from m
    where t.system = $1 and t.partner = m.partner and t.origin = m.origin and t.key = m.key
      and t.ver = m.known and m.known > 0 returning 1),
  links_put as (
    insert into links (system, partner, key, record_id, how, evidence, by_whom, left_at)
    select $1, x.partner, x.key, x.record_id, x.how, x.evidence, x.by_whom,
      case when x."left" then now() end
    from more, jsonb_to_recordset(coalesce(j->'links', '[]')) as x(partner text, key text,
      record_id uuid, how text, evidence text, by_whom text, "left" boolean)
    on conflict (system, partner, key) do nothing),
  links_left as (
    update links t set left_at = case when x."left" then now() end
    from more, jsonb_to_recordset(coalesce(j->'left', '[]')) as x(partner text, key text, "left" boolean)
    where t.system = $1 and t.partner = x.partner and t.key = x.key),
  h as (select x.* from more, jsonb_to_recordset(coalesce(j->'held', '[]'))
    as x(match_id uuid, origin text, ver bigint, item text)),
  matches_put as (
    insert into matches (system, id, partner, key, why, candidates, held)
    select $1, x.id, x.partner, x.key, x.why,
      array(select jsonb_array_elements_text(x.candidates))::uuid[],
      (select count(*) from h where h.match_id = x.id)
    from more, jsonb_to_recordset(coalesce(j->'matches', '[]'))
      as x(id uuid, partner text, key text, why text, candidates jsonb)),
  held_put as (
    insert into held (system, match_id, origin, ver, item)
    select $1, match_id, origin, ver, item from h),
  -- A question that was answered meanwhile holds nothing more: then the decision is made again.
  asked as (
    select match_id, count(*) as n from h, more
    where not exists (select from jsonb_to_recordset(coalesce(j->'matches', '[]')) as x(id uuid)
      where x.id = h.match_id)
    group by match_id),
  still_asked as (
    update matches t set held = t.held + asked.n from asked
    where t.system = $1 and t.id = asked.match_id and t.state = 'waiting' returning 1),
  withdrawn as (
    update matches t set state = 'withdrawn', decided_at = now(), held = 0
    from more, jsonb_array_elements_text(coalesce(j->'withdrawn', '[]')) as x(id)
    where t.system = $1 and t.id = x.id::uuid and t.state = 'waiting'),
  forgotten as (
    delete from held t using more, jsonb_array_elements_text(coalesce(j->'withdrawn', '[]')) as x(id)
    where t.system = $1 and t.match_id = x.id::uuid),
  answered as (
    update matches t set state = x.state, decided_by = x.by, decided_at = now(), note = x.note
    from more, jsonb_to_record(j->'answered') as x(id uuid, state text, by text, note text, held integer)
    where j ? 'answered' and t.system = $1 and t.id = x.id and t.state = 'waiting'
      and t.held = x.held returning 1),
  adopted as (
    update records t set subject = x.subject, household = coalesce(t.household, x.household)
    from more, jsonb_to_recordset(coalesce(j->'adopted', '[]'))
      as x(id uuid, subject uuid, household uuid)
    where t.system = $1 and t.id = x.id and t.subject is null),
  adopted_search as (
    update search_enrolment t set person = x.subject
    from more, jsonb_to_recordset(coalesce(j->'adopted', '[]')) as x(id uuid, subject uuid)
    where t.system = $1 and t.id = x.id and t.person is null
      and not exists (select from search_enrolment_rows k where k.id = x.id)),
  shadows_put as (
    insert into shadows (system, partner, record_id, fields)
    select $1, x.partner, x.record_id, x.fields
    from more, jsonb_to_recordset(coalesce(j->'shadows', '[]'))
      as x(partner text, record_id uuid, fields text)
    on conflict (system, partner, record_id) do update set fields = excluded.fields, at = now()),
  claims_put as (
    insert into claims (system, id, partner, record_id, subject, field, proposal, value_hash,
      operation, purpose, agreement_mark, fields, message, next_attempt_at, made_by, made_at)
    select $1, x.id, x.partner, x.record_id, x.subject, x.field, x.proposal, x.value_hash,
      x.operation, x.purpose, x.agreement_mark,
      array(select jsonb_array_elements_text(x.fields)), x.message, x.made_at, x.made_by, x.made_at
    from more, jsonb_to_recordset(coalesce(j->'claims', '[]')) as x(id uuid, partner text,
      record_id uuid, subject uuid, field text, proposal uuid, value_hash text, operation text,
      purpose text, agreement_mark text, fields jsonb, message text, made_by text,
      made_at timestamptz)),
  claims_proven as (
    update claims t set state = 'confirmed', confirmed_at = now()
    from more, jsonb_array_elements_text(coalesce(j->'proven', '[]')) as x(id)
    where t.system = $1 and t.proposal = x.id::uuid and t.state <> 'confirmed'),
  fed as (
    update feeds t set epoch = x.epoch, heard_at = now(),
      epochs = case when x.fresh then t.epochs || x.epoch else t.epochs end,
      counter = case when t.epoch = x.epoch then greatest(t.counter, x.counter) else x.counter end,
      high = greatest(t.high, (select max(e.hlc collate "C") from unnest($15::text[], $19::text[])
        as e(origin, hlc) where e.origin = x.partner))
    from more, jsonb_to_record(j->'feed')
      as x(partner text, epoch text, counter bigint, known integer, fresh boolean)
    where j ? 'feed' and t.system = $1 and t.partner = x.partner
      and cardinality(t.epochs) = x.known returning 1),
  -- A partner that speaks is there: what waits for it is tried now, not when its pause ends.
  heard as (
    update subscriptions t set next_attempt_at = null
    from more, jsonb_to_record(j->'feed') as x(partner text)
    where j ? 'feed' and t.system = $1 and t.partner = x.partner
      and t.problem = 'unreachable' and t.next_attempt_at is not null)`;

const allThere = `${appended},
    expect_rows((select count(*) from marks_added) + (select count(*) from marks_moved),
      (select count(*) from m)) as marks_there,
    expect_rows((select count(*) from unlinked),
      (select case when j ? 'unlinked' then 1 else 0 end from more)) as unlinked_there,
    expect_rows((select count(*) from still_asked), (select count(*) from asked)) as asked_there,
    expect_rows((select count(*) from answered),
      (select case when j ? 'answered' then 1 else 0 end from more)) as answered_there,
    expect_rows((select count(*) from fed),
      (select case when (j->'feed'->>'there')::boolean then 1 else 0 end from more)) as fed_there`;

const appendAll: Statement = { name: "append-all", text: `with ${allParts} ${allThere}` };

/** And that as well, in one statement. */
const appendHolding: Statement = {
  name: "append-holding",
  text: `with ${allParts}, ${holdingParts} ${allThere}`,
};

/** And what passed between others (store/relayed.ts). */
const appendRelayed: Statement = {
  name: "append-relayed",
  text: `with ${allParts}, ${holdingParts}, ${relayedParts} ${allThere}`,
};
