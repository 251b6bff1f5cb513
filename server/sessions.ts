import { createHash, randomBytes } from "node:crypto";
import type { SystemKind } from "../domain/records/field.ts";
import type { Worker } from "../domain/records/values.ts";
import type { Store } from "../store/database.ts";
import {
  deleteEndedSessions,
  deleteSession,
  findSession,
  insertSession,
  touchSession,
  type SessionRow,
} from "../store/reading/sessions.ts";
import type { Hosted, Node } from "./hosting.ts";
import { personas, type DemoPersona } from "./personas.ts";

/**
 * Server-side sessions: the cookie holds a random id and the system it belongs to, the table only
 * the id's hash. Whoever proves who they are (today a demo persona, later OpenID Connect) comes in
 * through `openSession`.
 */
export const session_cookie = "tandem_session";
const session_id_bytes = 32;
const idle_demo_max_ms = 8 * 60 * 60_000;
const idle_max_ms = 30 * 60_000;
const session_max_ms = 24 * 60 * 60_000;
/** `seen_at` is not written at every click. */
const touch_every_ms = 60_000;

/** A worker signed in to one system of this node. */
export interface StaffSession {
  hosted: Hosted;
  persona: DemoPersona;
  worker: Worker;
  idHash: string;
}

/** Begins a session and returns the cookie's value. */
export async function openSession(store: Store, persona: DemoPersona): Promise<string> {
  const id = randomBytes(session_id_bytes).toString("base64url");
  const now_ms = store.clock.nowMs();
  await deleteEndedSessions(store, now_ms);
  await insertSession(store, {
    id_hash: hashOf(id),
    persona: persona.id,
    now_ms,
    expires_ms: now_ms + session_max_ms,
  });
  return `${store.system.kind}.${id}`;
}

/** The session a request's cookie names; null when there is none, or it ended or was idle too long. */
export async function sessionOf(
  node: Node,
  cookie: string | undefined,
): Promise<StaffSession | null> {
  const [, kind, id] = /^(sp|ess)\.([\w-]{43})$/.exec(cookie ?? "") ?? [];
  const hosted = node.hosted.get(kind as SystemKind);
  if (!hosted || !id) return null;
  const idHash = hashOf(id);
  const row = await living(node, hosted.store, idHash);
  const persona = personas[hosted.store.system.kind].find((one) => one.id === row?.persona);
  if (!row || !persona) return null;
  const now = hosted.store.clock.nowMs();
  if (now - row.seen_ms > touch_every_ms) await touchSession(hosted.store, idHash, now);
  const worker = { name: persona.name, role: persona.role, system: hosted.store.system.id };
  return { hosted, persona, worker, idHash };
}

/** Has the session not ended? Asking does not keep it open, as an open screen is no activity. */
export async function isLiving(node: Node, session: StaffSession): Promise<boolean> {
  return (await living(node, session.hosted.store, session.idHash)) !== null;
}

export async function endSession(session: StaffSession): Promise<void> {
  recent.delete(session.idHash);
  await deleteSession(session.hosted.store, session.idHash);
}

/**
 * A worker's screen asks many times in a second: a session found is taken as living for half a
 * second. Ending it here counts at once, ending it in another process within that time.
 */
const recent = new Map<string, { row: SessionRow; untilMs: number }>();
const recent_ms = 500;
const recent_max = 1_000;

async function living(node: Node, store: Store, idHash: string): Promise<SessionRow | null> {
  const now = store.clock.nowMs();
  const known = recent.get(idHash);
  if (known && now < known.untilMs) return known.row;
  const idleSince = now - (node.demo ? idle_demo_max_ms : idle_max_ms);
  const row = await findSession(store, idHash, now, idleSince);
  recent.delete(idHash);
  if (recent.size >= recent_max) recent.clear();
  if (row) recent.set(idHash, { row, untilMs: now + recent_ms });
  return row;
}

function hashOf(id: string): string {
  return createHash("sha256").update(id).digest("base64url");
}
