/**
 * Our two reads beside the standard (guarantees, Delivery protocol): `sync/status` tells how a
 * subscription stands, `sync/events` gives what came after a counter, for a subscriber that was away
 * or cannot be called. Any subscriber may use them, Tandem or not.
 */
import { Type, type Static } from "typebox";
import { Id } from "../envelope.ts";
import { reader, type Reading } from "../reading.ts";
import { codeOfMessageFault } from "./parts.ts";
import { NotifyEvent } from "./subscribe.ts";

/** Events one answer of `sync/events` may hold. */
export const catch_up_events_max = 200;

const Counter = Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER });

/** Asks for the state of one's own subscription. */
export const SyncStatusRequest = Type.Object({ transaction_id: Id, subscription_code: Id });
export type SyncStatusRequest = Static<typeof SyncStatusRequest>;

/**
 * `head`: counter of the last event sent and acknowledged; `waiting`: whether there is more;
 * `status`: subscribe, paused or unsubscribe, as SubscriptionInfo says it.
 */
export const SyncStatusResponse = Type.Object({
  transaction_id: Id,
  correlation_id: Id,
  subscription_code: Id,
  status: Type.String({ minLength: 1, maxLength: 99 }),
  epoch: Type.String({ minLength: 1, maxLength: 64 }),
  head: Counter,
  waiting: Type.Boolean(),
  problem: Type.Optional(Type.String({ maxLength: 99 })),
});
export type SyncStatusResponse = Static<typeof SyncStatusResponse>;

/**
 * Asks for the next events after the counter `after`. Asking acknowledges: everything up to `after`
 * counts as received. An `epoch` other than ours is told, and then `after` counts as nothing.
 */
export const SyncEventsRequest = Type.Object({
  transaction_id: Id,
  subscription_code: Id,
  epoch: Type.Optional(Type.String({ minLength: 1, maxLength: 64 })),
  after: Counter,
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: catch_up_events_max })),
});
export type SyncEventsRequest = Static<typeof SyncEventsRequest>;

/** The events `from..to` in order; `from` is `after + 1`, and an empty list means in step. */
export const SyncEventsResponse = Type.Object({
  transaction_id: Id,
  correlation_id: Id,
  subscription_code: Id,
  epoch: Type.String({ minLength: 1, maxLength: 64 }),
  from: Counter,
  to: Counter,
  more: Type.Boolean(),
  notify_event: Type.Array(NotifyEvent, { maxItems: catch_up_events_max }),
});
export type SyncEventsResponse = Static<typeof SyncEventsResponse>;

/** Reads the message of a `sync-status`. */
export const parseSyncStatusRequest: (value: unknown) => Reading<SyncStatusRequest> = reader(
  SyncStatusRequest,
  codeOfMessageFault,
);

/** Reads the message of a `sync-events`. */
export const parseSyncEventsRequest: (value: unknown) => Reading<SyncEventsRequest> = reader(
  SyncEventsRequest,
  codeOfMessageFault,
);

/** Reads the answer to `sync-status`. */
export const parseSyncStatusResponse: (value: unknown) => Reading<SyncStatusResponse> = reader(
  SyncStatusResponse,
  codeOfMessageFault,
);

/** Reads the answer to `sync-events`. */
export const parseSyncEventsResponse: (value: unknown) => Reading<SyncEventsResponse> = reader(
  SyncEventsResponse,
  codeOfMessageFault,
);
