import type { SystemId } from "../domain/records/field.ts";
import type { Begun } from "./begun.ts";
import type { Statement, Store } from "./database.ts";
import type { Acknowledged } from "./acknowledge.ts";
import type { Subscription } from "./feed.ts";

/** What stays the same about a batch from the moment it has its numbers until it is acknowledged. */
export interface Offered<Batch> {
  batch: Batch;
  /** Where the log is read on after it. */
  cursor: number;
  caughtUp: boolean;
  /** Its disclosures are written: it was given out in answer to a question. */
  told: boolean;
}

/**
 * Writes a batch down before it leaves. True: this sender may begin with it. False: the
 * subscription ended, or somebody else has it, and nothing may leave. With `told` the disclosures
 * are written in the same statement, because the answer leaves without an acknowledgement.
 */
export async function putOffer<Batch extends Pick<Acknowledged, "disclosed">>(
  store: Store,
  sub: Subscription,
  offered: Offered<Batch>,
  messageId: string,
): Promise<boolean> {
  const { disclosed } = offered.batch;
  const rows = await store.query(offer, [
    store.system.id,
    sub.code,
    sub.lease,
    sub.cursor,
    sub.counter,
    store.sealer.seal("identifier", JSON.stringify(offered)),
    JSON.stringify(offered.told ? disclosed : []),
    sub.partner satisfies SystemId,
    sub.purpose,
    messageId,
  ]);
  return rows.length > 0;
}

export async function loadOffer<Batch>(store: Store, code: string): Promise<Offered<Batch> | null> {
  const [row] = await store.query<{ offered: string | null }>(offerOf, [store.system.id, code]);
  if (!row?.offered) return null;
  return JSON.parse(store.sealer.open(row.offered)) as Offered<Batch>;
}

/** Takes a batch back that may not leave any more; its numbers are given to what may. */
export async function dropOffer(store: Store, sub: Subscription): Promise<void> {
  await store.query(drop, [store.system.id, sub.code, sub.lease]);
}

/**
 * May this sender begin now? Not when the subscription ended, was paused by hand, or somebody else
 * took it. Where the batch ends in the log is written down with the answer, so that whatever happens
 * to it, it goes again as the same batch: same numbers, same message id. So are the records that the
 * partner gets for the first time by it, as nobody will know whether it did when no answer comes.
 */
export async function mayBegin(
  store: Store,
  sub: Subscription,
  triedCursor: number,
  first: readonly Begun[] = [],
): Promise<boolean> {
  const values = [store.system.id, sub.code, sub.lease, triedCursor];
  const rows = await (first.length === 0
    ? store.query(begun, values)
    : store.query(begunFirst, [...values, JSON.stringify(first)]));
  return rows.length > 0;
}

const offer: Statement = {
  name: "offer-batch",
  text: `with put as (
      update subscriptions set offered = $6
      where system = $1 and code = $2 and lease = $3 and cursor = $4 and counter = $5
        and (status = 'active' or status = 'paused' and paused_by = '') returning 1),
    told as (
      insert into disclosures (system, partner, record_id, subject, purpose, fields, how, message_id)
      select $1, $8, x.record_id, x.subject, $9,
        array(select jsonb_array_elements_text(x.fields)), 'events', $10
      from put, jsonb_to_recordset($7::jsonb) as x(record_id uuid, subject uuid, fields jsonb))
    select 1 from put`,
};
const offerOf: Statement = {
  name: "offered-batch",
  text: `select offered from subscriptions where system = $1 and code = $2`,
};
const drop: Statement = {
  name: "drop-offer",
  text: `update subscriptions set offered = null where system = $1 and code = $2 and lease = $3`,
};
const beginning = `update subscriptions set tried_cursor = $4
    where system = $1 and code = $2 and lease = $3
      and (status = 'active' or status = 'paused' and paused_by = '') returning 1`;
const begun: Statement = { name: "begin-batch", text: beginning };
const begunFirst: Statement = {
  name: "begin-batch-first",
  text: `with b as (${beginning}),
    put as (
      insert into begun (system, sub, record_id, key)
      select $1, $2, x.record_id, x.key
      from b, jsonb_to_recordset($5::jsonb) as x(record_id uuid, key text)
      on conflict do nothing)
    select 1 from b`,
};
