/** The programme's own DCI door: what it is told, and the one question it answers. */
import { createHash, randomUUID, timingSafeEqual } from "node:crypto";
import { memberOf } from "./households.ts";
import type { Book, Ledger } from "./ledger.ts";
import {
  at,
  holds,
  isObject,
  objects,
  signed,
  text,
  type Envelope,
  type JsonObject,
} from "./protocol.ts";
import type { WorksSettings } from "./settings.ts";

/** What goes back: a status and a JSON body. */
export interface Answer {
  status: number;
  body: object;
}

/** Takes one message in: `operation` is the path under /registry/. */
export async function takeMessage(
  settings: WorksSettings,
  book: Book,
  keys: () => Promise<JsonObject>,
  given: { operation: string; authorization: string; body: string },
): Promise<Answer> {
  const act = Object.hasOwn(acts, given.operation) ? acts[given.operation] : undefined;
  if (!act) return refusal(404, "err.request.not_found");
  if (!isToken(settings, given.authorization)) return refusal(401, "err.request.unauthorized");
  const envelope = parsed(given.body);
  if (!envelope) return refusal(400, "err.request.bad");
  if (!holds(envelope, settings.registry.id, await keys())) {
    return refusal(401, "err.signature.invalid");
  }
  if (envelope.header["receiver_id"] !== settings.id) {
    return refusal(400, "err.receiver_id.invalid");
  }
  const heard_at = new Date().toISOString();
  book.change(({ link }) => ({ link: { ...link, heard_at } }));
  return act(settings, book, envelope);
}

type Act = (settings: WorksSettings, book: Book, envelope: Envelope) => Answer;

const acts: Record<string, Act | undefined> = {
  notify: taking((ledger, message) => {
    const news = objects(message["notify_event"]).flatMap((event) =>
      objects(at(event, "data", "reg_records")).map((record) => ({
        at: text(event["timestamp"]),
        event: text(at(event, "data", "reg_event_type")),
        who: memberOf(record).name || text(record["@id"]),
      })),
    );
    return { heard: [...news.toReversed(), ...ledger.heard] };
  }),
  "on-subscribe": taking((ledger, message) => {
    const answers = objects(message["subscribe_response"]);
    const code = text(at(objects(answers[0]?.["subscriptions"])[0], "code"));
    const ours = message["transaction_id"] === ledger.subscription.transaction_id;
    // A subscription that is there already comes back rejected, with its code.
    const state = code ? "active" : "refused";
    return ours ? { subscription: { ...ledger.subscription, state, code } } : {};
  }),
  "on-unsubscribe": taking((ledger, message) => {
    const codes = objects(message["subscription_status"]).map((one) => one["code"]);
    const ended = codes.includes(ledger.subscription.code);
    return ended ? { subscription: { transaction_id: "", code: "", state: "none" } } : {};
  }),
  "sync/check-enrollment": (settings, book, envelope) => {
    const wanted = identifierIn(envelope.message);
    const found = book
      .now()
      .workers.filter(({ member }) => wanted !== "" && member.identifier?.value === wanted);
    const timestamp = new Date().toISOString();
    const message: JsonObject = {
      transaction_id: text(envelope.message["transaction_id"]),
      correlation_id: randomUUID(),
      enrolled_response: found.map(({ status }) => ({
        reference_id: wanted,
        timestamp,
        status: "succ",
        enrolled_status: status,
      })),
    };
    const header: JsonObject = {
      version: "1.0.0",
      message_id: randomUUID(),
      message_ts: timestamp,
      action: "txn-on-status",
      status: "succ",
      total_count: found.length,
      completed_count: found.length,
      sender_id: settings.id,
      receiver_id: settings.registry.id,
      is_msg_encrypted: false,
    };
    return { status: 200, body: signed(settings, { header, message }) };
  },
};

/** A message that is acknowledged: in the ledger first, once for each message id. */
function taking(change: (ledger: Ledger, message: JsonObject) => Partial<Ledger>): Act {
  return (_settings, book, { header, message }) => {
    const id = text(header["message_id"]);
    if (!book.now().taken.includes(id)) {
      book.change((ledger) => ({ ...change(ledger, message), taken: [...ledger.taken, id] }));
    }
    return { status: 200, body: { message: { ack_status: "ACK", ...stamp() } } };
  };
}

/** The identifier of a question, in any of the forms the standard shows. */
function identifierIn(message: JsonObject): string {
  const criteria = message["enrolled_criteria"] ?? message["search_criteria"];
  const query = at(criteria, "query");
  const [first] = objects(query);
  const forms = [
    at(query, "value"),
    at(query, "person_identifier", "eq"),
    at(query, "person_identifier", "$eq"),
    at(query, "person_identifier"),
    at(first, "attribute_value"),
    at(first, "expression1", "attribute_value"),
  ];
  return forms.map(text).find((form) => form !== "") ?? "";
}

function parsed(body: string): Envelope | undefined {
  try {
    const value: unknown = JSON.parse(body);
    if (!isObject(value) || !isObject(value["header"]) || !isObject(value["message"]))
      return undefined;
    return value as unknown as Envelope;
  } catch {
    return undefined;
  }
}

function isToken({ token_hash }: WorksSettings, authorization: string): boolean {
  const given = /^Bearer (\S+)$/i.exec(authorization)?.[1] ?? "";
  const hash = createHash("sha256").update(given).digest();
  return timingSafeEqual(hash, Buffer.from(token_hash, "hex"));
}

function refusal(status: number, code: string): Answer {
  const error = { code, message: "The message was not taken." };
  return { status, body: { message: { ack_status: "ERR", ...stamp(), error }, errors: [error] } };
}

function stamp() {
  return { timestamp: new Date().toISOString(), correlation_id: randomUUID() };
}
