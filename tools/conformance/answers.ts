/** Reading answers: was it taken, was it refused and how, is the operation there at all. */
import type { Answer } from "./caller.ts";
import { Ended, notOffered, type Fault } from "./clause.ts";
import { listOf, memberOf, shown, textOf } from "./reading.ts";
import { AckShape, allCodes, CallbackHeader, shapeFaults } from "./shapes.ts";
import type { TSchema } from "typebox";

const item_lists = ["search_response", "subscribe_response", "enrolled_response"];

/** The items of a synchronous answer or a callback. */
export function itemsIn(body: unknown): unknown[] {
  const message = memberOf(body, "message") ?? body;
  return item_lists.flatMap((name) => listOf(message, name));
}

/** The items a transaction's status tells of. */
export function statusItemsIn(body: unknown): unknown[] {
  const status = memberOf(body, "message", "txnstatus_response", "txn_status");
  return item_lists.flatMap((name) => listOf(status, name));
}

/** The codes an answer gives as its reason, wherever the standard has a place for one. */
export function codesIn(body: unknown): string[] {
  const places = [
    memberOf(body, "message", "error", "code"),
    ...listOf(body, "errors").map((error) => memberOf(error, "code")),
    memberOf(body, "header", "status_reason_code"),
    memberOf(body, "message", "status_reason_code"),
    ...[...itemsIn(body), ...statusItemsIn(body)].map((item) =>
      memberOf(item, "status_reason_code"),
    ),
  ];
  return [...new Set(places.filter((code): code is string => typeof code === "string"))];
}

/** Does this say that the message was taken, for all or for some of its items? */
export function isTaken({ status, body }: Pick<Answer, "status" | "body">): boolean {
  if (status < 200 || status >= 300) return false;
  if (textOf(body, "message", "ack_status") === "ERR") return false;
  const header = textOf(body, "header", "status");
  const items = itemsIn(body);
  if (items.length > 0) return items.some((item) => memberOf(item, "status") !== "rjct");
  if (textOf(body, "message", "status") === "rjct") return false;
  return header !== "rjct" && memberOf(body, "errors") === undefined;
}

/** The operation does not exist at this server. */
export function isMissing({ status, body }: Pick<Answer, "status" | "body">): boolean {
  const codes = codesIn(body);
  if (codes.includes("rjct.action.not_supported")) return true;
  return status === 501 || ((status === 404 || status === 405) && codes.every(isNotFound));
}

function isNotFound(code: string): boolean {
  return code === "err.request.not_found";
}

/** Ends the clause when the operation is not there. */
export function requireOffered(operation: string, answer: Answer): void {
  if (isMissing(answer)) {
    throw new Ended(notOffered(`/${operation} is answered ${answer.status}: not offered.`));
  }
}

/** Was it refused, with a code of the standard, and with one of these? */
export function refusalFaults(answer: Answer, codes: readonly string[]): Fault[] {
  if (answer.status === 0) return [`No answer: ${answer.text}.`];
  if (answer.status >= 500) return [`Answered ${answer.status}: a bad message is no server error.`];
  if (isTaken(answer)) return [`Answered ${answer.status} and taken; it should have been refused.`];
  const said = codesIn(answer.body);
  if (said.length === 0) return [`Refused with ${answer.status}, but without a code.`];
  const strange = said.filter((code) => !allCodes.has(code));
  if (strange.length > 0) return [`The code ${shown(strange[0])} is not in the standard's lists.`];
  // A door that lets nobody in refuses everything; that says nothing about this message.
  if (codes.length === 0 && said.every((code) => code === "err.request.unauthorized")) {
    return ["Refused as err.request.unauthorized, though the token is right."];
  }
  if (codes.length === 0 || said.some((code) => codes.includes(code))) return [];
  return [`Refused as ${said.join(", ")}; expected ${codes.join(" or ")}.`];
}

/** An ack that promises a callback. */
export function ackFaults(answer: Answer, statuses: readonly string[] = ["ACK"]): Fault[] {
  if (answer.status !== 200) return [`Answered ${answer.status || answer.text}, not 200.`];
  const status = textOf(answer.body, "message", "ack_status");
  return [
    ...shapeFaults(AckShape, answer.body, "ack"),
    !statuses.includes(status) && `ack_status is ${shown(status)}, not ${statuses.join(" or ")}.`,
  ];
}

export function correlationOf(answer: Pick<Answer, "body">): string {
  return textOf(answer.body, "message", "correlation_id");
}

/** A synchronous answer: an envelope with the callback's header, tied to its request. */
export function envelopeFaults(answer: Answer, action: string, shape: TSchema): Fault[] {
  if (answer.status !== 200) return [`Answered ${answer.status || answer.text}, not 200.`];
  return [
    ...letterFaults(answer.body, answer.sent.header, action, shape),
    memberOf(answer.body, "message", "transaction_id") !==
      memberOf(answer.sent.message, "transaction_id") &&
      "message.transaction_id is not the request's.",
  ];
}

/** What a callback and a synchronous answer have in common. */
export function letterFaults(
  envelope: unknown,
  asked: Record<string, unknown>,
  action: string,
  shape: TSchema,
  headerShape: TSchema = CallbackHeader,
): Fault[] {
  const header = memberOf(envelope, "header");
  const said = memberOf(header, "action");
  const receiver = memberOf(header, "receiver_id");
  return [
    ...shapeFaults(headerShape, header, "header"),
    ...shapeFaults(shape, memberOf(envelope, "message"), "message"),
    said !== action && `header.action is ${shown(said)}, not ${action}.`,
    memberOf(header, "message_id") === asked["message_id"] &&
      "header.message_id is the request's: ids are of one delivery only.",
    receiver !== undefined &&
      receiver !== asked["sender_id"] &&
      `header.receiver_id is ${shown(receiver)}, not ${shown(asked["sender_id"])}.`,
  ];
}
