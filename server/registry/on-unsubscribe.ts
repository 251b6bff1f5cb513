import { endFeeds } from "../../store/feeds.ts";
import { parseUnSubscribeResponse } from "../../wire/messages/unsubscribe.ts";
import type { Fault, Knock } from "./knock.ts";

/**
 * `on-unsubscribe`: the partner says which subscriptions ended. A standing feed we hold there is
 * marked ended with the reason, and is not asked for again under the agreement that stands now
 * (delivery/standing.ts). Codes that we do not hold are passed over.
 */
export async function onUnsubscribe(knock: Knock, ack: string): Promise<Fault | null> {
  const { envelope, partner, door, fromPartner } = knock;
  if (!envelope || !partner) return { code: "err.request.bad" };
  const read = parseUnSubscribeResponse(envelope.message);
  if (!read.ok)
    return { code: read.code, text: `The message is not as expected at ${read.reason}.` };
  const { status_reason_code = "", subscription_status = [] } = read.value;
  const ended = subscription_status.filter(({ status }) => status === "unsubscribe");
  await endFeeds(
    door.hosted.store,
    {
      partner: partner.id,
      codes: ended.map(({ code }) => code),
      reason: status_reason_code === "" ? "unsubscribed" : status_reason_code,
      under: fromPartner ?? null,
    },
    {
      message_id: knock.receiptId ?? envelope.header.message_id,
      digest: knock.digest ?? "",
      ack,
    },
  );
  return null;
}
