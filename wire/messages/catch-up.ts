/**
 * Our reads beside the standard (guarantees, Delivery protocol): `sync/status` tells how a
 * subscription stands, `sync/events` gives what came after a counter, for a subscriber that was away
 * or cannot be called; any subscriber may use them, Tandem or not. `sync/records` gives records as
 * they are now, whole, to a Tandem system that finds a version or a message missing.
 */
import { Type, type Static } from "typebox";
import { Id } from "../envelope.ts";
import { reader, type Reading } from "../reading.ts";
import { codeOfMessageFault } from "./parts.ts";
import { NotifyEvent } from "./subscribe.ts";
import { RecordKey } from "../sync-meta.ts";

/** Events one answer of `sync/events` may hold. */
export const catch_up_events_max = 200;

const Counter = Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER });

/** Asks for the state of one's own subscription. */
export const SyncStatusRequest = Type.Object({ transaction_id: Id, subscription_code: Id });
export type SyncStatusRequest = Static<typeof SyncStatusRequest>;

/** Records of the asker that an answer of `sync/status` names at most. */
export const parked_told_max = 100;

/**
 * `parked`: records of the asker of which we hold changes back, and why (`clock_ahead`: stamped more
 * than five minutes ahead of our clock; `gap`, `unknown_key`, `refused`); absent when there are none.
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
  parked: Type.Optional(
    Type.Array(Type.Object({ key: RecordKey, why: Type.String({ maxLength: 99 }) }), {
      maxItems: parked_told_max,
    }),
  ),
  /** Records the subscriber refused, which wait here; their later versions wait behind them. */
  refused: Type.Optional(Counter),
  /** Everything the agreement covers is sent again, and why. */
  snapshot: Type.Optional(Type.String({ maxLength: 99 })),
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

/** Records one question of `sync/records` may name, and one answer may hold. */
export const whole_records_max = 100;

/**
 * Asks for records of one's own standing subscription as they are now: those named (`keys`), or those
 * sent last under a number after `after`. Nothing is acknowledged by it.
 */
export const SyncRecordsRequest = Type.Object({
  transaction_id: Id,
  subscription_code: Id,
  keys: Type.Optional(Type.Array(RecordKey, { minItems: 1, maxItems: whole_records_max })),
  after: Type.Optional(Counter),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: whole_records_max })),
});
export type SyncRecordsRequest = Static<typeof SyncRecordsRequest>;

/**
 * The records, each in one event whose item in `header.meta.sync` has `prev` 0: whole, whatever came
 * before. `not_given`: keys asked for that are not shared under this subscription, whyever. `next`:
 * the `after` of the next question, when there is more.
 */
export const SyncRecordsResponse = Type.Object({
  transaction_id: Id,
  correlation_id: Id,
  subscription_code: Id,
  epoch: Type.String({ minLength: 1, maxLength: 64 }),
  next: Counter,
  more: Type.Boolean(),
  not_given: Type.Array(RecordKey, { maxItems: whole_records_max }),
  notify_event: Type.Array(NotifyEvent, { maxItems: whole_records_max }),
});
export type SyncRecordsResponse = Static<typeof SyncRecordsResponse>;

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

/** Reads the message of a `sync-records`. */
export const parseSyncRecordsRequest: (value: unknown) => Reading<SyncRecordsRequest> = reader(
  SyncRecordsRequest,
  codeOfMessageFault,
);

/** Reads the answer to `sync-records`. */
export const parseSyncRecordsResponse: (value: unknown) => Reading<SyncRecordsResponse> = reader(
  SyncRecordsResponse,
  codeOfMessageFault,
);
