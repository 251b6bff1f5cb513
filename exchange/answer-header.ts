import type { Json, JsonObject } from "../domain/json.ts";
import type { SystemId } from "../domain/records/field.ts";

/** What an answer or event says in its header. Times are ISO date-times with a zone. */
export interface Answering {
  messageId: string;
  timestamp: Json;
  action: string;
  status: "rcvd" | "pdng" | "succ" | "rjct";
  /** Items in this message, and how many of them are done. */
  total: number;
  completed?: number;
  from: SystemId;
  to: SystemId;
  meta?: JsonObject;
}

/** MsgCallbackHeader of everything we send that is no request (ESS API 1.0.0). */
export function answerHeader(answer: Answering): JsonObject {
  return {
    version: "1.0.0",
    message_id: answer.messageId,
    message_ts: answer.timestamp,
    action: answer.action,
    status: answer.status,
    total_count: answer.total,
    completed_count: answer.completed ?? answer.total,
    sender_id: answer.from,
    receiver_id: answer.to,
    is_msg_encrypted: false,
    ...(answer.meta ? { meta: answer.meta } : {}),
  };
}

/** An answer is rejected as a whole only when each of its items is. */
export function statusOf(items: readonly JsonObject[]): "succ" | "rjct" {
  return items.length > 0 && items.every((item) => item["status"] === "rjct") ? "rjct" : "succ";
}
