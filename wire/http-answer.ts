/**
 * One POST and its bounded answer. No redirect is followed (it would carry the token elsewhere), no
 * more than the allowed bytes are read, and a failure says whether the request may have arrived.
 */
import { decodeUtf8 } from "./strict-json.ts";

/** The answer; `text` is undefined when it was larger than allowed or not UTF-8. */
export type HttpAnswer = {
  kind: "answered";
  status: number;
  retryAfterSeconds: number | undefined;
  text: string | undefined;
};

/** No answer: surely not taken in, or nobody knows. */
export type Unanswered = { kind: "not_sent"; reason: string } | { kind: "unknown"; reason: string };

/** Longest wait a partner's `Retry-After` may ask for. */
export const retry_after_seconds_max = 3600;

type Request = {
  url: string;
  headers: Record<string, string>;
  body: string;
  timeoutMs: number;
  bytes_max: number;
  fetch: typeof globalThis.fetch;
};

/** Sends the request; never throws. */
export async function answerTo(request: Request): Promise<HttpAnswer | Unanswered> {
  let response: Response;
  try {
    response = await request.fetch(request.url, {
      method: "POST",
      headers: request.headers,
      body: request.body,
      redirect: "manual",
      signal: AbortSignal.timeout(request.timeoutMs),
    });
  } catch (error) {
    return unansweredBy(error);
  }
  try {
    return {
      kind: "answered",
      // A fetch that hides redirects reports them as an opaque answer with status 0.
      status: response.type === "opaqueredirect" ? 302 : response.status,
      retryAfterSeconds: retryAfterOf(response.headers),
      text: await textOf(response, request.bytes_max),
    };
  } catch (error) {
    return {
      kind: "unknown",
      reason: isTimeout(error) ? "answer broke off" : "connection cut after send",
    };
  }
}

/**
 * A timeout counts as an outage though the request may have arrived: both are answered by sending
 * the same message again, and an outage also slows the sender down.
 */
function unansweredBy(error: unknown): Unanswered {
  if (isTimeout(error)) return { kind: "not_sent", reason: "no answer in time" };
  const code = codeOf(error);
  if (code === "ERR_REACH_REFUSED") return { kind: "not_sent", reason: "address is not allowed" };
  if (connectionCodes.has(code)) return { kind: "not_sent", reason: "no connection" };
  if (/CERT|TLS|SSL|UNABLE_TO|SELF_SIGNED/.test(code)) {
    return { kind: "not_sent", reason: "no secure connection" };
  }
  if (cutCodes.has(code)) return { kind: "unknown", reason: "connection cut after send" };
  return { kind: "not_sent", reason: "request failed" };
}

const connectionCodes = new Set([
  "ECONNREFUSED",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "ETIMEDOUT",
  "EADDRNOTAVAIL",
  "UND_ERR_CONNECT_TIMEOUT",
]);

const cutCodes = new Set([
  "ECONNRESET",
  "EPIPE",
  "UND_ERR_SOCKET",
  "ECONNABORTED",
  "UND_ERR_RES_EXCEEDED_MAX_SIZE",
]);

function isTimeout(error: unknown): boolean {
  if (error instanceof Error && (error.name === "TimeoutError" || error.name === "AbortError")) {
    return true;
  }
  return ["UND_ERR_HEADERS_TIMEOUT", "UND_ERR_BODY_TIMEOUT"].includes(codeOf(error));
}

/** The system code of an error, its cause, or the first of several tries. */
function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return "";
  if ("code" in error && typeof error.code === "string") return error.code;
  if (error instanceof AggregateError && error.errors.length > 0) return codeOf(error.errors[0]);
  return codeOf(error.cause);
}

async function textOf(response: Response, bytesMax: number): Promise<string | undefined> {
  if (response.body === null) return "";
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  const body = response.body.getReader();
  for (;;) {
    const { done, value } = await body.read();
    if (done) break;
    bytes += value.byteLength;
    if (bytes > bytesMax) {
      await body.cancel();
      return undefined;
    }
    chunks.push(value);
  }
  return decodeUtf8(Buffer.concat(chunks));
}

/** `Retry-After` as seconds, or as a date measured against the answer's own clock (RFC 9110 10.2.3). */
function retryAfterOf(headers: Headers): number | undefined {
  const text = headers.get("retry-after")?.trim();
  if (text === undefined || text === "") return undefined;
  const seconds = /^\d{1,9}$/.test(text)
    ? Number(text)
    : (Date.parse(text) - Date.parse(headers.get("date") ?? "")) / 1000;
  if (!Number.isFinite(seconds)) return undefined;
  return Math.min(Math.max(Math.ceil(seconds), 0), retry_after_seconds_max);
}
