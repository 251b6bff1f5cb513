/**
 * The shapes of the standard's answers, strict about what it requires: written from its OpenAPI
 * documents (ESS API 1.0.0; IBR API 1.0.0), not from what any server sends.
 */
import { Type, type TSchema } from "typebox";
import { Compile } from "typebox/compile";

const DateTime = Type.String({
  pattern: "^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}(\\.\\d+)?(Z|[+-]\\d{2}:\\d{2})$",
});
const Id = Type.String({ minLength: 1, maxLength: 99 });
const CorrelationId = Type.String({ maxLength: 99, pattern: "^[a-zA-Z0-9-]+$" });
const Text = Type.String({ minLength: 1 });
const Reason = Type.String({ maxLength: 999 });
const Locale = Type.String({ pattern: "^[a-z]{3}$" });
const RequestStatus = Type.Enum(["rcvd", "pdng", "succ", "rjct"]);
const Count = Type.Integer({ minimum: 0 });
const Reasons = (...codes: string[]) => Type.Optional(Type.Enum(codes));

/** Error.code of an ack. */
export const ackCodes = [
  "err.request.bad",
  "err.request.unauthorized",
  "err.request.forbidden",
  "err.request.not_found",
  "err.request.timeout",
  "err.version.not_supported",
  "err.request.too_many_requests",
  "err.sender_id.invalid",
  "err.sender_uri.invalid",
  "err.receiver_id.invalid",
  "err.signature.missing",
  "err.signature.invalid",
  "err.encryption.invalid",
  "err.service.unavailable",
];
/** MsgHeaderStatusReasonCode. */
export const headerCodes = [
  "rjct.version.invalid",
  "rjct.message_id.duplicate",
  "rjct.message_ts.invalid",
  "rjct.action.invalid",
  "rjct.action.not_supported",
  "rjct.total_count.invalid",
  "rjct.total_count.limit_exceeded",
  "rjct.errors.too_many",
];
const itemCodes = [
  "rjct.reference_id.invalid",
  "rjct.reference_id.duplicate",
  "rjct.timestamp.invalid",
];
/** SearchStatusReasonCode. */
export const searchCodes = [
  ...itemCodes,
  "rjct.search_criteria.invalid",
  "rjct.filter.invalid",
  "rjct.sort.invalid",
  "rjct.pagination.invalid",
  "rjct.search.too_many_records_found",
];
/** SubscribeStatusReasonCode. */
export const subscribeCodes = [
  ...itemCodes,
  "rjct.notify_types.invalid",
  "rjct.notify_details.invalid",
  "rjct.person_id.invalid",
  "rjct.event.already_subscribed",
];
/** UnSubscribeStatusReasonCode. */
export const unsubscribeCodes = [
  ...itemCodes,
  "rjct.subscription_code.invalid",
  "rjct.requester.invalid",
  "rjct.event.already_unsubscribed",
];
export const allCodes = new Set([
  ...ackCodes,
  ...headerCodes,
  ...searchCodes,
  ...subscribeCodes,
  ...unsubscribeCodes,
]);

/** The body of every asynchronous answer. */
export const AckShape = Type.Object({
  message: Type.Object({
    ack_status: Type.Enum(["ACK", "NACK", "ERR"]),
    timestamp: DateTime,
    correlation_id: CorrelationId,
    error: Type.Optional(
      Type.Object({ code: Type.Enum(ackCodes), message: Type.String({ maxLength: 999 }) }),
    ),
  }),
});

const callbackMembers = {
  version: Type.Optional(Type.Literal("1.0.0")),
  message_id: Text,
  message_ts: DateTime,
  action: Text,
  sender_id: Type.Optional(Text),
  receiver_id: Type.Optional(Text),
  total_count: Type.Optional(Count),
  completed_count: Type.Optional(Count),
  is_msg_encrypted: Type.Optional(Type.Boolean()),
  meta: Type.Optional(Type.Object({})),
};
/** MsgCallbackHeader. */
export const CallbackHeader = Type.Object({
  ...callbackMembers,
  status: RequestStatus,
  status_reason_code: Type.Optional(Type.String()),
  status_reason_message: Type.Optional(Reason),
});
/** MsgHeader, which the standard gives to on-subscribe and on-unsubscribe. */
export const RequestHeader = Type.Object({
  ...callbackMembers,
  sender_id: Text,
  total_count: Count,
});

const itemMembers = {
  reference_id: Id,
  timestamp: DateTime,
  status: RequestStatus,
  status_reason_message: Type.Optional(Reason),
};

/** SearchResponse. */
export const SearchAnswer = Type.Object({
  transaction_id: Id,
  correlation_id: CorrelationId,
  search_response: Type.Array(
    Type.Object({
      ...itemMembers,
      status_reason_code: Reasons(...searchCodes),
      data: Type.Optional(
        Type.Object({
          version: Type.Optional(Type.String()),
          reg_type: Type.Optional(Type.String()),
          reg_record_type: Type.Optional(Type.String()),
          reg_records: Type.Array(Type.Object({})),
        }),
      ),
      pagination: Type.Optional(
        Type.Object({
          page_size: Type.Integer({ minimum: 0 }),
          page_number: Type.Integer({ minimum: 1 }),
          total_count: Count,
        }),
      ),
      locale: Type.Optional(Locale),
    }),
  ),
});

