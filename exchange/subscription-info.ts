import type { JsonObject } from "../domain/json.ts";
import type { SubscribeCriteria } from "../wire/messages/subscribe.ts";

/** What a partner asked for, in its own words, to be described again later (SubscriptionInfo). */
export function askedOf(criteria: SubscribeCriteria): JsonObject {
  const { reg_type, reg_event_type, frequency, filter_type, filter, notify_record_type } = criteria;
  const asked = { reg_type, reg_event_type, frequency, filter_type, filter, notify_record_type };
  // What is absent is left out.
  return JSON.parse(JSON.stringify(asked)) as JsonObject;
}

/** SubscriptionInfo (ESS API 1.0.0): `at` is when it was made, or when it is told of. */
export function infoOf(of: {
  code: string;
  status: "active" | "paused" | "ended";
  asked: JsonObject;
  at: Date;
}): JsonObject {
  return {
    version: "1.0.0",
    code: of.code,
    status: of.status === "ended" ? "unsubscribe" : "subscribe",
    timestamp: of.at.toISOString(),
    ...of.asked,
    locale: "eng",
  };
}
