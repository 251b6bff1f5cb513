import type { Agreement } from "../domain/agreement.ts";
import { attributesOf } from "../domain/criteria.ts";
import type { Json } from "../domain/json.ts";
import type { StoredRecord } from "../domain/record.ts";
import type { SystemId } from "../domain/records/field.ts";
import type { CoveredByReferral } from "../domain/view.ts";
import type { Statement, Store } from "./database.ts";
import { loadRecords } from "./load.ts";

/**
 * Which of these people an open referral between us and the agreement's other side covers, and how
 * far: before it is accepted by the least data only. Not asked where the agreement does not say so.
 */
export async function loadReferred(
  store: Store,
  agreement: Pick<Agreement, "people" | "from" | "to">,
  people: readonly string[],
): Promise<ReadonlyMap<string, CoveredByReferral>> {
  if (people.length === 0 || !attributesOf(agreement.people).includes("referred")) return new Map();
  const partner = agreement.to === store.system.id ? agreement.from : agreement.to;
  const rows = await store.query<{ person: string; updates: boolean }>(referred, [
    store.system.id,
    partner satisfies SystemId,
    [...new Set(people)],
  ]);
  return new Map(rows.map(({ person, updates }) => [person, updates ? "all" : "minimum"]));
}

/** When letters of this referral were printed, the last first; each is a disclosure. */
export async function lettersOf(
  store: Store,
  referral: Pick<StoredRecord, "id" | "subject">,
): Promise<Date[]> {
  const rows = await store.query<{ at: Date }>(letters, [
    store.system.id,
    referral.subject,
    referral.id,
    letters_max,
  ]);
  return rows.map(({ at }) => at);
}
const letters_max = 20;

const listed_max = 500;

/** Referrals in one direction, open ones first, then what changed last. */
export async function listReferrals(store: Store, outgoing: boolean): Promise<StoredRecord[]> {
  return named(store, listing, [store.system.id, outgoing, listed_max]);
}

/** Open referrals, and those that ended since; what may be somebody's turn. */
export async function waitingReferrals(
  store: Store,
  since: Date,
  limit: number,
): Promise<StoredRecord[]> {
  return named(store, waiting, [store.system.id, since, limit]);
}

/**
 * Referrals whose time to answer is over, and those that have just arrived; at most `limit`. A
 * partner that is no Tandem system cannot answer one by message, so its silence says nothing.
 */
export async function dueReferrals(
  store: Store,
  now: Date,
  limit: number,
): Promise<{ id: string; step: "receive" | "expire" }[]> {
  return store.query(due, [store.system.id, now, limit]);
}

export interface Draft {
  draft: Json;
  saved_at: Date;
}

/** What a worker began to write about a person, and nobody else sees. */
export async function loadDraft(
  store: Store,
  worker: string,
  person: string,
): Promise<Draft | null> {
  const [row] = await store.query<{ draft: string; saved_at: Date }>(draftOf, [
    store.system.id,
    worker,
    person,
  ]);
  if (!row) return null;
  return { draft: JSON.parse(store.sealer.open(row.draft)) as Json, saved_at: row.saved_at };
}

export async function saveDraft(
  store: Store,
  worker: string,
  person: string,
  draft: Json,
  at: Date,
): Promise<void> {
  const sealed = store.sealer.seal("sensitive", JSON.stringify(draft));
  await store.query(putDraft, [store.system.id, worker, person, sealed, at]);
}

export async function dropDraft(store: Store, worker: string, person: string): Promise<void> {
  await store.query(goneDraft, [store.system.id, worker, person]);
}

/** The persons about whom this worker has drafts. */
export async function listDrafts(
  store: Store,
  worker: string,
): Promise<{ person: string; saved_at: Date }[]> {
  return store.query(draftsOf, [store.system.id, worker, listed_max]);
}

async function named(store: Store, statement: Statement, values: unknown[]) {
  const rows = await store.query<{ id: string }>(statement, values);
  const records = await loadRecords(
    store,
    rows.map(({ id }) => id),
  );
  return rows.flatMap(({ id }) => records.get(id) ?? []);
}

const referred: Statement = {
  name: "referred-people",
  text: `select r.subject as person, bool_or(f.updates) as updates
    from records r join referrals f on f.system = $1 and f.id = r.id
    where r.system = $1 and r.type = 'Referral' and r.subject = any($3::uuid[])
      and f.partner = $2 and f.open
    group by r.subject`,
};
const letters: Statement = {
  name: "letters-of-referral",
  text: `select at from disclosures
    where system = $1 and subject = $2 and record_id = $3 and how = 'letter'
    order by pos desc limit $4`,
};
const listing: Statement = {
  name: "list-referrals",
  text: `select id from referrals where system = $1 and outgoing = $2
    order by open desc, changed_at desc, id limit $3`,
};
const waiting: Statement = {
  name: "waiting-referrals",
  text: `select id from referrals where system = $1 and (open or changed_at >= $2)
    order by open desc, changed_at desc, id limit $3`,
};
const due: Statement = {
  name: "due-referrals",
  text: `(select id, 'receive' as step from referrals
      where system = $1 and state = 'sent' and not outgoing limit $3)
    union all
    (select r.id, 'expire' as step from referrals r
        join partners p on p.system = $1 and p.id = r.partner and p.profile in ('tandem', 'local')
      where r.system = $1 and r.runs_until <= $2 order by r.runs_until limit $3)`,
};
const draftOf: Statement = {
  name: "referral-draft",
  text: `select draft, saved_at from referral_drafts where system = $1 and worker = $2 and person = $3`,
};
const putDraft: Statement = {
  name: "put-referral-draft",
  text: `insert into referral_drafts (system, worker, person, draft, saved_at)
    values ($1, $2, $3, $4, $5)
    on conflict (system, worker, person) do update
      set draft = excluded.draft, saved_at = excluded.saved_at`,
};
const goneDraft: Statement = {
  name: "drop-referral-draft",
  text: `delete from referral_drafts where system = $1 and worker = $2 and person = $3`,
};
const draftsOf: Statement = {
  name: "referral-drafts",
  text: `select person, saved_at from referral_drafts where system = $1 and worker = $2
    order by saved_at desc limit $3`,
};
