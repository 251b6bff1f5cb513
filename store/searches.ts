import type { Purpose } from "../domain/agreement.ts";
import type { JsonObject } from "../domain/json.ts";
import type { SystemId } from "../domain/records/field.ts";
import type { Statement, Store } from "./database.ts";
import { gathering } from "./gathering.ts";
import {
  notedTransactions,
  transactionRows,
  type Transaction,
  type TransactionStatus,
} from "./transactions.ts";

/** A search whose answers are owed, and the page of the item that goes next. */
export interface OwedSearch {
  correlation_id: string;
  partner: SystemId;
  transaction_id: string;
  /** Where the on-search goes. */
  url: string;
  /** The items as asked. */
  items: JsonObject[];
  /** How each of them stands, as its transaction tells it. */
  answers: JsonObject[];
  item: number;
  page: number;
  attempts: number;
  at: Date;
}

/** Takes a search in: the work owed, its transaction and its receipt in one statement. */
export async function putSearch(
  store: Store,
  search: Pick<OwedSearch, "url" | "items" | "at">,
  transaction: Transaction,
  receipt: { message_id: string; digest: string; ack: string },
): Promise<void> {
  await store.query(put, [
    store.system.id,
    transaction.partner,
    transaction.correlation_id,
    transaction.transaction_id,
    search.url,
    store.sealer.seal("identifier", JSON.stringify(search.items)),
    search.at,
    receipt.message_id,
    receipt.digest,
    receipt.ack,
    transactionRows(store, [transaction]),
  ]);
  store.committed();
}

/** How many answers this partner waits for: its searches, and callbacks of any kind. */
export async function countOutstanding(store: Store, partner: SystemId): Promise<number> {
  const [row] = await store.query<{ total: number }>(outstanding, [store.system.id, partner]);
  return row?.total ?? 0;
}

/** Partners who are owed something now, whoever waits longest first. */
export async function partnersOwed(store: Store, now: Date): Promise<SystemId[]> {
  const rows = await store.query<{ partner: SystemId }>(owedTo, [store.system.id, now]);
  return rows.map(({ partner }) => partner);
}

/** A partner's oldest search that is due. */
export async function nextSearch(
  store: Store,
  partner: SystemId,
  now: Date,
): Promise<OwedSearch | null> {
  type Row = Omit<OwedSearch, "items" | "answers"> & { items: string; answers: string | null };
  const [row] = await store.query<Row>(next, [store.system.id, partner, now]);
  if (!row) return null;
  const open = (sealed: string) => JSON.parse(store.sealer.open(sealed)) as JsonObject[];
  return { ...row, items: open(row.items), answers: row.answers ? open(row.answers) : [] };
}

/** What is told by a message: of whom, for what purpose, which fields. */
export interface SearchTold {
  record_id: string;
  subject: string | null;
  purpose: Purpose;
  fields: string[];
}

/**
 * Writes the disclosures of a callback before it leaves, once for one message however often it is
 * tried: never missing, at worst one too many.
 */
export async function discloseOnce(
  store: Store,
  { correlation_id, partner }: Pick<OwedSearch, "correlation_id" | "partner">,
  messageId: string,
  told: readonly SearchTold[],
): Promise<void> {
  if (told.length === 0) return;
  const rows = JSON.stringify(told);
  await store.query(disclose, [store.system.id, correlation_id, messageId, partner, rows]);
}

/** After the partner's ACK: the next page or item, or the end; the transaction says the same. */
export async function advanceSearch(
  store: Store,
  search: OwedSearch,
  to: { item: number; page: number; status: "owed" | "done" | "given_up" },
  transaction: { status: TransactionStatus; answers: JsonObject[] },
): Promise<void> {
  await store.query(advance, [
    store.system.id,
    search.correlation_id,
    search.item,
    search.page,
    to.item,
    to.page,
    to.status,
    search.partner,
    transaction.status,
    store.sealer.seal("identifier", JSON.stringify(transaction.answers)),
  ]);
}

/** The page could not be sent; it goes again. */
export async function postponeSearch(
  store: Store,
  { correlation_id }: Pick<OwedSearch, "correlation_id">,
  nextAttemptAt: Date,
): Promise<void> {
  await store.query(postpone, [store.system.id, correlation_id, nextAttemptAt]);
}

