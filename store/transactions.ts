import type { JsonObject } from "../domain/json.ts";
import type { SystemId } from "../domain/records/field.ts";
import type { Statement, Store } from "./database.ts";

/** What a transaction was about: the word of `txn_type` (ESS API 1.0.0, and core registry API). */
export const transactionKinds = [
  "search",
  "subscribe",
  "unsubscribe",
  "receipt",
  "enrolled",
] as const;
export type TransactionKind = (typeof transactionKinds)[number];
/** RequestStatus. */
export type TransactionStatus = "rcvd" | "pdng" | "succ" | "rjct";

/** One request of a partner, by the correlation id it was acknowledged with. */
export interface Transaction {
  partner: SystemId;
  correlation_id: string;
  kind: TransactionKind;
  transaction_id: string;
  reference_ids: string[];
  /** Subscription codes it was about, where it was about any. */
  codes: string[];
  status: TransactionStatus;
  /**
   * The items of its response message as they stand, without `data`: no record of anybody. For
   * `unsubscribe` the entries of `subscription_status`.
   */
  items: JsonObject[];
}
export interface StoredTransaction extends Transaction {
  at: Date;
  updated_at: Date;
}

/**
 * Transactions noted together with something else, in that statement: `notedTransactions(n)` is a
 * CTE over parameter `$n`, which `transactionRows` makes. Known ones are brought up to date.
 */
export function notedTransactions(parameter: number): string {
  return `noted as (
    insert into transactions (system, partner, correlation_id, kind, transaction_id, reference_ids,
      codes, status, items)
    select $1, t.partner, t.correlation_id, t.kind, t.transaction_id, t.reference_ids, t.codes,
      t.status, t.items
    from jsonb_to_recordset($${parameter}::jsonb) as t(partner text, correlation_id text, kind text,
      transaction_id text, reference_ids text[], codes text[], status text, items text)
    on conflict (system, partner, correlation_id) do update set status = excluded.status,
      reference_ids = excluded.reference_ids, codes = excluded.codes, items = excluded.items,
      updated_at = now())`;
}

export function transactionRows(store: Store, noted: readonly Transaction[]): string {
  return JSON.stringify(
    noted.map((one) => ({
      ...one,
      items: store.sealer.seal("identifier", JSON.stringify(one.items)),
    })),
  );
}

/** Notes a transaction by itself; prefer the statement of its effect (`oweCallback` takes one). */
export async function noteTransaction(store: Store, transaction: Transaction): Promise<void> {
  await store.query(note, [store.system.id, transactionRows(store, [transaction])]);
}

/** What became of a transaction; nothing happens when it is not known. */
export async function settleTransaction(
  store: Store,
  { partner, correlation_id }: Pick<Transaction, "partner" | "correlation_id">,
  outcome: Pick<Transaction, "status" | "items"> & { codes?: string[] },
): Promise<void> {
  await store.query(settle, [
    store.system.id,
    partner,
    correlation_id,
    outcome.status,
    store.sealer.seal("identifier", JSON.stringify(outcome.items)),
    outcome.codes ?? null,
  ]);
}

/** By what a partner names its transactions. */
export type TransactionName =
  | { by: "transaction_id" | "correlation_id"; value: string }
  | { by: "reference_ids" | "codes"; values: readonly string[] };

/** One answer tells of so many transactions at most. */
export const transactions_told_max = 100;

/** A partner's own transactions of one kind, oldest first; nobody else's are ever found. */
export async function findTransactions(
  store: Store,
  partner: SystemId,
  kind: TransactionKind,
  name: TransactionName,
): Promise<StoredTransaction[]> {
  const rows = await store.query<Omit<StoredTransaction, "items"> & { items: string }>(
    found[name.by],
    [
      store.system.id,
      partner,
      kind,
      "value" in name ? name.value : name.values,
      transactions_told_max,
    ],
  );
  return rows
    .map((row) => ({
      ...row,
      items: JSON.parse(store.sealer.open(row.items)) as JsonObject[],
    }))
    .reverse();
}

/** How long a partner can ask how a transaction stands. */
export const transactions_kept_ms = 30 * 24 * 3_600_000;

/** Forgets transactions older than they are kept. */
export async function pruneTransactions(store: Store): Promise<void> {
  const before = new Date(store.clock.nowMs() - transactions_kept_ms);
  await store.query(prune, [store.system.id, before]);
}

const fields = `partner, correlation_id, kind, transaction_id, reference_ids, codes, status, items,
  at, updated_at`;
const foundBy = (name: string, condition: string): Statement => ({
  name: `transactions-by-${name}`,
  text: `select ${fields} from transactions
    where system = $1 and partner = $2 and kind = $3 and ${condition}
    order by at desc, correlation_id desc limit $5`,
});
const found: Readonly<Record<TransactionName["by"], Statement>> = {
  transaction_id: foundBy("transaction", "transaction_id = $4"),
  correlation_id: foundBy("correlation", "correlation_id = $4"),
  reference_ids: foundBy("references", "reference_ids && $4::text[]"),
  codes: foundBy("codes", "codes && $4::text[]"),
};
const note: Statement = {
  name: "note-transaction",
  text: `with ${notedTransactions(2)} select 1`,
};
const settle: Statement = {
  name: "settle-transaction",
  text: `update transactions set status = $4, items = $5, codes = coalesce($6::text[], codes),
      updated_at = now()
    where system = $1 and partner = $2 and correlation_id = $3`,
};
const prune: Statement = {
  name: "prune-transactions",
  text: `delete from transactions where system = $1 and at < $2`,
};
