/**
 * The message signature, profile `dci-cavage/jcs`. DCI shows the member's form (ESS API 1.0.0,
 * MsgSignature: draft-cavage parameters inside JSON) and leaves canonical form, digest and signing
 * string open; STANDARDS.md, "Signing: the exact string", settles them and this file follows it.
 *
 * The algorithm is fixed. The message names it, and is refused when it names another; it never
 * chooses it. Reasons are constant texts: they quote nothing of the message.
 */
import { createHash, sign, verify } from "node:crypto";
import type { KeyObject } from "node:crypto";
import { canonicalize } from "./canonical.ts";
import type { SigningKey } from "./keys.ts";

/** Life given to a signature, and the longest life accepted (DCI sets none). */
export const signature_lifetime_seconds = 240;
export const signature_lifetime_seconds_max = 300;
/** How far ahead of us a sender's clock may be. */
export const signature_skew_seconds_max = 60;
/** Longest `signature` member that is looked at. */
export const signature_chars_max = 2048;

const algorithm = "ed25519";
const signedHeaders = "(created) (expires) digest";

/** What is signed: the two clear members of an envelope. */
export type SignedContent = { header: unknown; message: unknown };

/** The parameters of a `signature` member, as sent. */
export type ParsedSignature = {
  namespace: string | undefined;
  senderId: string;
  kid: string;
  keyAlgorithm: string;
  algorithm: string;
  created: string;
  expires: string;
  headers: string;
  signature: string;
};

/** Accepted, or refused with a code of the standard (ESS API 1.0.0, Error.code). */
export type SignatureVerdict =
  | { ok: true; kid: string; digest: string }
  | {
      ok: false;
      code: "err.signature.missing" | "err.signature.invalid";
      reason: string;
      /** Set when only the key is unknown: the caller may fetch the sender's JWKS once and retry. */
      unknownKid?: string;
    };

/**
 * Base64 SHA-256 over the canonical `{"header":…,"message":…}`. Two deliveries are the same message
 * when this is equal; the signature is not part of it, as a retry is signed anew.
 */
export function contentDigest({ header, message }: SignedContent): string {
  return createHash("sha256").update(canonicalize({ header, message })).digest("base64");
}

/** The exact text the key signs. */
export function signingString(created: number | string, expires: number | string, digest: string) {
  return `(created): ${created}\n(expires): ${expires}\ndigest: SHA-256=${digest}`;
}

/** Signs header and message; the result goes into the envelope's `signature` member. */
export function signMessage(
  { header, message }: SignedContent,
  senderId: string,
  key: SigningKey,
  createdSeconds: number,
  lifetimeSeconds: number = signature_lifetime_seconds,
): { signature: string; digest: string } {
  if (!senderText.test(senderId)) throw new TypeError("sender_id cannot stand in a kidId");
  if (!Number.isSafeInteger(createdSeconds) || createdSeconds < 0) {
    throw new TypeError("created is whole seconds");
  }
  if (!(lifetimeSeconds > 0 && lifetimeSeconds <= signature_lifetime_seconds_max)) {
    throw new TypeError("signature life out of bounds");
  }
  const expires = createdSeconds + Math.floor(lifetimeSeconds);
  const digest = contentDigest({ header, message });
  const text = signingString(createdSeconds, expires, digest);
  const value = sign(null, Buffer.from(text), key.privateKey).toString("base64");
  const parameters = [
    `namespace="spdci"`,
    `kidId="${senderId}|${key.kid}|${algorithm}"`,
    `algorithm="${algorithm}"`,
    `created="${createdSeconds}"`,
    `expires="${expires}"`,
    `headers="${signedHeaders}"`,
    `signature="${value}"`,
  ];
  return { signature: `Signature: ${parameters.join(", ")}`, digest };
}

/**
 * Reads a `signature` member. Forgiven: the literal `Signature:` or its absence, spaces, `keyId` for
 * `kidId`, any or no namespace, parameters nobody knows. Not forgiven: a parameter given twice.
 */
