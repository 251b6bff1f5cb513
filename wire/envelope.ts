/**
 * The envelope `{signature, header, message}` and the ack (ESS API 1.0.0: MsgHeader,
 * MsgCallbackHeader, Ack, Error). What comes in is read with one tolerant header, unknown members
 * kept; what goes out has the standard's two strict shapes.
 */
import { Type, type Static } from "typebox";
import { reader, type Fault, type Reading } from "./reading.ts";
import { wireErrors, type WireErrorCode } from "./errors.ts";

/** The protocol version spoken, and the lengths the standard sets. */
export const protocol_version = "1.0.0";
export const id_chars_max = 99;
export const message_chars_max = 999;

/** An id: 1 to 99 characters, none of them a control character. */
export const Id = Type.String({
  minLength: 1,
  maxLength: id_chars_max,
  pattern: "^[^\\u0000-\\u001f\\u007f]*$",
});

/** A count; samples also send it as text. */
export const Count = Type.Union([
  Type.Integer({ minimum: 0 }),
  Type.String({ pattern: "^[0-9]{1,15}$" }),
]);

/** Any header we are sent: request, synchronous or callback. */
export const Header = Type.Object({
  version: Type.Optional(Type.String({ maxLength: 20 })),
  message_id: Id,
  message_ts: Type.String({ maxLength: 64 }),
  action: Id,
  sender_id: Id,
  sender_uri: Type.Optional(Type.String({ maxLength: 2048 })),
  receiver_id: Type.Optional(Id),
  total_count: Type.Optional(Count),
  completed_count: Type.Optional(Count),
  is_msg_encrypted: Type.Optional(Type.Boolean()),
  status: Type.Optional(Type.String({ maxLength: id_chars_max })),
  status_reason_code: Type.Optional(Type.String({ maxLength: id_chars_max })),
  status_reason_message: Type.Optional(Type.String({ maxLength: message_chars_max })),
  meta: Type.Optional(Type.Unknown()),
});
export type Header = Static<typeof Header>;

/** The header of the requests we send (MsgHeader). */
export const MsgHeader = Type.Object({
  version: Type.Literal(protocol_version),
  message_id: Id,
  message_ts: Type.String({ format: "date-time" }),
  action: Id,
  sender_id: Id,
  sender_uri: Type.Optional(Type.String({ maxLength: 2048 })),
  receiver_id: Id,
  total_count: Type.Integer({ minimum: 0 }),
  is_msg_encrypted: Type.Boolean(),
  meta: Type.Record(Type.String(), Type.Unknown()),
});
export type MsgHeader = Static<typeof MsgHeader>;

/** RequestStatus. */
export const RequestStatus = Type.Union([
  Type.Literal("rcvd"),
  Type.Literal("pdng"),
  Type.Literal("succ"),
  Type.Literal("rjct"),
]);
export type RequestStatus = Static<typeof RequestStatus>;

/** The header of the callbacks and notifications we send (MsgCallbackHeader). */
export const MsgCallbackHeader = Type.Object({
  version: Type.Literal(protocol_version),
  message_id: Id,
  message_ts: Type.String({ format: "date-time" }),
  action: Id,
  status: RequestStatus,
  status_reason_code: Type.Optional(Type.String({ maxLength: id_chars_max })),
  status_reason_message: Type.Optional(Type.String({ maxLength: message_chars_max })),
  sender_id: Id,
  receiver_id: Id,
  total_count: Type.Integer({ minimum: 0 }),
  completed_count: Type.Integer({ minimum: 0 }),
  is_msg_encrypted: Type.Boolean(),
  meta: Type.Record(Type.String(), Type.Unknown()),
});
export type MsgCallbackHeader = Static<typeof MsgCallbackHeader>;