/** Writes what a synchronous answer tells, before it leaves, and notes its transaction. */
export function noteAnswered(
  store: Store,
  transaction: Transaction,
  told: readonly SearchTold[],
): Promise<null> {
  return noteAllAnswered(store, { transaction, told });
}

type Answered = { transaction: Transaction; told: readonly SearchTold[] };

const noteAllAnswered = gathering(async (store, all: readonly Answered[]) => {
  const transactions = all.map(({ transaction }) => transaction);
  const rows = all.flatMap(({ transaction: { partner, correlation_id: message_id }, told }) =>
    told.map((one) => ({ ...one, partner, message_id })),
  );
  await store.query(answered, [
    store.system.id,
    transactionRows(store, transactions),
    JSON.stringify(rows),
  ]);
  return all.map(() => null);
});

/** Finished searches are looked up no more; what became of them stands with their transactions. */
export async function pruneSearches(store: Store): Promise<void> {
  await store.query(prune, [store.system.id]);
}

const put: Statement = {
  name: "put-search",
  text: `with owed as (
      insert into searches (system, partner, correlation_id, transaction_id, url, items,
        next_attempt_at, at)
      values ($1, $2, $3, $4, $5, $6, $7, $7)),
      ${notedTransactions(11)}
    insert into inbox (system, partner, message_id, digest, ack) values ($1, $2, $8, $9, $10)`,
};
const outstanding: Statement = {
  name: "outstanding-answers",
  text: `select ((select count(*) from searches
        where system = $1 and partner = $2 and status = 'owed')
      + (select count(*) from callbacks
        where system = $1 and partner = $2 and status = 'owed'))::int as total`,
};
const owedTo: Statement = {
  name: "partners-owed-searches",
  text: `select partner from searches
    where system = $1 and status = 'owed' and next_attempt_at <= $2
    group by partner order by min(at)`,
};
const next: Statement = {
  name: "next-search",
  text: `select s.correlation_id, s.partner, s.transaction_id, s.url, s.items, s.item, s.page,
      s.attempts, s.at, t.items as answers
    from searches s left join transactions t
      on t.system = $1 and t.partner = s.partner and t.correlation_id = s.correlation_id
    where s.system = $1 and s.partner = $2 and s.status = 'owed' and s.next_attempt_at <= $3
    order by s.at, s.correlation_id limit 1`,
};
const toldRows = (parameter: number) => `jsonb_to_recordset($${parameter}::jsonb) as x(
      record_id uuid, subject uuid, purpose text, fields jsonb, partner text, message_id text)`;
const toldFields = `x.record_id, x.subject, x.purpose,
      array(select jsonb_array_elements_text(x.fields)), 'search'`;
const disclosureColumns = "(system, partner, record_id, subject, purpose, fields, how, message_id)";
const disclose: Statement = {
  name: "disclose-search",
  text: `with begun as (
      update searches set disclosed = $3
      where system = $1 and correlation_id = $2 and disclosed <> $3 returning 1)
    insert into disclosures ${disclosureColumns}
    select $1, $4, ${toldFields}, $3 from begun, ${toldRows(5)}`,
};
const advance: Statement = {
  name: "advance-search",
  text: `with moved as (
      update searches set item = $5, page = $6, status = $7, attempts = 0
      where system = $1 and correlation_id = $2 and item = $3 and page = $4 and status = 'owed'
      returning 1)
    update transactions set status = $9, items = $10, updated_at = now()
    from moved where system = $1 and partner = $8 and correlation_id = $2`,
};
const postpone: Statement = {
  name: "postpone-search",
  text: `update searches set attempts = attempts + 1, next_attempt_at = $3
    where system = $1 and correlation_id = $2`,
};
const answered: Statement = {
  name: "note-answered-search",
  text: `with ${notedTransactions(2)}
    insert into disclosures ${disclosureColumns}
    select $1, x.partner, ${toldFields}, x.message_id from ${toldRows(3)}`,
};
const prune: Statement = {
  name: "prune-searches",
  text: `delete from searches where system = $1 and status <> 'owed'`,
};
