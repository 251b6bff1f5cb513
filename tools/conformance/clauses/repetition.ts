/** One message twice, and another under its id (ESS API 1.0.0, message_id; at-least-once delivery). */
import { randomUUID } from "node:crypto";
import { isTaken, refusalFaults, requireOffered } from "../answers.ts";
import type { Checking } from "../checking.ts";
import { judged, skipped, type Clause, type Finding } from "../clause.ts";
import {
  byIdentifier,
  question,
  search,
  subscribe,
  subscribeItem,
  unknownPerson,
  unsubscribe,
} from "../messages.ts";
import { memberOf } from "../reading.ts";

const operations = ["search", "subscribe", "unsubscribe", "notify"];

export const repetitionClauses: readonly Clause[] = operations.flatMap((operation): Clause[] => {
  const where = { system: "both", operation: `/${operation}` } as const;
  return [
    {
      ...where,
      id: `again.${operation}.same`,
      source: "ESS API 1.0.0, message_id; good practice: idempotent",
      level: "should",
      title: "The same message again, signed anew, gets the same ack again.",
      run: (at) => same(at, operation),
    },
    {
      ...where,
      id: `again.${operation}.other`,
      source: "ESS API 1.0.0, MsgHeaderStatusReasonCode rjct.message_id.duplicate",
      level: "must",
      title: "Another content under a message_id that was used is refused as a duplicate.",
      run: (at) => other(at, operation),
    },
  ];
});

async function same(at: Checking, operation: string): Promise<Finding> {
  const message = await contentOf(at, operation);
  const header = { message_id: randomUUID(), message_ts: new Date().toISOString() };
  const first = await at.self.post(operation, message, { header });
  requireOffered(operation, first);
  if (!isTaken(first)) return skipped(`The first message was not taken (${first.status}).`);
  const created = Math.floor(Date.now() / 1000) - 5;
  const second = await at.self.post(operation, message, { header, createdSeconds: created });
  const part = (name: string) => [first, second].map(({ body }) => memberOf(body, "message", name));
  const [status, statusAgain] = part("ack_status");
  const [correlation, correlationAgain] = part("correlation_id");
  return judged([
    status !== statusAgain &&
      `The first ack said ${String(status)}, the second ${String(statusAgain)}.`,
    correlation !== correlationAgain && "The second ack has another correlation_id.",
  ]);
}

async function other(at: Checking, operation: string): Promise<Finding> {
  const header = { message_id: randomUUID() };
  const first = await at.self.post(operation, await contentOf(at, operation), { header });
  requireOffered(operation, first);
  if (!isTaken(first)) return skipped(`The first message was not taken (${first.status}).`);
  const second = await at.self.post(operation, await contentOf(at, operation), { header });
  return judged(refusalFaults(second, ["rjct.message_id.duplicate"]));
}

/** New content each time; nothing of it changes anything at the server for long. */
async function contentOf(at: Checking, operation: string) {
  const nobody = unknownPerson(at.target);
  if (operation === "search") return search(question(at, byIdentifier(nobody)));
  if (operation === "unsubscribe") return unsubscribe(`none-${randomUUID()}`);
  if (operation === "subscribe") {
    return subscribe(subscribeItem(at, { reg_event_type: "no_such_event" }));
  }
  const transaction_id = `T-${randomUUID()}`;
  return { transaction_id, notify_event: [] };
}
