/**
 * One partner's voice: builds envelopes as the standard has them, signs and posts them, right or, when
 * a clause wants it, wrong in exactly one way.
 */
import { randomUUID } from "node:crypto";
import { signAs } from "../../wire/signature.ts";
import type { SignatureProfile, SignedContent } from "../../wire/signature/profiles.ts";
import { generateSigningKey, type SigningKey } from "../../wire/keys.ts";
import { canonicalize } from "../../wire/canonical.ts";
import type { Exchange } from "./evidence.ts";
import { jsonOf, memberOf, textOf } from "./reading.ts";

export type JsonObject = Record<string, unknown>;

/** Which signature a server expects; `none` for one that expects no signature. */
export type SignProfile = SignatureProfile | "none";

/** How a partner proves who it is. */
export type Credentials =
  { token: string } | { clientId: string; clientSecret: string } | { none: true };

export interface CallerOptions {
  senderId: string;
  receiverId: string;
  baseUrl: string;
  prefix: string;
  key: SigningKey;
  credentials: Credentials;
  sign: SignProfile;
  /** Where answers to this partner go: the path is added. */
  replyTo: string;
  timeoutMs: number;
  note: (exchange: Exchange) => void;
  /** A text that no report may hold. */
  hide: (secret: string) => void;
}

/** One way to send a message otherwise than it should be. */
export interface Sending {
  header?: JsonObject;
  /** Members left out of the header. */
  without?: string[];
  token?: string | null;
  authorization?: string;
  key?: SigningKey;
  signer?: string;
  createdSeconds?: number;
  unsigned?: boolean;
  /** Changes the finished envelope, after signing. */
  alter?: (envelope: Envelope) => unknown;
  /** The text to send in place of the envelope's. */
  raw?: (text: string) => string;
  contentType?: string;
  method?: string;
}

export interface Envelope {
  signature?: string;
  header: JsonObject;
  message: unknown;
}

/** What came back; status 0 when nothing did. */
export interface Answer {
  status: number;
  text: string;
  body: unknown;
  headers: Headers;
  sent: Envelope;
}

export interface Caller {
  readonly senderId: string;
  readonly receiverId: string;
  readonly key: SigningKey;
  readonly replyTo: string;
  readonly sign: SignProfile;
  /** The bearer shown; empty when there is none. */
  token(): Promise<string>;
  /** Posts under `<base><prefix>/`. */
  post(operation: string, message: unknown, how?: Sending): Promise<Answer>;
  /** A plain request under the base URL, for tokens and keys. */
  fetch(path: string, init?: RequestInit): Promise<Answer>;
}

/** The `header.action` of each operation (ESS API 1.0.0; IBR API 1.0.0 for the last two). */
export const actions = new Map([
  ["search", "search"],
  ["sync/search", "search"],
  ["on-search", "on-search"],
  ["subscribe", "subscribe"],
  ["on-subscribe", "on-subscribe"],
  ["notify", "notify"],
  ["unsubscribe", "unsubscribe"],
  ["on-unsubscribe", "on-unsubscribe"],
  ["txn/status", "txn-status"],
  ["txn/on-status", "txn-on-status"],
  ["sync/txn/status", "txn-status"],
  ["sync/check-enrollment", "enrollementstatus"],
  ["sync/enrolled", "search"],
  ["sync/enrollment/updates", "notify"],
]);

/** Operations whose request bears the callback header (MsgCallbackHeader). */
const callback_headers = new Set([
  "on-search",
  "notify",
  "txn/on-status",
  "sync/enrollment/updates",
]);

export function createCaller(of: CallerOptions): Caller {
  let current: { token: string; untilMs: number } | undefined;
  const caller: Caller = {
    senderId: of.senderId,
    receiverId: of.receiverId,
    key: of.key,
    replyTo: of.replyTo,
    sign: of.sign,
    async token() {
      if ("none" in of.credentials) return "";
      if ("token" in of.credentials) return of.credentials.token;
      if (current && current.untilMs > Date.now()) return current.token;
      current = await newToken(of, caller);
      return current.token;
    },
    async post(operation, message, how = {}) {
      const sent = await envelopeOf(of, operation, message, how);
      const envelope = how.alter ? how.alter(structuredClone(sent)) : sent;
      const text = JSON.stringify(envelope);
      const body = how.raw ? how.raw(text) : text;
      const headers: Record<string, string> = {
        "content-type": how.contentType ?? "application/json",
        accept: "application/json",
      };
      const bearer = how.token === undefined ? await caller.token() : how.token;
      const shown = how.authorization ?? (bearer ? `Bearer ${bearer}` : undefined);
      if (shown !== undefined) headers["authorization"] = shown;
      const method = how.method ?? "POST";
      const url = `${of.baseUrl}${of.prefix}/${operation}`;
      const init = { method, headers, ...(method === "GET" ? {} : { body }) };
      return { ...(await ask(of, url, init)), sent };
    },
    async fetch(path, init = {}) {
      const answer = await ask(of, `${of.baseUrl}${path}`, init);
      return { ...answer, sent: { header: {}, message: undefined } };
    },
  };
  return caller;
}

