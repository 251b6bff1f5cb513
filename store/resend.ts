import type { Statement, Store } from "./database.ts";

/** A record that waits to be sent again as a whole. */
export interface Resend {
  record_id: string;
  /** How often it was asked for; the acknowledgement ends only what it was made for. */
  asked: number;
  /** Why: `parted` and `followed` go as the log would have them go, all else as it is. */
  why?: string;
}

/**
 * Queues records of ours to be sent again as wholes over one subscription, before the log goes on: a
 * digest differed, or the partner asked for what it misses. Durable, and safe to call twice: asked
 * for again before it went, a record goes once. What the agreement does not cover does not go. What a
 * person asked for, in this role, stands in the audit log.
 */
export async function resendRecords(
  store: Store,
  sub: string,
  recordIds: readonly string[],
  why = "asked",
  role = "",
): Promise<void> {
  if (recordIds.length === 0) return;
  const ids = [...new Set(recordIds)];
  const actor = role === "" ? "" : `${role}@${store.system.id}`;
  await store.query(queue, [store.system.id, sub, ids, why, actor]);
  store.committed();
}

export async function readResend(store: Store, sub: string, limit: number): Promise<Resend[]> {
  return store.query<Resend>(queued, [store.system.id, sub, limit]);
}

const queue: Statement = {
  name: "queue-resend",
  text: `with put as (
      insert into resend (system, sub, record_id, why)
      select $1, s.code, x.id, $4 from subscriptions s, unnest($3::uuid[]) as x(id)
      where s.system = $1 and s.code = $2 and s.status <> 'ended'
      on conflict (system, sub, record_id) do update set asked = resend.asked + 1, why = excluded.why returning 1)
    insert into audit (system, actor, act, detail)
    select $1, $5, 'link.' || $4, $2 || ' ' || n || ' records'
    from (select count(*) as n from put) as done where n > 0 and $5 <> ''`,
};
const queued: Statement = {
  name: "queued-resend",
  text: `select record_id, asked, why from resend where system = $1 and sub = $2
    order by at, place, record_id limit $3`,
};
