import type { JsonObject } from "../../domain/json.ts";
import { answerHeader, statusOf } from "../../exchange/answer-header.ts";
import type { Knock, Unsigned } from "./knock.ts";

/**
 * The answer to an enrolment message (IBR API 1.0.0, `enrolled_response`): one item for each that
 * was asked or told, and in the header what became of all together; `remark` is said there too.
 */
export function enrolledAnswer(
  knock: Knock,
  transactionId: string,
  items: JsonObject[],
  remark?: string,
): Unsigned {
  const header = answerHeader({
    messageId: knock.door.node.newId(),
    timestamp: new Date(knock.nowMs).toISOString(),
    action: "txn-on-status",
    status: statusOf(items),
    total: items.length,
    completed: items.filter(({ status }) => status === "succ").length,
    from: knock.door.hosted.store.system.id,
    to: knock.partner?.id ?? "",
  });
  return {
    header: remark === undefined ? header : { ...header, status_reason_message: remark },
    message: {
      transaction_id: transactionId,
      correlation_id: knock.correlationId,
      enrolled_response: items,
    },
  };
}