/** The fields of a client-credentials request (RFC 6749 4.4.2). */
export function tokenForm(clientId: string, clientSecret: string): URLSearchParams {
  return new URLSearchParams({
    grant_type: "client_credentials",
    client_id: clientId,
    client_secret: clientSecret,
  });
}

async function newToken(of: CallerOptions, caller: Caller) {
  if (!("clientId" in of.credentials)) return { token: "", untilMs: Infinity };
  const { clientId, clientSecret } = of.credentials;
  const answer = await caller.fetch("/oauth2/client/token", {
    method: "POST",
    body: tokenForm(clientId, clientSecret),
  });
  const token = textOf(answer.body, "access_token");
  if (token !== "") of.hide(token);
  const seconds = Number(memberOf(answer.body, "expires_in") ?? 60);
  const lived = Number.isFinite(seconds) ? seconds * 500 : 30_000;
  return { token, untilMs: Date.now() + lived };
}

async function envelopeOf(
  of: CallerOptions,
  operation: string,
  message: unknown,
  how: Sending,
): Promise<Envelope> {
  const status = callback_headers.has(operation) ? { status: "succ", completed_count: 1 } : {};
  const reply = /^(on-|notify|sync\/|txn\/on)/.test(operation)
    ? {}
    : { sender_uri: `${of.replyTo}/on-${operation.replace("/", "-")}` };
  const header: JsonObject = {
    version: "1.0.0",
    message_id: randomUUID(),
    message_ts: new Date().toISOString(),
    action: actions.get(operation) ?? operation,
    ...status,
    sender_id: of.senderId,
    ...reply,
    receiver_id: of.receiverId,
    total_count: 1,
    is_msg_encrypted: false,
    meta: {},
    ...how.header,
  };
  for (const name of how.without ?? []) delete header[name];
  // What is signed is what a JSON text can hold.
  const content = JSON.parse(JSON.stringify({ header, message })) as SignedContent;
  const clean = { header: content.header as JsonObject, message: content.message };
  if (of.sign === "none" || how.unsigned) return clean;
  const { createdSeconds = Math.floor(Date.now() / 1000), key = of.key } = how;
  const by = { senderId: how.signer ?? of.senderId, key, createdSeconds };
  const { signature } = await signAs(of.sign, clean, by);
  return { signature, ...clean };
}

async function ask(
  of: CallerOptions,
  url: string,
  init: RequestInit,
): Promise<Omit<Answer, "sent">> {
  const started = Date.now();
  const exchange: Exchange = {
    at: new Date(started).toISOString(),
    what: `${init.method ?? "GET"} ${url} as ${of.senderId}`,
    ...(init.body === undefined || init.body === null ? {} : { sent: bodyText(init.body) }),
  };
  try {
    const response = await fetch(url, {
      ...init,
      redirect: "manual",
      signal: AbortSignal.timeout(of.timeoutMs),
    });
    const text = await response.text();
    of.note({ ...exchange, status: response.status, got: text, ms: Date.now() - started });
    return { status: response.status, text, body: jsonOf(text), headers: response.headers };
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
    const why = cause instanceof Error ? cause.message : String(cause);
    of.note({ ...exchange, got: `no answer: ${why}`, ms: Date.now() - started });
    return { status: 0, text: why, body: undefined, headers: new Headers() };
  }
}

function bodyText(body: NonNullable<RequestInit["body"]>): string {
  return typeof body === "string" || body instanceof URLSearchParams ? String(body) : "(binary)";
}

/** A key nobody has registered. */
export function strangersKey(): SigningKey {
  return generateSigningKey();
}

/** The envelope with one character of a text of the message changed. */
export function flipped(envelope: Envelope): Envelope {
  const text = canonicalize(envelope.message);
  const changed = text.replace(/"transaction_id":"(.)/, (_, first: string) => {
    return `"transaction_id":"${first === "x" ? "y" : "x"}`;
  });
  return { ...envelope, message: JSON.parse(changed) as unknown };
}
