/**
 * What must be turned away at the door, at each operation: trust (token, signature, addressee) and
 * form (JSON, header, message). Every message here is right but for one thing.
 */
import { randomUUID } from "node:crypto";
import { isTaken, refusalFaults, requireOffered } from "../answers.ts";
import { flipped, strangersKey, type Sending } from "../caller.ts";
import type { Checking } from "../checking.ts";
import { judged, skipped, type Clause, type Level } from "../clause.ts";
import { sample } from "../messages.ts";
import { memberOf, shown } from "../reading.ts";

interface Negative {
  name: string;
  title: string;
  source: string;
  level?: Level;
  codes: readonly string[];
  /** HTTP statuses that are right; any refusal when left out. */
  statuses?: readonly number[];
  how: (at: Checking) => Sending | Promise<Sending>;
  /** Changes the message before it is signed. */
  message?: (message: Record<string, unknown>) => unknown;
  /** Tried at every operation, not only at one of each kind. */
  everywhere?: boolean;
  needs?: "signature" | "jwt";
  /** A server may close the connection instead of reading on (RFC 9110 15.5.14). */
  mayCut?: boolean;
}

const bad = ["err.request.bad"];
const signatureInvalid = ["err.signature.invalid"];
const nowSeconds = () => Math.floor(Date.now() / 1000);
const essHeader = "ESS API 1.0.0, MsgHeader";
const essSignature = "ESS API 1.0.0, signature, Error.code";
const essToken = "ESS API 1.0.0, Authorization (bearer), 401";

const trust: readonly Negative[] = [
  {
    name: "no_token",
    title: "without a token",
    source: essToken,
    codes: ["err.request.unauthorized"],
    statuses: [401],
    how: () => ({ token: null }),
    everywhere: true,
  },
  {
    name: "foreign_token",
    title: "with a token nobody was given",
    source: essToken,
    codes: ["err.request.unauthorized"],
    statuses: [401],
    how: () => ({ token: randomUUID() }),
    everywhere: true,
  },
  {
    name: "other_scheme",
    title: "with another scheme than Bearer",
    source: essToken,
    codes: ["err.request.unauthorized"],
    statuses: [401],
    how: () => ({ token: null, authorization: "Basic YTpi" }),
  },
  {
    name: "altered_token",
    title: "with its token's claims altered",
    source: essToken,
    codes: ["err.request.unauthorized"],
    statuses: [401],
    needs: "jwt",
    how: async (at) => ({ token: alteredJwt(await at.self.token()) }),
  },
  {
    name: "unsigned",
    title: "without a signature",
    source: essSignature,
    codes: ["err.signature.missing", "err.signature.invalid"],
    needs: "signature",
    how: () => ({ unsigned: true }),
    everywhere: true,
  },
  {
    name: "garbage_signature",
    title: "with a signature that is none",
    source: essSignature,
    codes: signatureInvalid,
    needs: "signature",
    how: () => ({ alter: (envelope) => ({ ...envelope, signature: "Signature: yes" }) }),
  },
  {
    name: "altered_message",
    title: "with one character of the message changed after signing",
    source: essSignature,
    codes: signatureInvalid,
    needs: "signature",
    how: () => ({ alter: flipped }),
    everywhere: true,
  },
  {
    name: "altered_header",
    title: "with the header changed after signing",
    source: essSignature,
    codes: signatureInvalid,
    needs: "signature",
    how: () => ({
      alter: (envelope) => ({
        ...envelope,
        header: { ...envelope.header, message_id: randomUUID() },
      }),
    }),
  },
  {
    name: "other_key",
    title: "signed with a key that is not registered",
    source: essSignature,
    codes: signatureInvalid,
    needs: "signature",
    how: () => ({ key: strangersKey() }),
  },
  {
    name: "borrowed_kid",
    title: "signed with another key under the registered key's name",
    source: essSignature,
    codes: signatureInvalid,
    needs: "signature",
    how: (at) => ({ key: { ...strangersKey(), kid: at.self.key.kid } }),
  },
  {
    name: "expired_signature",
    title: "with a signature of ten minutes ago",
    source: essSignature,
    codes: signatureInvalid,
    needs: "signature",
    how: () => ({ createdSeconds: nowSeconds() - 600 }),
  },
  {
    name: "future_signature",
    title: "with a signature of next hour",
    source: essSignature,
    codes: signatureInvalid,
    needs: "signature",
    how: () => ({ createdSeconds: nowSeconds() + 3600 }),
  },
  {
    name: "other_sender",
    title: "in the name of another sender",
    source: "ESS API 1.0.0, Error.code err.sender_id.invalid",
    codes: ["err.sender_id.invalid", "err.signature.invalid", "err.request.unauthorized"],
    how: () => ({
      header: { sender_id: "somebody.else.example" },
      signer: "somebody.else.example",
    }),
  },
  {
    name: "other_receiver",
    title: "addressed to another receiver",
    source: "ESS API 1.0.0, Error.code err.receiver_id.invalid",
    codes: ["err.receiver_id.invalid"],
    how: () => ({ header: { receiver_id: "somebody.else.example" } }),
  },
];

