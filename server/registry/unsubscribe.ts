import type { JsonObject } from "../../domain/json.ts";
import { unsubscribedMessage, type CodeAnswer } from "../../exchange/unsubscribed.ts";
import type { WireErrorCode } from "../../wire/errors.ts";
import { isDateTimeWithZone } from "../../wire/envelope.ts";
import {
  parseUnSubscribeRequest,
  type UnSubscribeRequest,
} from "../../wire/messages/unsubscribe.ts";
import { endAsAsked, knownSubscriptions } from "../../store/subscription-ends.ts";
import type { Transaction } from "../../store/transactions.ts";
import { callbackUrl } from "./callback-url.ts";
import type { Fault, Knock } from "./knock.ts";

/**
 * `unsubscribe` (API.COM.02): the codes that still run end, and the answer is owed as an
 * `on-unsubscribe` in the same statement: after it no notify of them is begun. Each code has its own
 * answer; a code of another partner is answered like one that nobody has, so that codes cannot be
 * tried out.
 */
export async function unsubscribe(knock: Knock, ack: string): Promise<Fault | null> {
  const { envelope, partner, door } = knock;
  if (!envelope || !partner) return { code: "err.request.bad" };
  const read = parseUnSubscribeRequest(envelope.message);
  if (!read.ok)
    return { code: read.code, text: `The message is not as expected at ${read.reason}.` };
  const receipt = {
    message_id: knock.receiptId ?? envelope.header.message_id,
    digest: knock.digest ?? "",
    ack,
  };
  for (let attempt = 1; attempt <= attempts_max; attempt += 1) {
    const { ending, answers } = await decide(knock, read.value);
    const callback = {
      id: knock.correlationId,
      partner: partner.id,
      url: callbackUrl(partner, knock.replyUri ?? "", "on-unsubscribe"),
      action: "on-unsubscribe",
      ...answer(knock, read.value, answers),
    };
    const transaction: Transaction = {
      partner: partner.id,
      correlation_id: knock.correlationId,
      kind: "unsubscribe",
      transaction_id: read.value.transaction_id,
      reference_ids: [],
      // Only codes that are the partner's own: by another's nothing is to be found.
      codes: answers
        .filter(({ reason }) => reason !== "rjct.subscription_code.invalid")
        .map(({ code }) => code),
      status: callback.message["status"] === "rjct" ? "rjct" : "succ",
      items: callback.message["subscription_status"] as JsonObject[],
    };
    if (await endAsAsked(door.hosted.store, ending, callback, receipt, transaction)) return null;
  }
  return { code: "err.service.unavailable" };
}

/** Another message may end one of them at the same time: then it is decided again. */
const attempts_max = 5;

async function decide(
  { door, partner }: Knock,
  request: UnSubscribeRequest,
): Promise<{ ending: string[]; answers: CodeAnswer[] }> {
  const codes = [...new Set(request.subscription_codes)];
  if (!isDateTimeWithZone(request.timestamp)) {
    return { ending: [], answers: codes.map((code) => refused(code, "rjct.timestamp.invalid")) };
  }
  const known = await knownSubscriptions(door.hosted.store, partner?.id ?? "", codes);
  const ending: string[] = [];
  const answers = codes.map((code): CodeAnswer => {
    const status = known.get(code)?.status;
    if (status === undefined) return refused(code, "rjct.subscription_code.invalid");
    if (status === "ended") return refused(code, "rjct.event.already_unsubscribed");
    ending.push(code);
    return { code, reason: null };
  });
  return { ending, answers };
}

function refused(code: string, reason: WireErrorCode): CodeAnswer {
  return { code, reason };
}

function answer(
  { door, partner, nowMs, correlationId }: Knock,
  request: UnSubscribeRequest,
  answers: readonly CodeAnswer[],
): { header: JsonObject; message: JsonObject } {
  return unsubscribedMessage({
    messageId: `cb-${correlationId}`,
    timestamp: new Date(nowMs).toISOString(),
    from: door.hosted.store.system.id,
    to: partner?.id ?? "",
    transactionId: request.transaction_id,
    correlationId,
    answers,
  });
}
