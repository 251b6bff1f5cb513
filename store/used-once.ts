import { createHash } from "node:crypto";
import type { SystemId } from "../domain/records/field.ts";
import type { Statement, Store } from "./database.ts";

/** What may be used once: an id of a client assertion, or a nonce of a signed request. */
export type OnceKind = "jti" | "nonce";

/**
 * Uses a value up; false when it was used before. Kept as a hash until `untilMs`, when the value is
 * refused by its age; older ones go at the same time.
 */
export async function useOnce(
  store: Store,
  partner: SystemId,
  kind: OnceKind,
  value: string,
  untilMs: number,
): Promise<boolean> {
  const hash = createHash("sha256").update(value).digest("base64url");
  const nowMs = Math.floor(store.clock.nowMs());
  const rows = await store.query(used, [
    store.system.id,
    partner,
    kind,
    hash,
    Math.ceil(untilMs),
    nowMs,
  ]);
  return rows.length === 1;
}

const used: Statement = {
  name: "used-once",
  text: `with old as (
      delete from used_once where ctid in (
        select ctid from used_once where system = $1 and until < $6 limit 100)
    )
    insert into used_once (system, partner, kind, value, until) values ($1, $2, $3, $4, $5)
    on conflict (system, partner, kind, value) do nothing returning 1 as used`,
};
