import type { Statement, Store } from "./database.ts";

/** A record that waits to be sent again as a whole. */
export interface Resend {
  record_id: string;
  /** How often it was asked for; the acknowledgement ends only what it was made for. */
  asked: number;
}

/**
 * Queues records of ours to be sent again as wholes over one subscription, before the log goes on: a
 * digest differed, or the partner asked for what it misses. Durable, and safe to call twice: asked
 * for again before it went, a record goes once. What the agreement does not cover does not go.
 */
export async function resendRecords(
  store: Store,
  sub: string,
  recordIds: readonly string[],
  why = "asked",
): Promise<void> {
  if (recordIds.length === 0) return;
  await store.query(queue, [store.system.id, sub, [...new Set(recordIds)], why]);
  store.committed();
}

export async function readResend(store: Store, sub: string, limit: number): Promise<Resend[]> {
  return store.query<Resend>(queued, [store.system.id, sub, limit]);
}

const queue: Statement = {
  name: "queue-resend",
  text: `insert into resend (system, sub, record_id, why)
    select $1, s.code, x.id, $4 from subscriptions s, unnest($3::uuid[]) as x(id)
    where s.system = $1 and s.code = $2 and s.status <> 'ended'
    on conflict (system, sub, record_id) do update set asked = resend.asked + 1`,
};
const queued: Statement = {
  name: "queued-resend",
  text: `select record_id, asked from resend where system = $1 and sub = $2
    order by at, place, record_id limit $3`,
};
