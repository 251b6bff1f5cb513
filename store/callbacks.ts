import type { JsonObject } from "../domain/json.ts";
import type { SystemId } from "../domain/records/field.ts";
import type { Statement, Store } from "./database.ts";
import { notedTransactions, transactionRows, type Transaction } from "./transactions.ts";

/** An answer owed to a partner, e.g. the on-subscribe to a subscribe. */
export interface Callback {
  id: string;
  partner: SystemId;
  url: string;
  action: string;
  header: JsonObject;
  message: JsonObject;
  attempts: number;
}

/**
 * Owes a callback and stores the receipt of the message it answers, in one statement; with the
 * transaction, if a partner can ask how it stands.
 */
export async function oweCallback(
  store: Store,
  callback: Omit<Callback, "attempts">,
  receipt: { message_id: string; digest: string; ack: string },
  transaction: Transaction | null = null,
): Promise<void> {
  const { header, message } = callback;
  await store.query(owe, [
    store.system.id,
    callback.id,
    callback.partner,
    callback.url,
    callback.action,
    // It repeats the partner's filter, which may name an identifier.
    store.sealer.seal("identifier", JSON.stringify({ header, message })),
    receipt.message_id,
    receipt.digest,
    receipt.ack,
    transactionRows(store, transaction ? [transaction] : []),
  ]);
  store.committed();
}

export async function owedCallbacks(store: Store, now: Date): Promise<Callback[]> {
  const rows = await store.query<Omit<Callback, "header" | "message"> & { message: string }>(owed, [
    store.system.id,
    now,
  ]);
  return rows.map((row) => {
    const text = store.sealer.isSealed(row.message) ? store.sealer.open(row.message) : row.message;
    const { header, message } = JSON.parse(text) as Pick<Callback, "header" | "message">;
    return { ...row, header, message };
  });
}

export async function settleCallback(
  store: Store,
  id: string,
  outcome: { status: "owed" | "done" | "given_up"; nextAttemptAt: Date },
): Promise<void> {
  await store.query(settle, [store.system.id, id, outcome.status, outcome.nextAttemptAt]);
}

const owe: Statement = {
  name: "owe-callback",
  text: `with owed as (
      insert into callbacks (system, id, partner, url, action, message)
      values ($1, $2, $3, $4, $5, $6) on conflict (system, id) do nothing),
      ${notedTransactions(10)}
    insert into inbox (system, partner, message_id, digest, ack) values ($1, $3, $7, $8, $9)`,
};
const owed: Statement = {
  name: "owed-callbacks",
  text: `select id, partner, url, action, message, attempts from callbacks
    where system = $1 and status = 'owed' and next_attempt_at <= $2 order by at limit 50`,
};
const settle: Statement = {
  name: "settle-callback",
  text: `update callbacks set status = $3, attempts = attempts + 1, next_attempt_at = $4
    where system = $1 and id = $2`,
};
