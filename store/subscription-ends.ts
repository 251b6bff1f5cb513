import type { JsonObject } from "../domain/json.ts";
import type { SystemId } from "../domain/records/field.ts";
import { isStale } from "./append.ts";
import type { Callback } from "./callbacks.ts";
import type { Statement, Store } from "./database.ts";
import { notedTransactions, transactionRows, type Transaction } from "./transactions.ts";

/** A subscription as its partner may be told of it, running or ended. */
export interface KnownSubscription {
  code: string;
  status: "active" | "paused" | "ended";
  end_reason: string;
  /** What was asked for, in the partner's words. */
  asked: JsonObject;
  created_at: Date;
}

/** The partner's own subscriptions among these codes; another's are as unknown as any. */
export async function knownSubscriptions(
  store: Store,
  partner: SystemId,
  codes: readonly string[],
): Promise<Map<string, KnownSubscription>> {
  type Row = Omit<KnownSubscription, "asked"> & { asked: string };
  const rows = await store.query<Row>(ownSubscriptions, [store.system.id, partner, codes]);
  return new Map(rows.map((row) => [row.code, { ...row, asked: askedOf(store, row.asked) }]));
}

function askedOf(store: Store, text: string): JsonObject {
  if (text === "") return {};
  return JSON.parse(store.sealer.isSealed(text) ? store.sealer.open(text) : text) as JsonObject;
}

/**
 * Ends subscriptions as their partner asked, owes the answer and stores the receipt, in one
 * statement. False: one of them ended meanwhile, and nothing was written. Whoever is sending a batch
 * finds its lease gone, so nothing is begun after this.
 */
export async function endAsAsked(
  store: Store,
  codes: readonly string[],
  callback: Omit<Callback, "attempts">,
  receipt: { message_id: string; digest: string; ack: string },
  transaction: Transaction,
): Promise<boolean> {
  try {
    await store.query(unsubscribe, [
      ...callbackValues(store, callback),
      codes,
      receipt.message_id,
      receipt.digest,
      receipt.ack,
      transactionRows(store, [transaction]),
    ]);
  } catch (error) {
    if (isStale(error)) return false;
    throw error;
  }
  store.committed();
  return true;
}

/** Ends a subscription whose time is over, and owes its partner the news, once. */
export async function endByTime(
  store: Store,
  code: string,
  callback: Omit<Callback, "attempts">,
): Promise<void> {
  await store.query(expire, [...callbackValues(store, callback), code]);
}

function callbackValues(store: Store, callback: Omit<Callback, "attempts">): unknown[] {
  const { id, partner, url, action, header, message } = callback;
  const text = store.sealer.seal("identifier", JSON.stringify({ header, message }));
  return [store.system.id, id, partner, url, action, text];
}

const ownSubscriptions: Statement = {
  name: "own-subscriptions",
  text: `select code, status, end_reason, asked, created_at from subscriptions
    where system = $1 and partner = $2 and code = any($3::text[])`,
};
const ending = (reason: string) =>
  `update subscriptions set status = 'ended', end_reason = '${reason}', ended_at = now(),
    offered = null, lease = lease + 1, problem = '', problem_since = null`;
const unsubscribe: Statement = {
  name: "unsubscribe",
  text: `with ended as (
      ${ending("unsubscribed")}
      where system = $1 and partner = $3 and code = any($7::text[]) and status <> 'ended' returning 1),
    owed as (
      insert into callbacks (system, id, partner, url, action, message)
      values ($1, $2, $3, $4, $5, $6)),
    received as (
      insert into inbox (system, partner, message_id, digest, ack) values ($1, $3, $8, $9, $10)),
    ${notedTransactions(11)}
    select expect_rows((select count(*) from ended), cardinality($7::text[])) as all_ended`,
};
const expire: Statement = {
  name: "expire-subscription",
  text: `with ended as (
      ${ending("expired")}
      where system = $1 and partner = $3 and code = $7 and status <> 'ended' returning 1)
    insert into callbacks (system, id, partner, url, action, message)
    select $1, $2, $3, $4, $5, $6 from ended on conflict (system, id) do nothing`,
};