/** Any envelope we are sent. `message` is read by the schema of its action (`wire/messages/`). */
export const Envelope = Type.Object({
  signature: Type.Optional(Type.String({ maxLength: 4096 })),
  header: Header,
  message: Type.Unknown(),
});
export type Envelope = Static<typeof Envelope>;

const readEnvelope = reader(Envelope, codeOfEnvelopeFault);

/** Reads an envelope; unknown members stay in the value, as the signature covers them. */
export function parseEnvelope(value: unknown): Reading<Envelope> {
  const read = readEnvelope(value);
  if (read.ok && !isDateTimeWithZone(read.value.header.message_ts)) {
    return { ok: false, code: "rjct.message_ts.invalid", reason: "/header/message_ts: date-time" };
  }
  return read;
}

function codeOfEnvelopeFault({ path }: Fault): WireErrorCode {
  const [, member, field] = path.split("/");
  if (member === "signature") return "err.signature.invalid";
  if (member !== "header" || field === undefined) return "err.request.bad";
  return codeOfHeaderField.get(field) ?? "err.request.bad";
}

const codeOfHeaderField = new Map<string, WireErrorCode>([
  ["version", "err.version.not_supported"],
  ["message_ts", "rjct.message_ts.invalid"],
  ["action", "rjct.action.invalid"],
  ["sender_id", "err.sender_id.invalid"],
  ["sender_uri", "err.sender_uri.invalid"],
  ["receiver_id", "err.receiver_id.invalid"],
  ["total_count", "rjct.total_count.invalid"],
  ["completed_count", "rjct.total_count.invalid"],
  ["is_msg_encrypted", "err.encryption.invalid"],
]);

/** A count as a number. */
export function countOf(count: Static<typeof Count> | undefined): number | undefined {
  return count === undefined ? undefined : Number(count);
}

/**
 * Whether a text is an ISO 8601 date-time of the real calendar with a zone (RFC 3339 5.6). A time
 * without a zone means another moment to each reader, so the standard asks for one.
 */
export function isDateTimeWithZone(text: string): boolean {
  const match = dateTime.exec(text);
  if (match === null) return false;
  const [year = 0, month = 0, day = 0] = match.slice(1, 4).map(Number);
  const monthDays = new Date(Date.UTC(2000, month, 0)).getUTCDate();
  const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  return day <= (month === 2 && !leap ? 28 : monthDays);
}

const dateTime =
  /^(\d{4})-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])T([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d{1,9})?(Z|[+-]([01]\d|2[0-3]):[0-5]\d)$/i;

/** Ack.ack_status: ACK a callback follows, NACK valid but nothing follows, ERR see `error`. */
export type AckStatus = "ACK" | "NACK" | "ERR";

/** The body of every asynchronous answer (Ack). */
export type Ack = {
  message: {
    ack_status: AckStatus;
    timestamp: string;
    correlation_id: string;
    error?: { code: string; message: string };
  };
};

/** What every ack carries; the correlation id is the processor's own. */
export type AckParts = { timestamp: string; correlationId: string };

/** Builds an ack. */
export function ack(
  status: AckStatus,
  parts: AckParts & { error?: { code: WireErrorCode; message: string } },
): Ack {
  const { timestamp, correlationId, error } = parts;
  return {
    message: {
      ack_status: status,
      timestamp,
      correlation_id: correlationId,
      ...(error === undefined ? {} : { error }),
    },
  };
}

/** The refusal body: the ERR ack and the `errors` list of the HTTP errors, both at once. */
export type ErrorBody = Ack & { errors: { code: WireErrorCode; message: string }[] };

/** Builds a refusal; `text` replaces the table's text and must be as safe. */
export function errorBody(
  code: WireErrorCode,
  { timestamp, correlationId, text }: AckParts & { text?: string },
): ErrorBody {
  const message = (text ?? wireErrors[code].text).slice(0, message_chars_max);
  const error = { code, message };
  return { ...ack("ERR", { timestamp, correlationId, error }), errors: [error] };
}
