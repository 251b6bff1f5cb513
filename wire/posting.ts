/**
 * Posting an envelope, and what its answer means for us (DCI ESS API 1.0.0: Ack, Error). The answer
 * is read once, here, into the few kinds a sender acts on differently. Reasons are constant texts or
 * codes of the standard: never a body, an address or a token.
 */
import { isDateTimeWithZone, parseEnvelope, type Envelope } from "./envelope.ts";
import { isWireErrorCode, wireErrors } from "./errors.ts";
import { answerTo, type HttpAnswer, type Unanswered } from "./http-answer.ts";
import { parseStrictJson } from "./strict-json.ts";

/** Time for a whole exchange, and sizes of answers that are read. */
export const post_timeout_ms = 10_000;
export const ack_bytes_max = 65_536;
export const answer_bytes_max = 8_388_608;

/** What is posted where. `fetch` is given, so that the caller decides which addresses it may reach. */
export type Post = {
  url: string;
  token: string | undefined;
  body: string;
  timeoutMs?: number;
  bytes_max?: number;
  fetch: typeof globalThis.fetch;
};

/** The answers a sender acts on alike, whatever was sent. */
export type PostFailure =
  /** Not accepted now; the same message goes again later. */
  | { kind: "outage"; reason: string; retryAfterSeconds?: number }
  /** The partner does not trust us, or the address is another's: no record is at fault. */
  | { kind: "trust"; code: string; reason: string }
  /** The message itself was refused. */
  | { kind: "bad"; code: string; reason: string; status: number }
  /** The endpoint says it is gone for good. */
  | { kind: "gone" }
  /** It may have been accepted: the same message id goes again, signed anew. */
  | { kind: "ambiguous"; reason: string };

/** What became of an asynchronous message. */
export type PostOutcome =
  | {
      kind: "accepted";
      nack: boolean;
      correlationId: string | undefined;
      timestamp: string | undefined;
    }
  | PostFailure;

/**
 * What became of a synchronous call. The envelope is read but not yet verified; `text` is what was
 * received, to the byte.
 */
export type AnswerOutcome = { kind: "answer"; envelope: Envelope; text: string } | PostFailure;

/** Posts an envelope and reads the ack. */
export async function postEnvelope(post: Post): Promise<PostOutcome> {
  const answer = await answerTo(requestOf(post, ack_bytes_max));
  const failure = failureOf(answer);
  if (failure !== undefined) return failure;
  const { status, correlationId, timestamp } = ackIn(bodyOf(answer));
  if (status !== "ACK" && status !== "NACK") return ambiguous("answer is not an ack");
  return { kind: "accepted", nack: status === "NACK", correlationId, timestamp };
}

/** Posts an envelope and reads the envelope that answers it (the `sync` operations). */
export async function postForEnvelope(post: Post): Promise<AnswerOutcome> {
  const answer = await answerTo(requestOf(post, answer_bytes_max));
  const failure = failureOf(answer);
  if (failure !== undefined) return failure;
  const read = parseEnvelope(bodyOf(answer));
  if (!read.ok) return ambiguous(`answer is not an envelope: ${read.reason}`);
  return { kind: "answer", envelope: read.value, text: textOf(answer) };
}

function requestOf(post: Post, bytesMax: number) {
  const headers: Record<string, string> = {
    "content-type": "application/json; charset=utf-8",
    accept: "application/json",
  };
  if (post.token !== undefined) headers["authorization"] = `Bearer ${post.token}`;
  return {
    url: post.url,
    headers,
    body: post.body,
    timeoutMs: post.timeoutMs ?? post_timeout_ms,
    bytes_max: post.bytes_max ?? bytesMax,
    fetch: post.fetch,
  };
}

