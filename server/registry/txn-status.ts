import type { JsonObject } from "../../domain/json.ts";
import { answerHeader } from "../../exchange/answer-header.ts";
import { rejectedItem } from "../../exchange/search-response.ts";
import { oweCallback } from "../../store/callbacks.ts";
import { countOutstanding } from "../../store/searches.ts";
import {
  findTransactions,
  transactionKinds,
  type StoredTransaction,
  type TransactionKind,
  type TransactionName,
} from "../../store/transactions.ts";
import { parseTxnStatusRequest, type TxnStatusRequest } from "../../wire/messages/txn-status.ts";
import { callbackUrl } from "./callback-url.ts";
import type { Fault, Knock, Unsigned } from "./knock.ts";
import { outstanding_max, tooManyOutstanding } from "./search.ts";

/** `sync/txn/status` (API.COM.04 SYN): how a transaction of the asking partner stands. */
export async function syncTxnStatus(knock: Knock): Promise<Fault | Unsigned> {
  const asked = readAsked(knock);
  return "code" in asked ? asked : answer(knock, asked, knock.door.node.newId());
}

/**
 * `txn/status` (API.COM.04 ASY): the same, owed as a txn/on-status. It is answered as the transaction
 * stands when it is asked; no record is ever in it, so it may wait until the partner takes it.
 */
export async function txnStatus(knock: Knock, ack: string): Promise<Fault | null> {
  const { envelope, partner, door, correlationId } = knock;
  const asked = readAsked(knock);
  if ("code" in asked) return asked;
  if (!envelope || !partner) return { code: "err.request.bad" };
  const { store } = door.hosted;
  if ((await countOutstanding(store, partner.id)) >= outstanding_max) return tooManyOutstanding;
  await oweCallback(
    store,
    {
      id: correlationId,
      partner: partner.id,
      url: callbackUrl(partner, knock.replyUri ?? "", "txn/on-status"),
      action: "txn-on-status",
      ...(await answer(knock, asked, `cb-${correlationId}`)),
    },
    { message_id: knock.receiptId ?? envelope.header.message_id, digest: knock.digest ?? "", ack },
  );
  return null;
}

function readAsked({ envelope }: Knock): TxnStatusRequest | Fault {
  if (!envelope) return { code: "err.request.bad" };
  const read = parseTxnStatusRequest(envelope.message);
  if (read.ok) return read.value;
  return { code: read.code, text: `The message is not as expected at ${read.reason}.` };
}

/**
 * TxnStatusResponse. A transaction that is not known, or not this partner's, has the shape of a
 * search's answer with one rejected item: the standard has no other for it.
 */
async function answer(knock: Knock, asked: TxnStatusRequest, messageId: string): Promise<Unsigned> {
  const { door, partner, correlationId, nowMs } = knock;
  const timestamp = new Date(nowMs).toISOString();
  const { txn_type, reference_id } = asked.txnstatus_request;
  const kind = transactionKinds.find((one) => one === lastWord(txn_type));
  const name = nameOf(asked);
  const known =
    kind && name && partner
      ? await findTransactions(door.hosted.store, partner.id, kind, name)
      : [];
  const txn_status =
    kind && known.length > 0
      ? stands(kind, known, name)
      : {
          transaction_id: asked.transaction_id,
          correlation_id: correlationId,
          search_response: [rejectedItem({ reference_id, timestamp }, "rjct.reference_id.invalid")],
        };
  const header = answerHeader({
    messageId,
    timestamp,
    action: "txn-on-status",
    status: known.length > 0 ? "succ" : "rjct",
    total: 1,
    from: door.hosted.store.system.id,
    to: partner?.id ?? "",
  });
  const message: JsonObject = {
    transaction_id: asked.transaction_id,
    correlation_id: correlationId,
    txnstatus_response: { txn_type: kind ?? "search", txn_status },
  };
  return { header, message };
}

/** `ns:org:TxnType:search` and `search` are one word. */
function lastWord(text: string): string {
  return text
    .slice(text.lastIndexOf(":") + 1)
    .trim()
    .toLowerCase();
}

function nameOf({ txnstatus_request }: TxnStatusRequest): TransactionName | null {
  const { attribute_type, attribute_value } = txnstatus_request;
  const values = Array.isArray(attribute_value) ? attribute_value : [attribute_value];
  const [value = "", ...more] = values;
  switch (lastWord(attribute_type)) {
    case "transaction_id":
      return more.length === 0 ? { by: "transaction_id", value } : null;
    case "correlation_id":
      return more.length === 0 ? { by: "correlation_id", value } : null;
    case "reference_id_list":
      return { by: "reference_ids", values };
    case "subscription_code_list":
      return { by: "codes", values };
    default:
      return null;
  }
}

/** The response message of the transaction's own operation, without any record. */
function stands(
  kind: TransactionKind,
  known: readonly StoredTransaction[],
  name: TransactionName | null,
): JsonObject {
  const latest = known.at(-1);
  const ids = {
    transaction_id: latest?.transaction_id ?? "",
    correlation_id: latest?.correlation_id ?? "",
  };
  const items = known.flatMap((one) => one.items).filter(isNamed(name));
  switch (kind) {
    case "search":
      return { ...ids, search_response: items };
    case "subscribe":
      return { ...ids, subscribe_response: items };
    case "unsubscribe":
      return {
        ...ids,
        timestamp: (latest?.updated_at ?? new Date(0)).toISOString(),
        status: latest?.status ?? "rjct",
        subscription_status: items,
      };
    case "enrolled":
      return { ...ids, enrolled_response: items };
    case "receipt":
      // Who was told of is not repeated: the schema asks for the member, the items say how it went.
      return { ...ids, receipt_information: { beneficiaries: [] }, enrolled_response: items };
  }
}

/** Asked by references, only their items are told. */
function isNamed(name: TransactionName | null): (item: JsonObject) => boolean {
  if (name?.by !== "reference_ids") return () => true;
  const wanted = new Set(name.values);
  return ({ reference_id }) => typeof reference_id !== "string" || wanted.has(reference_id);
}
