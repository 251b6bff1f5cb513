import type { Statement, Store } from "../database.ts";

/** A worker's session as stored: only the hash of its id. */
export interface SessionRow {
  persona: string;
  seen_ms: number;
}

export async function insertSession(
  store: Store,
  row: { id_hash: string; persona: string; now_ms: number; expires_ms: number },
): Promise<void> {
  const { id_hash, persona, now_ms, expires_ms } = row;
  await store.query(insert, [store.system.id, id_hash, persona, now_ms / 1000, expires_ms / 1000]);
}

/** The session if it has neither ended nor been idle since before `idle_since_ms`. */
export async function findSession(
  store: Store,
  idHash: string,
  nowMs: number,
  idleSinceMs: number,
): Promise<SessionRow | null> {
  const values = [store.system.id, idHash, nowMs / 1000, idleSinceMs / 1000];
  const [row] = await store.query<SessionRow>(find, values);
  return row ?? null;
}

export async function touchSession(store: Store, idHash: string, nowMs: number): Promise<void> {
  await store.query(touch, [store.system.id, idHash, nowMs / 1000]);
}

export async function deleteSession(store: Store, idHash: string): Promise<void> {
  await store.query(remove, [store.system.id, idHash]);
}

/** Sessions that ended long ago are of no use to anybody. */
export async function deleteEndedSessions(store: Store, nowMs: number): Promise<void> {
  await store.query(removeEnded, [store.system.id, nowMs / 1000]);
}

const insert: Statement = {
  name: "session-insert",
  text: `insert into sessions (system, id_hash, persona, created_at, seen_at, expires_at)
    values ($1, $2, $3, to_timestamp($4), to_timestamp($4), to_timestamp($5))`,
};
const find: Statement = {
  name: "session-find",
  text: `select persona, (extract(epoch from seen_at) * 1000)::float8 as seen_ms from sessions
    where system = $1 and id_hash = $2 and expires_at > to_timestamp($3)
      and seen_at > to_timestamp($4)`,
};
const touch: Statement = {
  name: "session-touch",
  text: `update sessions set seen_at = greatest(seen_at, to_timestamp($3))
    where system = $1 and id_hash = $2`,
};
const remove: Statement = {
  name: "session-delete",
  text: "delete from sessions where system = $1 and id_hash = $2",
};
const removeEnded: Statement = {
  name: "session-delete-ended",
  text: "delete from sessions where system = $1 and expires_at < to_timestamp($2)",
};
