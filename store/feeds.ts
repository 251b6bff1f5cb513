import { createHash } from "node:crypto";
import type { Agreement } from "../domain/agreement.ts";
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
  /** Why the partner ended it, and the agreement it then stood under (`agreementMark`). */
  ended_reason: string;
  ended_under: string;
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

/**
 * The partner ended feeds that we hold. The receipt of its message is stored in the same statement;
 * codes that are not ours change nothing.
 */
export async function endFeeds(
  store: Store,
  ended: {
    partner: SystemId;
    codes: readonly string[];
    reason: string;
    under: Agreement | null;
  },
  receipt: { message_id: string; digest: string; ack: string },
): Promise<void> {
  await store.query(end, [
    store.system.id,
    ended.partner,
    ended.codes,
    ended.reason.slice(0, reason_chars_max),
    ended.under ? agreementMark(ended.under) : "",
    receipt.message_id,
    receipt.digest,
    receipt.ack,
  ]);
}
const reason_chars_max = 200;

/** Two agreements have the same mark when they say the same. */
export function agreementMark(agreement: Agreement): string {
  return createHash("sha256").update(JSON.stringify(agreement)).digest("base64url");
}

const oneFeed: Statement = {
  name: "one-feed",
  text: `select partner, code, status, transaction_id, epoch, counter, asked_at,
      ended_reason, ended_under from feeds
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
const end: Statement = {
  name: "end-feeds",
  text: `with ended as (
      update feeds set status = 'ended', ended_reason = $4, ended_under = $5
      where system = $1 and partner = $2 and code = any($3::text[]) and status = 'active')
    insert into inbox (system, partner, message_id, digest, ack) values ($1, $2, $6, $7, $8)`,
};
