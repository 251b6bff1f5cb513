import type { JsonObject } from "../../domain/json.ts";
import { answerHeader, statusOf } from "../../exchange/answer-header.ts";
import { askedOf, infoOf } from "../../exchange/subscription-info.ts";
import { oweCallback } from "../../store/callbacks.ts";
import { countSubscriptions, putSubscription } from "../../store/feed.ts";
import { knownSubscriptions } from "../../store/subscription-ends.ts";
import type { WireErrorCode } from "../../wire/errors.ts";
import { wireErrors } from "../../wire/errors.ts";
import { parseSubscribeRequest, type SubscribeRequestItem } from "../../wire/messages/subscribe.ts";
import { callbackUrl } from "./callback-url.ts";
import type { Fault, Knock } from "./knock.ts";
import { readSubscription } from "./read-subscription.ts";

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
  const owed = callback(knock, read.value.transaction_id, answers);
  await oweCallback(
    door.hosted.store,
    {
      id: knock.correlationId,
      partner: partner.id,
      url: callbackUrl(partner, knock.replyUri ?? "", "on-subscribe"),
      action: "on-subscribe",
      ...owed,
    },
    { message_id: knock.receiptId ?? envelope.header.message_id, digest: knock.digest ?? "", ack },
    {
      partner: partner.id,
      correlation_id: knock.correlationId,
      kind: "subscribe",
      transaction_id: read.value.transaction_id,
      reference_ids: [...seen],
      codes: answers.flatMap(codesOf),
      status: statusOf(answers),
      items: answers,
    },
  );
  return null;
}

function codesOf(answer: JsonObject): string[] {
  const { subscriptions = [] } = answer as { subscriptions?: { code: string }[] };
  return subscriptions.map(({ code }) => code);
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
  const put: Put = again
    ? { ok: false, code: "rjct.reference_id.duplicate" }
    : await putItem(knock, transactionId, item);
  if (put.ok) return { ...common, status: "succ", subscriptions: [put.info] };
  return {
    ...common,
    status: "rjct",
    status_reason_code: put.code,
    status_reason_message: wireErrors[put.code].text,
    ...(put.info ? { subscriptions: [put.info] } : {}),
  };
}

type Put = { ok: true; info: JsonObject } | { ok: false; code: WireErrorCode; info?: JsonObject };

/** Writes one subscription, or says why not; the one that says the same already is told. */
async function putItem(
  knock: Knock,
  transactionId: string,
  item: SubscribeRequestItem,
): Promise<Put> {
  const { door, partner } = knock;
  const { store } = door.hosted;
  const wanted = readSubscription(knock, item);
  if (typeof wanted === "string" || !partner) {
    return { ok: false, code: typeof wanted === "string" ? wanted : "err.request.bad" };
  }
  const asked = askedOf(item.subscribe_criteria);
  const { digest, schedule, zone_minutes, window_at, ...subscription } = wanted;
  const put = await putSubscription(
    store,
    {
      ...subscription,
      code: `SUB-${door.node.newId()}`,
      partner: partner.id,
      reply_uri: knock.replyUri ?? "",
      transaction_id: transactionId,
      reference_id: item.reference_id,
    },
    { digest, asked, schedule, zone_minutes, window_at },
  );
  const at = new Date(knock.nowMs);
  switch (put.how) {
    case "new":
    case "repeated":
      return { ok: true, info: infoOf({ code: put.code, status: "active", asked, at }) };
    case "other":
      return { ok: false, code: "rjct.reference_id.duplicate" };
    case "already": {
      const known = (await knownSubscriptions(store, partner.id, [put.code])).get(put.code);
      const info = known && infoOf({ ...known, at: known.created_at });
      return { ok: false, code: "rjct.event.already_subscribed", ...(info ? { info } : {}) };
    }
  }
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
