import { putDisclosures } from "../../store/receipts.ts";
import { readHead } from "../../store/heads.ts";
import { parseSyncRecordsRequest, whole_records_max } from "../../wire/messages/catch-up.ts";
import { answered, unknownCode } from "./catch-up.ts";
import type { Fault, Knock, Unsigned } from "./knock.ts";

/**
 * `sync/records`: records of one's own standing subscription as they are now, by key or by the number
 * they were last sent under. A key that is not shared is as unknown as any; what is told is written
 * down before it leaves.
 */
export async function syncRecords(knock: Knock): Promise<Fault | Unsigned> {
  const { envelope, partner, door } = knock;
  if (!envelope || !partner) return { code: "err.request.bad" };
  const read = parseSyncRecordsRequest(envelope.message);
  if (!read.ok)
    return { code: read.code, text: `The message is not as expected at ${read.reason}.` };
  const { transaction_id, subscription_code, keys, after, limit } = read.value;
  if ((keys === undefined) === (after === undefined)) {
    return { code: "err.request.bad", text: "Either keys or after is needed, not both." };
  }
  const { store } = door.hosted;
  if (!(await readHead(store, partner.id, subscription_code))) return unknownCode;
  const asked = keys ? { keys } : { after: after ?? 0, limit: limit ?? whole_records_max };
  const given = await door.node.wholeRecords(store, subscription_code, asked);
  if (!given.ok) return refusals[given.why];
  const { told, purpose, events, meta } = given;
  await putDisclosures(store, partner.id, purpose, "sync/records", knock.correlationId, told);
  return answered(
    knock,
    "sync-on-records",
    events.length,
    {
      transaction_id,
      correlation_id: knock.correlationId,
      subscription_code,
      epoch: store.system.epoch,
      next: given.next,
      more: given.more,
      not_given: given.notGiven,
      notify_event: events,
    },
    meta,
  );
}

const refusals: Record<"unknown" | "ended" | "no_agreement", Fault> = {
  unknown: unknownCode,
  ended: { code: "rjct.event.already_unsubscribed" },
  no_agreement: { code: "err.request.forbidden" },
};
