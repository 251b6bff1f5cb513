/** Transaction status, asynchronous and synchronous (ESS API 1.0.0, API.COM.04). */
import { Type, type Static } from "typebox";
import { Id } from "../envelope.ts";
import { reader, type Reading } from "../reading.ts";
import { AnyObject, codeOfMessageFault, Locale, message_items_max, Name } from "./parts.ts";

/**
 * TxnStatusRequest. `attribute_type` says by what the transaction is named: transaction_id,
 * correlation_id, reference_id_list, or subscription_code_list (core registry API). Types are read
 * as words and judged later: an unknown one is a business fault.
 */
export const TxnStatusRequest = Type.Object({
  transaction_id: Id,
  txnstatus_request: Type.Object({
    reference_id: Id,
    txn_type: Name,
    attribute_type: Name,
    attribute_value: Type.Union([Id, Type.Array(Id, { minItems: 1, maxItems: message_items_max })]),
    locale: Type.Optional(Locale),
  }),
});
export type TxnStatusRequest = Static<typeof TxnStatusRequest>;

/** TxnStatusResponse; `txn_status` is the response message of the transaction's own operation. */
export const TxnStatusResponse = Type.Object({
  transaction_id: Id,
  correlation_id: Id,
  txnstatus_response: Type.Object({
    txn_type: Name,
    txn_status: AnyObject,
  }),
});
export type TxnStatusResponse = Static<typeof TxnStatusResponse>;

/** Reads the message of a `txn-status`. */
export const parseTxnStatusRequest: (value: unknown) => Reading<TxnStatusRequest> = reader(
  TxnStatusRequest,
  codeOfMessageFault,
);

/** Reads the message of a `txn-on-status`. */
export const parseTxnStatusResponse: (value: unknown) => Reading<TxnStatusResponse> = reader(
  TxnStatusResponse,
  codeOfMessageFault,
);
