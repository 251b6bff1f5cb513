import type { Statement, Store } from "./database.ts";

/** Writes an entry that stands for no change of a record. No personal data in `detail`. */
export async function noteAudit(
  store: Store,
  actor: string,
  act: string,
  detail: string,
): Promise<void> {
  await store.query(auditNoted, [store.system.id, actor, act, detail]);
}

const auditNoted: Statement = {
  name: "audit-noted",
  text: `insert into audit (system, actor, act, detail) values ($1, $2, $3, $4)`,
};
