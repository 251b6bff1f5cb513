import type { SystemId } from "../domain/records/field.ts";
import type { Statement, Store } from "./database.ts";

/** A standing subscription that we hold at a partner. */
export interface HeldFeed {
  partner: SystemId;
  code: string;
  status: "asked" | "active" | "refused" | "ended";
  transaction_id: string;
  epoch: string;
  counter: number;
  asked_at: Date;
}

export async function loadFeed(store: Store, partner: SystemId): Promise<HeldFeed | null> {
  const [row] = await store.query<Omit<HeldFeed, "counter"> & { counter: string }>(oneFeed, [
    store.system.id,
    partner,
  ]);
  return row ? { ...row, counter: Number(row.counter) } : null;
}

/** Notes that we asked a partner for its standing subscription; the transaction id stays for retries. */
export async function askFeed(
  store: Store,
  partner: SystemId,
  transactionId: string,
): Promise<void> {
  await store.query(ask, [store.system.id, partner, transactionId]);
}

/** The partner's answer: the code of the subscription, or its refusal. */
export async function answerFeed(
  store: Store,
  partner: SystemId,
  transactionId: string,
  answer: { status: "active" | "refused"; code: string },
): Promise<void> {
  await store.query(answered, [
    store.system.id,
    partner,
    transactionId,
    answer.status,
    answer.code,
  ]);
  store.committed();
}

const oneFeed: Statement = {
  name: "one-feed",
  text: `select partner, code, status, transaction_id, epoch, counter, asked_at from feeds
    where system = $1 and partner = $2`,
};
const ask: Statement = {
  name: "ask-feed",
  text: `insert into feeds (system, partner, transaction_id) values ($1, $2, $3)
    on conflict (system, partner) do update set asked_at = now(), status = 'asked'`,
};
const answered: Statement = {
  name: "answer-feed",
  text: `update feeds set status = $4, code = $5
    where system = $1 and partner = $2 and transaction_id = $3`,
};
