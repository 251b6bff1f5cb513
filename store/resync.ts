import type { SystemId } from "../domain/records/field.ts";
import type { Statement, Store } from "./database.ts";

/** Why everything covered goes again: a code shown with the label `sync.resync.<why>`. */
export type ResyncWhy =
  /** The subscriber's place in the log is older than what is kept for delivery. */
  | "retention"
  /** This system was restored from a backup, or the partner was. */
  | "restored"
  /** A person asked for it. */
  | "asked"
  /** The digests of the two sides differ in too much to name single records. */
  | "digest";

/**
 * Begins a snapshot for one subscription: each covered record goes as a whole at its present state,
 * in pages whose place survives any kill, and then the log goes on from the number it had when the
 * snapshot began. Safe to call twice: while one is under way for the same reason it goes on where it
 * is; another reason starts it again. False: there is no such subscription, or it ended.
 */
export async function beginResync(store: Store, sub: string, why: ResyncWhy): Promise<boolean> {
  const rows = await store.query(begin, [store.system.id, sub, why]);
  store.committed();
  return rows.length > 0;
}

/** The same for every standing subscription of a partner, or of all partners; gives their codes. */
export async function beginResyncs(
  store: Store,
  why: ResyncWhy,
  partner: SystemId | null = null,
): Promise<string[]> {
  const rows = await store.query<{ code: string }>(beginAll, [store.system.id, why, partner]);
  store.committed();
  return rows.map(({ code }) => code);
}

/** Record ids of a snapshot's next page, in the order they were made; of the types that are sent. */
export async function readSnapshotPage(
  store: Store,
  after: string | null,
  limit: number,
): Promise<string[]> {
  const rows = await store.query<{ id: string }>(page, [
    store.system.id,
    after ?? "00000000-0000-0000-0000-000000000000",
    limit,
  ]);
  return rows.map(({ id }) => id);
}

const beginning = `cursor = case when resync_why = $W then cursor else q.last_seq end,
      resync_seq = case when resync_why = $W then resync_seq else q.last_seq end,
      resync_after = case when resync_why = $W then resync_after end,
      tried_cursor = case when resync_why = $W then tried_cursor else 0 end,
      offered = case when resync_why = $W then offered end,
      resync_why = $W`;
const begin: Statement = {
  name: "begin-resync",
  text: `update subscriptions s set ${beginning.replaceAll("$W", "$3")}
    from sequencers q
    where s.system = $1 and s.code = $2 and s.status <> 'ended' and q.system = $1
    returning s.code`,
};
const beginAll: Statement = {
  name: "begin-resyncs",
  text: `update subscriptions s set ${beginning.replaceAll("$W", "$2")}
    from sequencers q
    where s.system = $1 and s.status <> 'ended' and s.event_type = 'tandem:changed'
      and ($3::text is null or s.partner = $3) and q.system = $1
    returning s.code`,
};
const page: Statement = {
  name: "snapshot-page",
  text: `select id from records where system = $1 and id > $2 order by id limit $3`,
};