export function parseSignature(text: string): ParsedSignature | undefined {
  if (text.length > signature_chars_max) return undefined;
  const parameters = readParameters(text.replace(/^\s*Signature:/i, ""));
  if (parameters === undefined) return undefined;
  const kidId = parameters.get("kidId") ?? parameters.get("keyId");
  if (parameters.has("kidId") && parameters.has("keyId")) return undefined;
  const [senderId, kid, keyAlgorithm, ...rest] = kidId?.split("|") ?? [];
  const created = parameters.get("created");
  const expires = parameters.get("expires");
  const headers = parameters.get("headers");
  const signature = parameters.get("signature");
  const named = parameters.get("algorithm");
  if (!senderId || !kid || !keyAlgorithm || rest.length > 0) return undefined;
  if (!created || !expires || !headers || !signature || !named) return undefined;
  return {
    namespace: parameters.get("namespace"),
    senderId,
    kid,
    keyAlgorithm,
    algorithm: named,
    created,
    expires,
    headers: headers.trim().replace(/\s+/g, " "),
    signature,
  };
}

/** Verifies an envelope against a sender's pinned keys, cheap checks first. */
export function verifySignature(
  envelope: { signature?: unknown; header: unknown; message: unknown },
  { keys, senderId, nowSeconds }: VerifyWith,
): SignatureVerdict {
  const { signature: text, header, message } = envelope;
  if (text === undefined || text === null || text === "") {
    return { ok: false, code: "err.signature.missing", reason: "signature is missing" };
  }
  const parsed = typeof text === "string" ? parseSignature(text) : undefined;
  if (parsed === undefined) return invalid("signature is malformed");
  if (parsed.algorithm !== algorithm || parsed.keyAlgorithm !== algorithm) {
    return invalid("algorithm is not the agreed one");
  }
  if (parsed.headers !== signedHeaders) return invalid("signed headers are not the agreed ones");
  if (parsed.senderId !== senderId || senderIdOf(header) !== senderId) {
    return invalid("signer is not the sender");
  }
  const timeFault = timeFaultOf(parsed.created, parsed.expires, nowSeconds);
  if (timeFault !== undefined) return invalid(timeFault);
  const key = keys.get(parsed.kid);
  if (key === undefined) return { ...invalid("key is unknown"), unknownKid: parsed.kid };
  return verifyContent(parsed, { header, message }, key);
}

/** What a verification needs to know about the sender and the moment. */
export type VerifyWith = {
  keys: ReadonlyMap<string, KeyObject>;
  senderId: string;
  nowSeconds: number;
};

function verifyContent(
  parsed: ParsedSignature,
  content: SignedContent,
  key: KeyObject,
): SignatureVerdict {
  // A key of another type would make the key choose the algorithm.
  if (key.asymmetricKeyType !== algorithm) return invalid("key is not of the agreed algorithm");
  const value = Buffer.from(parsed.signature, "base64");
  if (value.length !== 64 || value.toString("base64") !== parsed.signature) {
    return invalid("signature value is malformed");
  }
  let digest: string;
  try {
    digest = contentDigest(content);
  } catch {
    return invalid("content has no canonical form");
  }
  const text = signingString(parsed.created, parsed.expires, digest);
  return verify(null, Buffer.from(text), key, value)
    ? { ok: true, kid: parsed.kid, digest }
    : invalid("signature does not match");
}

function timeFaultOf(created: string, expires: string, nowSeconds: number): string | undefined {
  if (!wholeSeconds.test(created) || !wholeSeconds.test(expires)) return "time is malformed";
  const from = Number(created);
  const until = Number(expires);
  if (until < from || until - from > signature_lifetime_seconds_max) return "life is too long";
  // Written so that a clock that is not a number refuses.
  if (!(from <= nowSeconds + signature_skew_seconds_max)) return "signature is not yet valid";
  return nowSeconds <= until ? undefined : "signature has expired";
}

/** `name="value"` pairs, comma between; undefined when the text is anything else. */
function readParameters(text: string): Map<string, string> | undefined {
  const found = new Map<string, string>();
  const pair = /\s*([A-Za-z]{1,20})\s*=\s*"([^"]*)"\s*(,|$)/y;
  let separator = ",";
  while (separator === ",") {
    const match = pair.exec(text);
    if (match === null) return undefined;
    const [, name = "", value = "", next = ""] = match;
    if (found.has(name)) return undefined;
    found.set(name, value);
    separator = next;
  }
  return pair.lastIndex === text.length ? found : undefined;
}

const senderText = /^[\x21\x23-\x5b\x5d-\x7b\x7d\x7e]{1,99}$/;
const wholeSeconds = /^(0|[1-9][0-9]{0,11})$/;

function senderIdOf(header: unknown): unknown {
  return typeof header === "object" && header !== null && "sender_id" in header
    ? header.sender_id
    : undefined;
}

function invalid(reason: string): SignatureVerdict & { ok: false } {
  return { ok: false, code: "err.signature.invalid", reason };
}
