import { mayAsk } from "../../domain/agreement.ts";
import { everybody } from "../../domain/criteria.ts";
import type { JsonObject } from "../../domain/json.ts";
import { answerHeader, statusOf } from "../../exchange/answer-header.ts";
import { readFilter } from "../../exchange/filter.ts";
import { purposeFor } from "../../exchange/purposes.ts";
import { recordTypeOf } from "../../exchange/incoming.ts";
import { oweCallback } from "../../store/callbacks.ts";
import { countSubscriptions, putSubscription } from "../../store/feed.ts";
import { isDateTimeWithZone } from "../../wire/envelope.ts";
import type { WireErrorCode } from "../../wire/errors.ts";
import { wireErrors } from "../../wire/errors.ts";
import { parseSubscribeRequest, type SubscribeRequestItem } from "../../wire/messages/subscribe.ts";
import { callbackUrl } from "./callback-url.ts";
import type { Fault, Knock } from "./knock.ts";

/**
 * `subscribe` (API.COM.02): each item becomes a subscription or is rejected with a reason code; the
 * answer is owed as an `on-subscribe` to the sender_uri, under the ack's correlation id.
 */
export async function subscribe(knock: Knock, ack: string): Promise<Fault | null> {
  const { envelope, partner, door } = knock;
  if (!envelope || !partner) return { code: "err.request.bad" };
  const read = parseSubscribeRequest(envelope.message);
  if (!read.ok)
    return { code: read.code, text: `The message is not as expected at ${read.reason}.` };
  if (read.value.subscribe_request.length > subscribe_items_max) {
    return { code: "rjct.total_count.limit_exceeded" };
  }
  const held = await countSubscriptions(door.hosted.store, partner.id);
  if (held + read.value.subscribe_request.length > subscriptions_max) {
    return {
      code: "err.request.too_many_requests",
      text: "The partner holds too many subscriptions.",
    };
  }
  const seen = new Set<string>();
  const answers: JsonObject[] = [];
  for (const item of read.value.subscribe_request) {
    const again = seen.has(item.reference_id);
    seen.add(item.reference_id);
    answers.push(await answerItem(knock, read.value.transaction_id, item, again));
  }
  await oweCallback(
    door.hosted.store,
    {
      id: knock.correlationId,
      partner: partner.id,
      url: callbackUrl(partner, knock.replyUri ?? "", "on-subscribe"),
      action: "on-subscribe",
      ...callback(knock, read.value.transaction_id, answers),
    },
    { message_id: knock.receiptId ?? envelope.header.message_id, digest: knock.digest ?? "", ack },
  );
  return null;
}

/** One message asks for this many at most, and one partner holds this many: each is work for ever. */
const subscribe_items_max = 50;
const subscriptions_max = 200;

async function answerItem(
  knock: Knock,
  transactionId: string,
  item: SubscribeRequestItem,
  again: boolean,
): Promise<JsonObject> {
  const timestamp = new Date(knock.nowMs).toISOString();
  const common = { reference_id: item.reference_id, timestamp, locale: "eng" };
  const refusal = again ? "rjct.reference_id.duplicate" : await put(knock, transactionId, item);
  if (typeof refusal === "string") {
    const message = wireErrors[refusal].text;
    return {
      ...common,
      status: "rjct",
      status_reason_code: refusal,
      status_reason_message: message,
    };
  }
  const { reg_event_type, notify_record_type, filter_type, filter, frequency, reg_type } =
    item.subscribe_criteria;
  const info: Record<string, unknown> = {
    version: "1.0.0",
    code: refusal.code,
    status: "subscribe",
    timestamp,
    reg_type,
    reg_event_type,
    frequency,
    filter_type,
    filter,
    notify_record_type,
    locale: "eng",
  };
  const subscription = JSON.parse(JSON.stringify(info)) as JsonObject;
  return { ...common, status: "succ", subscriptions: [subscription] };
}

/** Writes one subscription; a code of the standard's list when it cannot be. */
async function put(
  knock: Knock,
  transactionId: string,
  item: SubscribeRequestItem,
): Promise<{ code: string } | WireErrorCode> {
  const { door, partner, toPartner } = knock;
  const criteria = item.subscribe_criteria;
  if (!isDateTimeWithZone(item.timestamp)) return "rjct.timestamp.invalid";
  if (!partner || !toPartner?.events.includes(criteria.reg_event_type)) {
    return "rjct.notify_types.invalid";
  }
  const standing = criteria.reg_event_type === "tandem:changed";
  if (standing && partner.profile !== "tandem") return "rjct.notify_types.invalid";
  if (recordTypeOf(criteria.notify_record_type) !== "Person") return "rjct.notify_details.invalid";
  const filter = standing
    ? { ok: true as const, criteria: everybody, projection: null }
    : readFilter(criteria.filter);
  if (!filter.ok || !mayAsk(toPartner, filter.criteria)) return "rjct.notify_details.invalid";
  const window = windowOf(criteria.frequency);
  if (!window) return "rjct.notify_details.invalid";
  const { code } = await putSubscription(door.hosted.store, {
    code: `SUB-${door.node.newId()}`,
    partner: partner.id,
    event_type: criteria.reg_event_type,
    record_type: criteria.notify_record_type,
    criteria: filter.criteria,
    projection: filter.projection,
    purpose: standing ? "case_management" : purposeFor(criteria.authorize),
    reply_uri: knock.replyUri ?? "",
    transaction_id: transactionId,
    reference_id: item.reference_id,
    ...window,
  });
  return { code };
}

/** The samples' window begins and ends at one instant: read as "from then on". Null: not a time. */
function windowOf(
  frequency: SubscribeRequestItem["subscribe_criteria"]["frequency"],
): { starts_at: Date | null; ends_at: Date | null } | null {
  const starts_at = instantOf(frequency?.start_time);
  const ends_at = instantOf(frequency?.end_time);
  if (starts_at === undefined || ends_at === undefined) return null;
  const instant = starts_at && ends_at && ends_at <= starts_at;
  return { starts_at, ends_at: instant ? null : ends_at };
}

/** Null: not given; undefined: not a time with a zone. */
function instantOf(text: string | undefined): Date | null | undefined {
  if (text === undefined) return null;
  return isDateTimeWithZone(text) ? new Date(text) : undefined;
}

function callback(knock: Knock, transactionId: string, answers: JsonObject[]) {
  const { door, partner, nowMs, correlationId } = knock;
  const header = answerHeader({
    messageId: `cb-${correlationId}`,
    timestamp: new Date(nowMs).toISOString(),
    action: "on-subscribe",
    status: statusOf(answers),
    total: answers.length,
    from: door.hosted.store.system.id,
    to: partner?.id ?? "",
  });
  const message: JsonObject = {
    transaction_id: transactionId,
    correlation_id: correlationId,
    subscribe_response: answers,
  };
  return { header, message };
}
