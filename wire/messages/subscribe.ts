/** Subscribe, on-subscribe and notify (ESS API 1.0.0, API.COM.02 and API.COM.03). */
import { Type, type Static } from "typebox";
import { Id } from "../envelope.ts";
import { reader, type Reading } from "../reading.ts";
import {
  codeOfMessageFault,
  Frequency,
  itemMembers,
  itemStatusMembers,
  Locale,
  message_items_max,
  Name,
  RegRecords,
  Timestamp,
} from "./parts.ts";

/** SubscribeRequest.subscribe_request[].subscribe_criteria; `filter` is read by the criteria parser. */
export const SubscribeCriteria = Type.Object({
  version: Type.Optional(Type.String({ maxLength: 20 })),
  reg_type: Type.Optional(Name),
  reg_event_type: Name,
  frequency: Type.Optional(Frequency),
  filter_type: Type.Optional(Name),
  filter: Type.Unknown(),
  notify_record_type: Name,
  authorize: Type.Optional(Type.Unknown()),
});
export type SubscribeCriteria = Static<typeof SubscribeCriteria>;

/** One subscription asked for. */
export const SubscribeRequestItem = Type.Object({
  ...itemMembers,
  subscribe_criteria: SubscribeCriteria,
  locale: Type.Optional(Locale),
});
export type SubscribeRequestItem = Static<typeof SubscribeRequestItem>;

/** SubscribeRequest. */
export const SubscribeRequest = Type.Object({
  transaction_id: Id,
  subscribe_request: Type.Array(SubscribeRequestItem, {
    minItems: 1,
    maxItems: message_items_max,
  }),
});
export type SubscribeRequest = Static<typeof SubscribeRequest>;

/** SubscriptionInfo: a subscription as its event source describes it. */
export const SubscriptionInfo = Type.Object({
  version: Type.Optional(Type.String({ maxLength: 20 })),
  code: Id,
  status: Name,
  timestamp: Timestamp,
  reg_type: Type.Optional(Name),
  reg_event_type: Type.Optional(Name),
  frequency: Type.Optional(Frequency),
  filter_type: Type.Optional(Name),
  filter: Type.Optional(Type.Unknown()),
  notify_record_type: Type.Optional(Name),
  locale: Type.Optional(Locale),
});
export type SubscriptionInfo = Static<typeof SubscriptionInfo>;

/** The answer to one subscription asked for. */
export const SubscribeResponseItem = Type.Object({
  ...itemMembers,
  ...itemStatusMembers,
  subscriptions: Type.Optional(Type.Array(SubscriptionInfo, { maxItems: message_items_max })),
  locale: Type.Optional(Locale),
});
export type SubscribeResponseItem = Static<typeof SubscribeResponseItem>;

/** SubscribeResponse. */
export const SubscribeResponse = Type.Object({
  transaction_id: Id,
  correlation_id: Id,
  subscribe_response: Type.Array(SubscribeResponseItem, { maxItems: message_items_max }),
});
export type SubscribeResponse = Static<typeof SubscribeResponse>;

/** One event. */
export const NotifyEvent = Type.Object({
  ...itemMembers,
  data: Type.Object({
    version: Type.Optional(Type.String({ maxLength: 20 })),
    reg_type: Type.Optional(Name),
    reg_event_type: Type.Optional(Name),
    reg_record_type: Name,
    reg_records: RegRecords,
  }),
  locale: Type.Optional(Locale),
});
export type NotifyEvent = Static<typeof NotifyEvent>;

/** NotifyEventRequest; an empty list is a heartbeat of `header.meta.sync`. */
export const NotifyEventRequest = Type.Object({
  transaction_id: Id,
  notify_event: Type.Array(NotifyEvent, { maxItems: message_items_max }),
});
export type NotifyEventRequest = Static<typeof NotifyEventRequest>;

/** Reads the message of a `subscribe`. */
export const parseSubscribeRequest: (value: unknown) => Reading<SubscribeRequest> = reader(
  SubscribeRequest,
  codeOfMessageFault,
);

/** Reads the message of an `on-subscribe`. */
export const parseSubscribeResponse: (value: unknown) => Reading<SubscribeResponse> = reader(
  SubscribeResponse,
  codeOfMessageFault,
);

/** Reads the message of a `notify`. */
export const parseNotifyEventRequest: (value: unknown) => Reading<NotifyEventRequest> = reader(
  NotifyEventRequest,
  codeOfMessageFault,
);
