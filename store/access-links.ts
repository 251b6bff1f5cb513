/** Addresses that open something small without an account; a token is never stored, only its hash. */
import { createHash } from "node:crypto";
import type { Statement, Store } from "./database.ts";

export const accessKinds = ["provider", "agenda", "person"] as const;
export type AccessKind = (typeof accessKinds)[number];

export interface AccessLink {
  id: string;
  kind: AccessKind;
  /** `provider`: the name steps promise by. Otherwise empty. */
  scope: string;
  subject: string | null;
  created_at: Date;
  created_by: string;
  expires_at: Date;
  revoked_at: Date | null;
  last_used_at: Date | null;
  uses: number;
}

const links_listed_max = 200;

function hashOf(token: string): string {
  return createHash("sha256").update(`tandem-access\n${token}`).digest("hex");
}

export async function addAccessLink(
  store: Store,
  link: Pick<AccessLink, "id" | "kind" | "scope" | "subject" | "created_by" | "expires_at">,
  token: string,
): Promise<void> {
  const now = new Date(store.clock.nowMs());
  const { id, kind, scope, subject, created_by, expires_at } = link;
  await store.query(add, [
    store.system.id,
    id,
    kind,
    hashOf(token),
    scope,
    subject,
    now,
    created_by,
    expires_at,
  ]);
}

/** What a token opens, whether it still does or not; null: nothing here. */
export async function findAccessLink(store: Store, token: string): Promise<AccessLink | null> {
  const [row] = await store.query<AccessLink>(find, [store.system.id, hashOf(token)]);
  return row ?? null;
}

export async function noteAccess(store: Store, id: string): Promise<void> {
  await store.query(used, [store.system.id, id, new Date(store.clock.nowMs())]);
}

/** Newest first. */
export async function listAccessLinks(store: Store): Promise<AccessLink[]> {
  return store.query<AccessLink>(list, [store.system.id, links_listed_max]);
}

/** False: there is no such link. Taken back twice, it is taken back once. */
export async function revokeAccessLink(store: Store, id: string): Promise<boolean> {
  const rows = await store.query(revoke, [store.system.id, id, new Date(store.clock.nowMs())]);
  return rows.length > 0;
}

const columns = `id, kind, scope, subject, created_at, created_by, expires_at, revoked_at,
  last_used_at, uses`;
const add: Statement = {
  name: "access-add",
  text: `insert into access_links
      (system, id, kind, token_hash, scope, subject, created_at, created_by, expires_at)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
};
const find: Statement = {
  name: "access-find",
  text: `select ${columns} from access_links where system = $1 and token_hash = $2`,
};
const used: Statement = {
  name: "access-used",
  text: `update access_links set uses = uses + 1, last_used_at = $3 where system = $1 and id = $2`,
};
const list: Statement = {
  name: "access-list",
  text: `select ${columns} from access_links where system = $1
    order by created_at desc, id desc limit $2`,
};
const revoke: Statement = {
  name: "access-revoke",
  text: `update access_links set revoked_at = coalesce(revoked_at, $3)
    where system = $1 and id = $2 returning id`,
};
