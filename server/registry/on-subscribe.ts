import { answerFeed } from "../../store/feeds.ts";
import { putReceipt } from "../../store/receipts.ts";
import { parseSubscribeResponse } from "../../wire/messages/subscribe.ts";
import type { Fault, Knock } from "./knock.ts";

/** `on-subscribe`: the partner's answer to our standing subscription. */
export async function onSubscribe(knock: Knock, ack: string): Promise<Fault | null> {
  const { envelope, partner, door } = knock;
  if (!envelope || !partner) return { code: "err.request.bad" };
  const read = parseSubscribeResponse(envelope.message);
  if (!read.ok)
    return { code: read.code, text: `The message is not as expected at ${read.reason}.` };
  const { store } = door.hosted;
  for (const answer of read.value.subscribe_response) {
    const code = answer.subscriptions?.[0]?.code ?? "";
    // What is already subscribed runs, under the code that stands beside the refusal.
    const runs = answer.status_reason_code === "rjct.event.already_subscribed" && code !== "";
    const status = answer.status === "rjct" && !runs ? "refused" : "active";
    await answerFeed(store, partner.id, read.value.transaction_id, { status, code });
  }
  await putReceipt(store, {
    partner: partner.id,
    message_id: knock.receiptId ?? envelope.header.message_id,
    digest: knock.digest ?? "",
    ack,
  });
  return null;
}
