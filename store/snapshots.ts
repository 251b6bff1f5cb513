import type { SystemId } from "../domain/records/field.ts";
import type { Statement, Store } from "./database.ts";
import { findMatching, type Asking } from "./reading/matching.ts";

/** More records than this are not sent in answer to one question, in however many pages. */
export const search_records_max = 10_000;
/**
 * What was found is kept so long for the pages that follow, and so many of a partner's questions; the
 * dispatcher forgets the rest every few seconds.
 */
export const snapshot_kept_ms = 3_600_000;
export const snapshots_max = 100;

/** Which question of a partner; `digest` is of what is asked, without the page. */
export interface SnapshotName {
  partner: SystemId;
  transaction_id: string;
  reference_id: string;
  digest: string;
}
/** Ids found, in the order of the answer, under the correlation id of the first page. */
export interface Snapshot {
  correlation_id: string;
  ids: string[];
}

/**
 * What a question finds, the same for all its pages: the first page asks anew, later ones read what
 * the first found. Null: more than are sent. Who named no page and got everything gets no more pages
 * (`paged` false), so that what it found is not kept.
 */
export async function snapshotFor(
  store: Store,
  name: SnapshotName,
  asking: Asking,
  wanted: { page: { size: number; number: number }; paged: boolean; correlationId: string },
): Promise<Snapshot | null> {
  if (wanted.page.number > 1) {
    const known = await latestSnapshot(store, name);
    if (known) return known;
  }
  const ids = await findMatching(store, asking, search_records_max + 1);
  if (ids.length > search_records_max) return null;
  const snapshot = { correlation_id: wanted.correlationId, ids };
  if (!wanted.paged && ids.length <= wanted.page.size) return snapshot;
  await putSnapshot(store, name, snapshot);
  return snapshot;
}

/**
 * The same for an answer in callbacks: its own snapshot, by the correlation id of its ack, so that
 * no other question moves it. A search for a later page begins from what the first page found.
 */
export async function snapshotOwed(
  store: Store,
  name: SnapshotName,
  asking: Asking,
  wanted: { laterPage: boolean; correlationId: string },
): Promise<Snapshot | null> {
  const own = await ownSnapshot(store, name, wanted.correlationId);
  if (own) return own;
  const earlier = wanted.laterPage ? await latestSnapshot(store, name) : null;
  const ids = earlier?.ids ?? (await findMatching(store, asking, search_records_max + 1));
  if (ids.length > search_records_max) return null;
  await putSnapshot(store, name, { correlation_id: wanted.correlationId, ids });
  // Another process may have been first; what it kept is what is sent.
  return ownSnapshot(store, name, wanted.correlationId);
}

/** A question may name an identifier, which a plain digest would let be guessed. */
function keyed(store: Store, digest: string): string {
  return store.sealer.blind("snapshot", "", digest);
}

async function ownSnapshot(
  store: Store,
  { partner, reference_id, digest }: SnapshotName,
  correlationId: string,
): Promise<Snapshot | null> {
  const values = [store.system.id, partner, correlationId, reference_id, keyed(store, digest)];
  const [row] = await store.query<Snapshot>(own, values);
  return row ?? null;
}

async function latestSnapshot(store: Store, name: SnapshotName): Promise<Snapshot | null> {
  const [row] = await store.query<Snapshot>(latest, [
    store.system.id,
    name.partner,
    name.transaction_id,
    name.reference_id,
    keyed(store, name.digest),
    new Date(store.clock.nowMs() - snapshot_kept_ms),
  ]);
  return row ?? null;
}

async function putSnapshot(store: Store, name: SnapshotName, snapshot: Snapshot): Promise<void> {
  await store.query(put, [
    store.system.id,
    name.partner,
    snapshot.correlation_id,
    name.transaction_id,
    name.reference_id,
    keyed(store, name.digest),
    snapshot.ids,
    new Date(store.clock.nowMs()),
  ]);
}

/** Forgets what is older than it is kept, or beyond a partner's newest, unless callbacks still go out from it. */
export async function pruneSnapshots(store: Store): Promise<void> {
  const before = new Date(store.clock.nowMs() - snapshot_kept_ms);
  await store.query(prune, [store.system.id, before, snapshots_max]);
}

const own: Statement = {
  name: "own-snapshot",
  text: `select correlation_id, ids from snapshots where system = $1 and partner = $2
    and correlation_id = $3 and reference_id = $4 and digest = $5`,
};
const latest: Statement = {
  name: "latest-snapshot",
  text: `select correlation_id, ids from snapshots where system = $1 and partner = $2
      and transaction_id = $3 and reference_id = $4 and digest = $5 and at > $6
    order by at desc, correlation_id desc limit 1`,
};
const unowed = `not exists (select from searches o where o.system = $1
    and o.correlation_id = s.correlation_id and o.status = 'owed')`;
const put: Statement = {
  name: "put-snapshot",
  text: `insert into snapshots (system, partner, correlation_id, transaction_id, reference_id, digest,
      ids, at)
    values ($1, $2, $3, $4, $5, $6, $7, $8)
    on conflict (system, partner, correlation_id, reference_id, digest) do nothing`,
};
/**
 * What is too old, and of each partner what is beyond its newest. Done beside the questions and not
 * by each of them: many at once waited for each other, and searched the same old rows.
 */
const prune: Statement = {
  name: "prune-snapshots",
  text: `delete from snapshots d using (
      select s.partner, s.correlation_id, s.reference_id, s.digest, s.at,
        row_number() over (partition by s.partner order by s.at desc, s.correlation_id desc) as nth
      from snapshots s where s.system = $1 and ${unowed}) as old
    where d.system = $1 and d.partner = old.partner and d.correlation_id = old.correlation_id
      and d.reference_id = old.reference_id and d.digest = old.digest
      and (old.at < $2 or old.nth > $3)`,
};