/** The answer as a failure; undefined when it is a success whose body is still to be read. */
function failureOf(answer: HttpAnswer | Unanswered): PostFailure | undefined {
  if (answer.kind === "not_sent") return { kind: "outage", reason: answer.reason };
  if (answer.kind === "unknown") return ambiguous(answer.reason);
  const { status } = answer;
  if (status >= 200 && status < 300) return failureInside(answer);
  if (status >= 300 && status < 400) return { kind: "outage", reason: "redirect refused" };
  if (status === 410) return { kind: "gone" };
  const code = errorCodeIn(bodyOf(answer));
  if (status === 429 || status >= 500) return outage(answer, code ?? `status ${status}`);
  if (status === 401) return trust(code ?? "err.request.unauthorized");
  if (status === 403) return trust(code ?? "err.request.forbidden");
  if (code !== undefined && trustCodes.has(code)) return trust(code);
  if (code !== undefined && isOutageCode(code)) return outage(answer, code);
  // Statuses such as 404 or 405 speak of the endpoint, not of the message: no record is parked.
  return badStatuses.has(status)
    ? bad(code ?? "err.request.bad", status)
    : outage(answer, `status ${status}`);
}

/** A 2xx may still carry an ERR ack. */
function failureInside(answer: HttpAnswer): PostFailure | undefined {
  if (answer.text === undefined) return ambiguous("answer is too large");
  const body = bodyOf(answer);
  if (body === undefined) return ambiguous("answer is not JSON");
  if (ackIn(body).status !== "ERR") return undefined;
  const code = errorCodeIn(body) ?? "err.request.bad";
  if (trustCodes.has(code)) return trust(code);
  return isOutageCode(code) ? outage(answer, code) : bad(code, answer.status);
}

const badStatuses = new Set([400, 409, 413, 422]);

const trustCodes = new Set([
  "err.signature.missing",
  "err.signature.invalid",
  "err.request.unauthorized",
  "err.request.forbidden",
  "err.sender_id.invalid",
  "err.receiver_id.invalid",
]);

function isOutageCode(code: string): boolean {
  return isWireErrorCode(code) && wireErrors[code].retryable;
}

function outage(answer: HttpAnswer, reason: string): PostFailure {
  const { retryAfterSeconds } = answer;
  return retryAfterSeconds === undefined
    ? { kind: "outage", reason }
    : { kind: "outage", reason, retryAfterSeconds };
}

function trust(code: string): PostFailure {
  return { kind: "trust", code, reason: reasonOf(code) };
}

function bad(code: string, status: number): PostFailure {
  return { kind: "bad", code, reason: reasonOf(code), status };
}

function ambiguous(reason: string): PostFailure {
  return { kind: "ambiguous", reason };
}

/** Our own text for the code; the partner's could hold anything. */
function reasonOf(code: string): string {
  return isWireErrorCode(code) ? wireErrors[code].text : "The partner gave a code of its own.";
}

function textOf(answer: HttpAnswer | Unanswered): string {
  return answer.kind === "answered" ? (answer.text ?? "") : "";
}

function bodyOf(answer: HttpAnswer | Unanswered): unknown {
  const parsed = parseStrictJson(textOf(answer));
  return parsed.ok ? parsed.value : undefined;
}

type AckRead = {
  status: unknown;
  correlationId: string | undefined;
  timestamp: string | undefined;
};

function ackIn(body: unknown): AckRead {
  const message = memberOf(body, "message");
  const correlationId = memberOf(message, "correlation_id");
  const timestamp = memberOf(message, "timestamp");
  return {
    status: memberOf(message, "ack_status"),
    correlationId:
      typeof correlationId === "string" && /^[\x21-\x7e]{1,99}$/.test(correlationId)
        ? correlationId
        : undefined,
    timestamp:
      typeof timestamp === "string" && isDateTimeWithZone(timestamp) ? timestamp : undefined,
  };
}

/** The code of an ERR ack, or the first of an `errors` list. */
function errorCodeIn(body: unknown): string | undefined {
  const inAck = memberOf(memberOf(memberOf(body, "message"), "error"), "code");
  const list = memberOf(body, "errors");
  const code = inAck ?? (Array.isArray(list) ? memberOf(list[0], "code") : undefined);
  return typeof code === "string" && /^(err|rjct)(\.[a-z_]{1,40}){1,4}$/.test(code)
    ? code
    : undefined;
}

function memberOf(value: unknown, name: string): unknown {
  if (typeof value !== "object" || value === null || !Object.hasOwn(value, name)) return undefined;
  return (value as Record<string, unknown>)[name];
}
