import type { JsonObject } from "../domain/json.ts";
import type { SystemId } from "../domain/records/field.ts";
import { wireErrors, type WireErrorCode } from "../wire/errors.ts";
import { answerHeader } from "./answer-header.ts";

/** What became of one code: it has ended now (null), or why nothing was done. */
export interface CodeAnswer {
  code: string;
  reason: WireErrorCode | null;
}

/** An on-unsubscribe to be written. Times are ISO date-times with a zone. */
export interface Unsubscribed {
  messageId: string;
  timestamp: string;
  from: SystemId;
  to: SystemId;
  transactionId: string;
  correlationId: string;
  answers: readonly CodeAnswer[];
  /** Why subscriptions ended that nobody asked to end. */
  because?: string;
}

/**
 * The on-unsubscribe (ESS API 1.0.0, UnSubscribeResponse). The standard has one status for the whole
 * message: it is rejected when nothing ended. Which code failed and why stands beside each code, as
 * `status_reason_code`, which the standard has no place for.
 */
export function unsubscribedMessage(of: Unsubscribed): { header: JsonObject; message: JsonObject } {
  const [first, ...others] = of.answers;
  const failed = of.answers.filter(({ reason }) => reason !== null);
  const status = failed.length === of.answers.length ? "rjct" : "succ";
  const header = answerHeader({
    messageId: of.messageId,
    timestamp: of.timestamp,
    action: "on-unsubscribe",
    status,
    total: of.answers.length,
    from: of.from,
    to: of.to,
  });
  const reason = status === "rjct" ? (first?.reason ?? null) : null;
  const text = reason === null ? of.because : messageOf(reason, others.length > 0);
  const message: JsonObject = {
    transaction_id: of.transactionId,
    correlation_id: of.correlationId,
    timestamp: of.timestamp,
    status,
    ...(reason === null ? {} : { status_reason_code: reason }),
    ...(text === undefined ? {} : { status_reason_message: text }),
    subscription_status: of.answers.map((one) => ({
      code: one.code,
      // True of a code that nobody has as well: nothing runs under it.
      status: "unsubscribe",
      ...(one.reason === null ? {} : { status_reason_code: one.reason }),
    })),
  };
  return { header, message };
}

function messageOf(reason: WireErrorCode, several: boolean): string {
  const { text } = wireErrors[reason];
  return several ? `${text} Each code has its own reason beside it.` : text;
}
