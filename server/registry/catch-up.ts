import { mayAsk } from "../../domain/agreement.ts";
import { askedTypes, type AskedType } from "../../domain/attributes.ts";
import { listsEvent } from "../../domain/event-types.ts";
import type { JsonObject } from "../../domain/json.ts";
import { answerHeader } from "../../exchange/answer-header.ts";
import { recordTypeOf } from "../../exchange/incoming.ts";
import { readHead, type Head } from "../../store/heads.ts";
import { readParked } from "../../store/held-items.ts";
import {
  catch_up_events_max,
  parked_told_max,
  parseSyncEventsRequest,
  parseSyncStatusRequest,
} from "../../wire/messages/catch-up.ts";
import type { Fault, Knock, Unsigned } from "./knock.ts";

export const unknownCode: Fault = { code: "rjct.subscription_code.invalid" };

/**
 * `sync/status`: how one's own subscription stands. A code of another partner is as unknown as any.
 * `problem` says why nothing comes: the agreement does not let it out (`no_agreement`), the last
 * attempt failed, or it ended (`unsubscribed`, `expired`). `parked` says what of the asker's own
 * records waits here, and why (convergence C).
 */
export async function syncStatus(knock: Knock): Promise<Fault | Unsigned> {
  const { envelope, partner, door, toPartner } = knock;
  if (!envelope || !partner) return { code: "err.request.bad" };
  const read = parseSyncStatusRequest(envelope.message);
  if (!read.ok)
    return { code: read.code, text: `The message is not as expected at ${read.reason}.` };
  const { store } = door.hosted;
  const { transaction_id, subscription_code } = read.value;
  const head = await readHead(store, partner.id, subscription_code);
  if (!head) return unknownCode;
  const agreed =
    toPartner &&
    listsEvent(toPartner.events, head.event_type) &&
    mayAsk(toPartner, head.criteria, typeOf(head));
  const problem = head.status === "ended" ? head.end_reason : agreed ? head.problem : noAgreement;
  const parked = await readParked(store, partner.id, parked_told_max);
  const status = { active: "subscribe", paused: "paused", ended: "unsubscribe" }[head.status];
  return answered(knock, "sync-on-status", 1, {
    transaction_id,
    correlation_id: knock.correlationId,
    subscription_code,
    status,
    epoch: store.system.epoch,
    head: head.counter,
    waiting: head.status !== "ended" && head.waiting,
    ...(problem === "" ? {} : { problem }),
    ...(parked.length === 0 ? {} : { parked: parked.map((one) => ({ ...one })) }),
    ...(head.parked > 0 ? { refused: head.parked } : {}),
    ...(head.resync_why === "" ? {} : { snapshot: head.resync_why }),
  });
}
const noAgreement = "no_agreement";

function typeOf({ record_type }: Head): AskedType {
  const type = recordTypeOf(record_type);
  return askedTypes.find((one) => one === type) ?? "Person";
}

/** `sync/events`: the events of one's own subscription after a counter; asking acknowledges. */
export async function syncEvents(knock: Knock): Promise<Fault | Unsigned> {
  const { envelope, partner, door } = knock;
  if (!envelope || !partner) return { code: "err.request.bad" };
  const read = parseSyncEventsRequest(envelope.message);
  if (!read.ok)
    return { code: read.code, text: `The message is not as expected at ${read.reason}.` };
  const { store } = door.hosted;
  // Asking acknowledges: no read like the others.
  if (store.soundness.refuses()) return { code: "err.service.unavailable" };
  const { transaction_id, subscription_code, epoch, after, limit } = read.value;
  const head = await readHead(store, partner.id, subscription_code);
  if (!head) return unknownCode;
  const asked = { epoch, after, limit: limit ?? catch_up_events_max };
  const given = await door.node.catchUp(store, subscription_code, asked);
  if (!given.ok) return refusals[given.why];
  const { from, to, more, events, meta } = given;
  return answered(
    knock,
    "sync-on-events",
    events.length,
    {
      transaction_id,
      correlation_id: knock.correlationId,
      subscription_code,
      epoch: store.system.epoch,
      from,
      to,
      more,
      notify_event: events,
    },
    meta,
  );
}

const refusals: Record<"ended" | "no_agreement" | "busy", Fault> = {
  ended: { code: "rjct.event.already_unsubscribed" },
  no_agreement: { code: "err.request.forbidden" },
  busy: { code: "err.service.unavailable" },
};

/** The answer to a read of ours, as DCI heads an answer. */
export function answered(
  { door, partner, nowMs }: Knock,
  action: string,
  total: number,
  message: JsonObject,
  meta?: JsonObject,
): Unsigned {
  const header = answerHeader({
    messageId: door.node.newId(),
    timestamp: new Date(nowMs).toISOString(),
    action,
    status: "succ",
    total,
    from: door.hosted.store.system.id,
    to: partner?.id ?? "",
    ...(meta ? { meta } : {}),
  });
  return { header, message };
}
