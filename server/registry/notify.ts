import type { Refusal } from "../../domain/change.ts";
import { sharedTypes } from "../../domain/agreement.ts";
import { readIncoming } from "../../exchange/incoming.ts";
import type { Worker } from "../../domain/records/values.ts";
import { parseNotifyEventRequest } from "../../wire/messages/subscribe.ts";
import { syncMetaOf } from "../../wire/sync-meta.ts";
import { acceptProposals } from "./accept-by-rule.ts";
import { acting } from "./hearing.ts";
import { takePlain } from "./notify-plain.ts";
import type { Fault, Knock } from "./knock.ts";
import type { BatchEvidence } from "../../store/side-effects.ts";
import type { NotNow, Received } from "./receiving/batch.ts";
import { receiveBatch } from "./receiving/receive.ts";

const texts: Record<NotNow, string> = {
  held_full: "Too many changes of the sender wait here for what comes before them.",
  epochs_full: "The sender has begun too many epochs.",
};

/** `notify` (API.COM.03): changes of a Tandem partner by their chain, those of a plain one as it says them. */
export async function notify(knock: Knock, ack: string): Promise<Fault | null> {
  const { envelope, partner, door, fromPartner } = knock;
  if (!envelope || !partner || !fromPartner) return { code: "err.request.bad" };
  const read = parseNotifyEventRequest(envelope.message);
  if (!read.ok)
    return { code: read.code, text: `The message is not as expected at ${read.reason}.` };
  const inbox = {
    partner: partner.id,
    message_id: knock.receiptId ?? envelope.header.message_id,
    digest: knock.digest ?? "",
    ack,
  };
  const meta = syncMetaOf(envelope.header.meta);
  if (!meta || partner.profile !== "tandem") {
    return takePlain(knock, read.value.notify_event, inbox);
  }
  if (!meta.ok) return { code: meta.code, text: `meta.sync is not as expected at ${meta.reason}.` };
  const items = readIncoming(fromPartner, meta.value, read.value.notify_event);
  if (!items.ok) return { code: "err.request.bad", text: items.reason };
  door.hosted.knowBehind(fromPartner);
  const received = await receiveBatch(door.hosted.store, acting(knock, "message.notify"), {
    partner: partner.id,
    trustedIdentifiers: fromPartner.trusted_identifiers,
    items: items.items,
    shared: sharedTypes(fromPartner),
    forwards: fromPartner,
    evidence: () => evidenceOf(knock),
    from: {
      kind: "message",
      epoch: meta.value.epoch,
      first: meta.value.from,
      last: meta.value.to,
    },
    inbox,
  });
  if (!received.ok) return faultOf(received);
  const own = { ...acting(knock, "proposal.rule"), by: ourselves(door.hosted.store.system.id) };
  await acceptProposals(door.hosted.store, own, fromPartner, items.items);
  return null;
}

/** The message as it was signed, kept where it holds what passed between others. */
function evidenceOf({ envelope, body, kid = "" }: Knock): BatchEvidence {
  const isEncrypted = envelope?.header.is_msg_encrypted === true;
  const message = isEncrypted ? JSON.stringify(envelope?.message) : "";
  return { raw: body.toString(), message, kid };
}

/** What can never be applied is the sender's to part from the rest; all else comes again. */
function faultOf(not: Exclude<Received | Refusal, { ok: true }>): Fault {
  if (!("why" in not)) {
    return { code: not.code === "err.bad_input" ? "err.request.bad" : "err.service.unavailable" };
  }
  if (not.why === "bad") return { code: "err.request.bad", text: not.reason };
  return { code: "err.service.unavailable", text: texts[not.why] };
}

/** A rule of ours acts in our own name. */
export function ourselves(system: string): Worker {
  return { name: "", role: "rule", system };
}