const form: readonly Negative[] = [
  {
    name: "other_action",
    title: "with the action of another operation",
    source: `${essHeader}; MsgHeaderStatusReasonCode`,
    codes: ["rjct.action.invalid", "rjct.action.not_supported", "err.request.bad"],
    how: () => ({ header: { action: "on-unsubscribe-other" } }),
    everywhere: true,
  },
  {
    name: "other_version",
    title: "in a version that does not exist",
    source: "ESS API 1.0.0, Error.code err.version.not_supported",
    codes: ["err.version.not_supported", "rjct.version.invalid"],
    how: () => ({ header: { version: "9.9.9" } }),
  },
  {
    name: "broken_json",
    title: "that breaks off in the middle",
    source: "ESS API 1.0.0, Error.code err.request.bad",
    codes: bad,
    how: () => ({ raw: (text) => text.slice(0, text.length >> 1) }),
    everywhere: true,
  },
  {
    name: "duplicate_key",
    title: "with a key twice",
    source: "RFC 8259 4: good practice",
    level: "should",
    codes: bad,
    how: () => ({ raw: (text) => `{"message":{},${text.slice(1)}` }),
  },
  {
    name: "proto_key",
    title: "with a key __proto__",
    source: "good practice",
    level: "should",
    codes: bad,
    how: () => ({ raw: (text) => `{"__proto__":{"admin":true},${text.slice(1)}` }),
  },
  {
    name: "deep",
    title: "nested a thousand levels deep",
    source: "good practice",
    level: "should",
    codes: [...bad, "err.signature.invalid"],
    how: () => ({
      raw: (text) => `{"deep":${"[".repeat(1000)}${"]".repeat(1000)},${text.slice(1)}`,
    }),
  },
  {
    name: "too_large",
    title: "of several megabytes",
    source: "good practice; RFC 9110 15.5.14 (413)",
    level: "should",
    mayCut: true,
    codes: [...bad, "rjct.total_count.limit_exceeded", "err.signature.invalid"],
    how: () => ({ raw: (text) => `${text}${" ".repeat(5 * 1024 * 1024)}` }),
  },
  {
    name: "media_type",
    title: "that is not application/json",
    source: "ESS API 1.0.0, requestBody",
    level: "should",
    codes: bad,
    how: () => ({ contentType: "text/plain" }),
  },
  {
    name: "without_total_count",
    title: "without header.total_count",
    // Required by the schema, absent from the standard's own sample (ESS flow 4).
    source: `${essHeader}, required`,
    level: "info",
    codes: [],
    how: () => ({ without: ["total_count"] }),
  },
  ...["message_id", "message_ts", "action", "sender_id"].map((member): Negative => ({
    name: `without_${member}`,
    title: `without header.${member}`,
    source: `${essHeader}, required`,
    codes: [],
    how: () => ({ without: [member] }),
  })),
  {
    name: "time_without_zone",
    title: "whose message_ts has no zone",
    source: `${essHeader}.message_ts; rjct.message_ts.invalid`,
    codes: ["rjct.message_ts.invalid", "err.request.bad"],
    how: () => ({ header: { message_ts: "2026-02-16T10:30:00" } }),
  },
  {
    name: "count_no_number",
    title: "whose total_count is no number",
    source: `${essHeader}.total_count; rjct.total_count.invalid`,
    codes: ["rjct.total_count.invalid", "err.request.bad"],
    how: () => ({ header: { total_count: "many" } }),
  },
  {
    name: "count_negative",
    title: "whose total_count is -1",
    source: `${essHeader}.total_count; rjct.total_count.invalid`,
    codes: ["rjct.total_count.invalid", "err.request.bad"],
    how: () => ({ header: { total_count: -1 } }),
  },
  {
    name: "null_header",
    title: "whose header is null",
    source: "ESS API 1.0.0, header required",
    codes: bad,
    how: () => ({ alter: (envelope) => ({ ...envelope, header: null }) }),
  },
  {
    name: "without_message",
    title: "without a message",
    source: "ESS API 1.0.0, message required",
    codes: [],
    how: () => ({ alter: ({ signature, header }) => ({ signature, header }) }),
  },
  {
    name: "without_transaction",
    title: "without a transaction_id",
    source: "ESS API 1.0.0, transaction_id required",
    codes: bad,
    how: () => ({}),
    message: (message) => without(message, "transaction_id"),
    everywhere: true,
  },
  {
    name: "long_transaction",
    title: "whose transaction_id has 100 characters",
    source: "ESS API 1.0.0, transaction_id maxLength 99",
    codes: bad,
    how: () => ({}),
    message: (message) => ({ ...message, transaction_id: "t".repeat(100) }),
  },
  {
    name: "only_transaction",
    title: "that asks for nothing",
    source: "ESS API 1.0.0, required members of the message",
    codes: [],
    how: () => ({}),
    message: ({ transaction_id }) => ({ transaction_id }),
    everywhere: true,
  },
  {
    name: "claims_encrypted",
    title: "that claims to be encrypted and is not",
    source: "ESS API 1.0.0, is_msg_encrypted; err.encryption.invalid",
    level: "should",
    codes: ["err.encryption.invalid", "err.request.bad"],
    how: () => ({ header: { is_msg_encrypted: true } }),
  },
];

