import type { JsonObject } from "../../domain/json.ts";
import { answerHeader } from "../../exchange/answer-header.ts";
import { parseCheckpointRequest } from "../../wire/messages/checkpoint.ts";
import type { Fault, Knock, Unsigned } from "./knock.ts";

/** `sync/checkpoint`: takes in how the partner's audit log stands, and says how ours does. */
export async function syncCheckpoint(knock: Knock): Promise<Fault | Unsigned> {
  const { envelope, partner, door, nowMs } = knock;
  if (!envelope || !partner) return { code: "err.request.bad" };
  const read = parseCheckpointRequest(envelope.message);
  if (!read.ok)
    return { code: read.code, text: `The message is not as expected at ${read.reason}.` };
  const { store } = door.hosted;
  const { transaction_id, ...said } = read.value;
  // Said before it is taken in: what we keep is what we had before this message.
  const ours = await door.node.witness.say(store, partner.id);
  if (partner.profile === "tandem") {
    const current = { ...partner, jwks: knock.keySet ?? partner.jwks };
    await door.node.witness.take(store, current, said, envelope.header.message_ts);
  }
  const header = answerHeader({
    messageId: door.node.newId(),
    timestamp: new Date(nowMs).toISOString(),
    action: "sync-on-checkpoint",
    status: "succ",
    total: 1,
    from: store.system.id,
    to: partner.id,
  });
  const message: JsonObject = { transaction_id, correlation_id: knock.correlationId, ...ours };
  return { header, message };
}
