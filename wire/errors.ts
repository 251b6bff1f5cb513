/**
 * Every error the outside can see, once. Codes are the standard's own (ESS API 1.0.0: Error.code,
 * MsgHeaderStatusReasonCode, Search-, Subscribe- and UnSubscribeStatusReasonCode). `status` is what
 * the HTTP answer carries when the fault is found at the door; the item codes normally travel as
 * `rjct` in a callback or a synchronous answer instead, under HTTP 200.
 */

/** One line of the table. `text` goes to the partner, `reader` tells our operator what to do. */
export type WireError = { status: number; retryable: boolean; text: string; reader: string };

const callTheSender = "Ask the partner to correct the message; it will fail the same way again.";
const checkAgreement = "Compare the agreement with what the partner asks for.";

/** The table. Texts are safe to send and to log: they hold no value of any message. */
export const wireErrors = {
  "err.request.bad": {
    status: 400,
    retryable: false,
    text: "The message is not well formed.",
    reader: callTheSender,
  },
  "err.request.unauthorized": {
    status: 401,
    retryable: false,
    text: "The access token is missing, expired or unknown.",
    reader: "Check the partner's client credentials and the clock of both systems.",
  },
  "err.request.forbidden": {
    status: 403,
    retryable: false,
    text: "The agreement does not allow this request.",
    reader: checkAgreement,
  },
  "err.request.not_found": {
    status: 404,
    retryable: false,
    text: "There is nothing at this address.",
    reader: "Give the partner the address published for this system.",
  },
  "err.request.timeout": {
    status: 504,
    retryable: true,
    text: "The request took too long.",
    reader: "Look at the load of this system; the partner may try again.",
  },
  "err.version.not_supported": {
    status: 400,
    retryable: false,
    text: "This version of the protocol is not supported.",
    reader: "Agree with the partner on version 1.0.0.",
  },
  "err.request.too_many_requests": {
    status: 429,
    retryable: true,
    text: "Too many requests; wait before the next one.",
    reader: "If it lasts, raise the partner's limit or ask it to slow down.",
  },
  "err.sender_id.invalid": {
    status: 401,
    retryable: false,
    text: "The sender is unknown or is not the holder of the access token.",
    reader: "Check the sender id registered for this partner.",
  },
  "err.sender_uri.invalid": {
    status: 400,
    retryable: false,
    text: "The callback address is not registered for this sender.",
    reader: "Register the origin of the callback address, if it is the partner's.",
  },
  "err.receiver_id.invalid": {
    status: 400,
    retryable: false,
    text: "The message is addressed to another receiver.",
    reader: "Give the partner the receiver id of this system.",
  },
  "err.signature.missing": {
    status: 401,
    retryable: false,
    text: "The message is not signed.",
    reader: "Ask the partner to sign; nothing was taken over.",
  },
  "err.signature.invalid": {
    status: 401,
    retryable: false,
    text: "The signature does not hold.",
    reader: "Check the partner's key set, its clock and its signing rules; nothing was taken over.",
  },
  "err.encryption.invalid": {
    status: 400,
    retryable: false,
    text: "The message cannot be decrypted, or its encryption is not the agreed one.",
    reader: "Check which encryption the agreement names.",
  },
  "err.service.unavailable": {
    status: 503,
    retryable: true,
    text: "The service is not available now.",
    reader: "See the health page; partners try again by themselves.",
  },
  "rjct.version.invalid": {
    status: 400,
    retryable: false,
    text: "The version of the message is not valid.",
    reader: callTheSender,
  },
  "rjct.message_id.duplicate": {
    status: 409,
    retryable: false,
    text: "This message id was used before for another content.",
    reader: "Ask the partner to give every message its own id.",
  },
  "rjct.message_ts.invalid": {
    status: 400,
    retryable: false,
    text: "The time of the message is not a date-time with a zone.",
    reader: callTheSender,
  },
  "rjct.action.invalid": {
    status: 400,
    retryable: false,
    text: "The action does not belong to this address.",
    reader: callTheSender,
  },
  "rjct.action.not_supported": {
    status: 400,
    retryable: false,
    text: "The action is not supported.",
    reader: callTheSender,
  },
  "rjct.total_count.invalid": {
    status: 400,
    retryable: false,
    text: "The count of the message is not a number.",
    reader: callTheSender,
  },
  "rjct.total_count.limit_exceeded": {
    status: 400,
    retryable: false,
    text: "The message holds more items than are accepted.",
    reader: "Ask the partner to send smaller batches.",
  },
  "rjct.errors.too_many": {
    status: 400,
    retryable: false,
    text: "Too many items of the message are faulty.",
    reader: callTheSender,
  },
  "rjct.reference_id.invalid": {
    status: 400,
    retryable: false,
    text: "The reference id is not valid.",
    reader: callTheSender,
  },
  "rjct.reference_id.duplicate": {
    status: 400,
    retryable: false,
    text: "The reference id stands twice in the message.",
    reader: callTheSender,
  },
  "rjct.timestamp.invalid": {
    status: 400,
    retryable: false,
    text: "The time of the item is not a date-time with a zone.",
    reader: callTheSender,
  },
  "rjct.search_criteria.invalid": {
    status: 400,
    retryable: false,
    text: "The search criteria are not understood or not allowed.",
    reader: checkAgreement,
  },
  "rjct.filter.invalid": {
    status: 400,
    retryable: false,
    text: "The filter is not understood or not allowed.",
    reader: checkAgreement,
  },
  "rjct.sort.invalid": {
    status: 400,
    retryable: false,
    text: "The sort order is not understood or not allowed.",
    reader: callTheSender,
  },
  "rjct.pagination.invalid": {
    status: 400,
    retryable: false,
    text: "The page asked for is not valid.",
    reader: callTheSender,
  },
  "rjct.search.too_many_records_found": {
    status: 400,
    retryable: false,
    text: "The search finds more records than may be given at once.",
    reader: "Nothing; the partner has to narrow the search.",
  },
  "rjct.notify_types.invalid": {
    status: 400,
    retryable: false,
    text: "The event or record type is not offered.",
    reader: checkAgreement,
  },
  "rjct.notify_details.invalid": {
    status: 400,
    retryable: false,
    text: "The details of the notification are not valid.",
    reader: callTheSender,
  },
  "rjct.person_id.invalid": {
    status: 400,
    retryable: false,
    text: "The person's identifier is not valid.",
    reader: callTheSender,
  },
  "rjct.event.already_subscribed": {
    status: 400,
    retryable: false,
    text: "This subscription is already active.",
    reader: "Nothing; the subscription the partner holds goes on.",
  },
  "rjct.subscription_code.invalid": {
    status: 400,
    retryable: false,
    text: "The subscription code is unknown.",
    reader: "Compare the list of subscriptions with the partner's.",
  },
  "rjct.requester.invalid": {
    status: 400,
    retryable: false,
    text: "The requester does not hold this subscription.",
    reader: checkAgreement,
  },
  "rjct.event.already_unsubscribed": {
    status: 400,
    retryable: false,
    text: "This subscription has already ended.",
    reader: "Nothing; both systems agree that it has ended.",
  },
} as const satisfies Record<string, WireError>;

/** A code the outside can see. */
export type WireErrorCode = keyof typeof wireErrors;

/** Same code, other HTTP status: faults HTTP names more exactly than the standard's list does. */
export const wireErrorVariants = {
  bodyTooLarge: {
    code: "err.request.bad",
    status: 413,
    retryable: false,
    text: "The message is larger than is accepted.",
    reader: "Ask the partner to send smaller batches.",
  },
  mediaTypeNotSupported: {
    code: "err.request.bad",
    status: 415,
    retryable: false,
    text: "The message is not application/json.",
    reader: callTheSender,
  },
} as const satisfies Record<string, WireError & { code: WireErrorCode }>;

/** Whether a text is one of the codes of the table. */
export function isWireErrorCode(code: unknown): code is WireErrorCode {
  return typeof code === "string" && Object.hasOwn(wireErrors, code);
}
