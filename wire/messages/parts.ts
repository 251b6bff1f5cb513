/**
 * The parts the messages share (ESS API 1.0.0: SubscriptionInfo, SearchRequest). Readers are
 * tolerant where the published samples are sloppy; times and business meaning of an item are judged
 * later, so that one faulty item is an `rjct` and not the end of its batch.
 */
import { Type, type Static } from "typebox";
import { id_chars_max, Id, message_chars_max } from "../envelope.ts";
import type { WireErrorCode } from "../errors.ts";
import type { Fault } from "../reading.ts";

/** Items one message may hold. */
export const message_items_max = 1000;

/** A JSON object of any content. */
export const AnyObject = Type.Unsafe<Record<string, unknown>>({ type: "object" });

/** A name from a list that peers extend: registry type, record type, event type. */
export const Name = Type.String({ minLength: 1, maxLength: 200 });

/** A time as sent; `isDateTimeWithZone` judges it per item. */
export const Timestamp = Type.String({ minLength: 1, maxLength: 64 });

/** ISO 639-3 by the standard; samples also send two letters. */
export const Locale = Type.String({ minLength: 1, maxLength: 35 });

/** RequestStatus, free text on reading: samples say "success". */
export const ItemStatus = Type.String({ minLength: 1, maxLength: id_chars_max });

/** The records of an answer or event: a list by the search schema, one object by the notify schema. */
export const RegRecords = Type.Union([
  AnyObject,
  Type.Array(AnyObject, { maxItems: message_items_max }),
]);

/** Status members every item of an answer carries. */
export const itemStatusMembers = {
  status: ItemStatus,
  status_reason_code: Type.Optional(Type.String({ maxLength: 200 })),
  status_reason_message: Type.Optional(Type.String({ maxLength: message_chars_max })),
};

/** Members that open every item of a batch. */
export const itemMembers = { reference_id: Id, timestamp: Timestamp };

/** SubscriptionInfo.frequency; the word is a Quartz cron text or `real-time`. */
export const Frequency = Type.Object({
  start_time: Type.Optional(Timestamp),
  end_time: Type.Optional(Timestamp),
  frequency: Type.Optional(Type.String({ maxLength: 200 })),
});
export type Frequency = Static<typeof Frequency>;

/** A batch beyond the limit has its own code; anything else is a malformed message. */
export function codeOfMessageFault({ path, keyword }: Fault): WireErrorCode {
  return keyword === "maxItems" && /^\/[a-z_]+$/.test(path)
    ? "rjct.total_count.limit_exceeded"
    : "err.request.bad";
}