const asked_back: readonly Negative[] = [
  {
    name: "reply_elsewhere",
    title: "whose sender_uri is not the registered partner's",
    source: "ESS API 1.0.0, sender_uri; err.sender_uri.invalid (SSRF)",
    level: "should",
    codes: ["err.sender_uri.invalid"],
    how: () => ({ header: { sender_uri: "http://169.254.169.254/latest/meta-data/" } }),
  },
  {
    name: "reply_no_address",
    title: "whose sender_uri is no address",
    source: "ESS API 1.0.0, sender_uri (format uri); err.sender_uri.invalid",
    level: "should",
    codes: ["err.sender_uri.invalid", "err.request.bad"],
    how: () => ({ header: { sender_uri: "not an address" } }),
  },
];

/** Where every negative is tried: one synchronous and one asynchronous operation. */
const full = ["sync/search", "subscribe"];
const others = [
  "search",
  "unsubscribe",
  "txn/status",
  "sync/txn/status",
  "sync/check-enrollment",
  "notify",
  "on-search",
  "on-subscribe",
  "on-unsubscribe",
  "txn/on-status",
];
const of_sp = ["sync/enrolled", "sync/enrollment/updates"];

export const doorClauses: readonly Clause[] = [
  ...full.flatMap((operation) => [...trust, ...form].map((one) => clauseOf(one, operation))),
  ...["search", "subscribe"].flatMap((operation) =>
    asked_back.map((one) => clauseOf(one, operation)),
  ),
  ...[...others, ...of_sp].flatMap((operation) =>
    [...trust, ...form]
      .filter(({ everywhere }) => everywhere === true)
      .map((one) => clauseOf(one, operation)),
  ),
];

function clauseOf(negative: Negative, operation: string): Clause {
  const { name, title, source, level = "must" } = negative;
  return {
    id: `door.${operation.replaceAll("/", "-")}.${name}`,
    source,
    level,
    system: of_sp.includes(operation) ? "sp" : "both",
    operation: `/${operation}`,
    title:
      level === "info"
        ? `Whether a message ${title} is refused.`
        : `A message ${title} is refused with a code.`,
    run: async (at) => {
      const reason = await cannotTry(at, negative);
      if (reason) return skipped(reason);
      const message = sample(at, operation);
      const altered = negative.message ? negative.message(message) : message;
      const answer = await at.self.post(operation, altered, await negative.how(at));
      requireOffered(operation, answer);
      if (answer.status === 0 && negative.mayCut) return judged([], "The connection was closed.");
      if (level === "info") {
        return judged([], isTaken(answer) ? "It is taken." : "It is refused.");
      }
      const { statuses } = negative;
      const refused = refusalFaults(answer, negative.codes);
      const status =
        statuses && !statuses.includes(answer.status) && answer.status !== 0
          ? `Answered ${answer.status}, not ${statuses.join(" or ")}.`
          : null;
      const claims = memberOf(answer.body, "message", "ack_status");
      return judged([
        ...refused,
        refused.length === 0 && status,
        claims !== undefined && claims !== "ERR" && `ack_status is ${shown(claims)}, not ERR.`,
      ]);
    },
  };
}

async function cannotTry(at: Checking, { needs }: Negative): Promise<string | null> {
  if (needs === "signature" && at.self.sign === "none") return "The run does not sign.";
  if (needs === "jwt" && (await at.self.token()).split(".").length !== 3) {
    return "The token is no JWT, so it holds no claims.";
  }
  return null;
}

function without(message: Record<string, unknown>, member: string): Record<string, unknown> {
  return Object.fromEntries(Object.entries(message).filter(([name]) => name !== member));
}

/** The same token with a later end: its signature does not hold any more. */
function alteredJwt(token: string): string {
  const [head = "", claims = "", signature = ""] = token.split(".");
  const read = JSON.parse(Buffer.from(claims, "base64url").toString()) as Record<string, unknown>;
  const later = JSON.stringify({ ...read, exp: Number(read["exp"] ?? 0) + 86_400 });
  return `${head}.${Buffer.from(later).toString("base64url")}.${signature}`;
}
