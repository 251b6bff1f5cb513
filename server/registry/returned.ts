import type { JsonObject } from "../../domain/json.ts";
import { answerHeader } from "../../exchange/answer-header.ts";
import { readReturned } from "../../store/returned.ts";
import { parseReturnedRequest, returned_records_max } from "../../wire/messages/returned.ts";
import type { Fault, Knock, Unsigned } from "./knock.ts";

/** `sync/returned`: gives a Tandem partner back what it wrote itself; nothing of ours or of anybody else. */
export async function syncReturned(knock: Knock): Promise<Fault | Unsigned> {
  const { envelope, partner, door, nowMs } = knock;
  if (!envelope || !partner) return { code: "err.request.bad" };
  const read = parseReturnedRequest(envelope.message);
  if (!read.ok)
    return { code: read.code, text: `The message is not as expected at ${read.reason}.` };
  if (partner.profile !== "tandem") return { code: "err.request.forbidden" };
  const { store } = door.hosted;
  const { transaction_id, after, limit = returned_records_max } = read.value;
  const { records, next } = await readReturned(store, partner.id, after, limit);
  const header = answerHeader({
    messageId: door.node.newId(),
    timestamp: new Date(nowMs).toISOString(),
    action: "sync-on-returned",
    status: "succ",
    total: Math.max(records.length, 1),
    from: store.system.id,
    to: partner.id,
  });
  const message: JsonObject = {
    transaction_id,
    correlation_id: knock.correlationId,
    records: records.map(
      ({ key, type, state }) => ({ key, type, ...state }) as unknown as JsonObject,
    ),
    ...(next === null ? {} : { next }),
  };
  return { header, message };
}