/** SubscriptionInfo. */
const Subscription = Type.Object({
  version: Type.Optional(Type.String()),
  code: Id,
  status: Type.Enum(["subscribe", "unsubscribe"]),
  timestamp: DateTime,
  reg_type: Type.Optional(Type.String()),
  reg_event_type: Type.Optional(Type.String()),
  frequency: Type.Optional(Type.Object({})),
  filter_type: Type.Optional(Type.Enum(["idtype-value", "expression", "predicate", "graphql"])),
  notify_record_type: Type.Optional(Type.String()),
  locale: Type.Optional(Locale),
});

/** SubscribeResponse. */
export const SubscribeAnswer = Type.Object({
  transaction_id: Id,
  correlation_id: CorrelationId,
  subscribe_response: Type.Array(
    Type.Object({
      ...itemMembers,
      status_reason_code: Reasons(...subscribeCodes),
      subscriptions: Type.Optional(Type.Array(Subscription)),
      locale: Type.Optional(Locale),
    }),
  ),
});

/** NotifyEventRequest. */
export const NotifyMessage = Type.Object({
  transaction_id: Id,
  notify_event: Type.Array(
    Type.Object({
      reference_id: Id,
      timestamp: DateTime,
      data: Type.Object({
        version: Type.Optional(Type.String()),
        reg_type: Type.Optional(Type.String()),
        reg_event_type: Type.Optional(Type.String()),
        reg_record_type: Text,
        reg_records: Type.Union([Type.Object({}), Type.Array(Type.Object({}))]),
      }),
      locale: Type.Optional(Locale),
    }),
  ),
});

/** UnSubscribeResponse. */
export const UnsubscribeAnswer = Type.Object({
  transaction_id: Id,
  correlation_id: CorrelationId,
  timestamp: DateTime,
  status: RequestStatus,
  status_reason_code: Reasons(...unsubscribeCodes),
  status_reason_message: Type.Optional(Reason),
  subscription_status: Type.Optional(
    Type.Array(Type.Object({ code: Id, status: Type.Enum(["subscribe", "unsubscribe"]) })),
  ),
});

/** TxnStatusResponse; what stands in `txn_status` is judged by the clauses. */
export const TxnAnswer = Type.Object({
  transaction_id: Id,
  correlation_id: CorrelationId,
  txnstatus_response: Type.Object({
    txn_type: Type.Enum(["search", "subscribe", "receipt", "enrolled"]),
    txn_status: Type.Object({ transaction_id: Id }),
  }),
});

const enrolledAnswer = (enrolled_status: TSchema) =>
  Type.Object({
    transaction_id: Id,
    correlation_id: CorrelationId,
    enrolled_response: Type.Array(Type.Object({ ...itemMembers, enrolled_status })),
  });
const enrolled_statuses = [
  "Active",
  "Deceased",
  "Suspended",
  "Inactive",
  "Reinstated",
  "Awaiting Renewal",
];
/** EnrolledResponse of check-enrollment (ESS). */
export const CheckAnswer = enrolledAnswer(Type.Enum(enrolled_statuses));
/** EnrolledResponse of sync/enrolled (IBR). */
export const EnrolledAnswer = enrolledAnswer(Type.Enum(["yes", "no"]));
/** EnrollmentUpdatesResponse (IBR). */
export const UpdatesAnswer = Type.Object({
  transaction_id: Id,
  correlation_id: CorrelationId,
  enrolled_response: Type.Array(Type.Object(itemMembers)),
});

/** HttpErrorResponse. */
export const HttpErrorShape = Type.Object({
  errors: Type.Array(Type.Object({ code: Text, message: Type.Optional(Type.String()) }), {
    minItems: 1,
  }),
});

/** JWKS (RFC 7517 as the standard's key page narrows it). */
export const KeySet = Type.Object({
  keys: Type.Array(
    Type.Object({ kty: Text, kid: Text, use: Type.Enum(["sig", "enc"]), alg: Text }),
    { minItems: 1 },
  ),
});

const faults_max = 5;
const compiled = new Map<TSchema, ReturnType<typeof Compile>>();

/** Where a value is not of a shape, as sentences. */
export function shapeFaults(shape: TSchema, value: unknown, what: string): string[] {
  const validator = compiled.get(shape) ?? Compile(shape);
  compiled.set(shape, validator);
  if (validator.Check(value)) return [];
  const faults = validator.Errors(value).slice(0, faults_max);
  return faults.map((fault) => {
    const missing =
      fault.keyword === "required" ? ` (${fault.params.requiredProperties.join(", ")})` : "";
    return `${what}${fault.instancePath}: ${fault.message}${missing}.`;
  });
}
