/**
 * How a client signs what it asks and judges what comes back, as two functions, so that each
 * signature profile and encryption fits in. What is given here for everybody is the standard
 * profile `dci-cavage/jcs` with Ed25519 (STANDARDS.md, Signing).
 */
import type { KeyObject } from "node:crypto";
import { calculateJwkThumbprint } from "jose";
import { canonicalize } from "./canonical.ts";
import type { Envelope } from "./envelope.ts";
import { jwks_bytes_max } from "./jwk.ts";
import { publicKeysFromJwks, type SigningKey } from "./keys.ts";
import { signMessage, verifySignature } from "./signature.ts";
import type { SignedContent } from "./signature/profiles.ts";

/** Makes the text of an envelope out of its two clear members: signed, and encrypted where that is agreed. */
export type Signer = (content: SignedContent, nowSeconds: number) => string | Promise<string>;

/** An answer whose signature holds, decrypted, and the RFC 7638 thumbprint of the key that signed it. */
export type Verified =
  { ok: true; envelope: Envelope; thumbprint: string } | { ok: false; reason: string };

/** Judges an envelope; `text` is what it was read from, to the byte. Never throws. */
export type Verifier = (envelope: Envelope, text: string, nowSeconds: number) => Promise<Verified>;

/** Where the answering system's public keys are: given (a JWKS, parsed or as text), or published. */
export type KeySource = { jwks: unknown } | { jwksUrl: string };

/** Signs with a key of our own by the standard profile. */
export function signWith(key: SigningKey, senderId: string): Signer {
  return (content, nowSeconds) => {
    const { signature } = signMessage(content, senderId, key, nowSeconds);
    return canonicalize({ ...content, signature });
  };
}

/** Verifies by the standard profile, against keys given or published. */
export function verifyBy(
  source: KeySource,
  senderId: string,
  fetch: typeof globalThis.fetch,
): Verifier {
  const keysOf = "jwks" in source ? givenKeys(source.jwks) : publishedKeys(source.jwksUrl, fetch);
  return async (envelope, _text, nowSeconds) => {
    if (envelope.header.is_msg_encrypted === true) return refused("answer is encrypted");
    let keys = await keysOf(nowSeconds, undefined);
    let verdict = verifySignature(envelope, { keys, senderId, nowSeconds });
    if (!verdict.ok && verdict.unknownKid !== undefined) {
      keys = await keysOf(nowSeconds, verdict.unknownKid);
      verdict = verifySignature(envelope, { keys, senderId, nowSeconds });
    }
    if (!verdict.ok) return refused(verdict.reason);
    const key = keys.get(verdict.kid);
    return key === undefined
      ? refused("key is unknown")
      : { ok: true, envelope, thumbprint: await thumbprintOfKey(key) };
  };
}

/** The RFC 7638 thumbprint of a public key, whatever `kid` its set gives it. */
export function thumbprintOfKey(key: KeyObject): Promise<string> {
  return calculateJwkThumbprint(key.export({ format: "jwk" }), "sha256");
}

type Keys = ReadonlyMap<string, KeyObject>;
type KeysOf = (nowSeconds: number, unknownKid: string | undefined) => Promise<Keys>;

function givenKeys(jwks: unknown): KeysOf {
  const keys = publicKeysFromJwks(jwks);
  return () => Promise.resolve(keys);
}

/** A published set is kept this long; a key that is not in it is looked up at most this often. */
const published_keys_seconds_max = 600;
const published_again_seconds_min = 60;
const published_timeout_ms = 5_000;

function publishedKeys(url: string, fetch: typeof globalThis.fetch): KeysOf {
  let keys: Keys = new Map();
  let readAt = -Infinity;
  return async (nowSeconds, unknownKid) => {
    const age = nowSeconds - readAt;
    const fresh = age >= 0 && age < published_keys_seconds_max;
    const again = unknownKid !== undefined && !(age < published_again_seconds_min);
    if (fresh && !again) return keys;
    readAt = nowSeconds;
    const read = await readPublished(url, fetch);
    if (read.size > 0) keys = read;
    // Nothing usable: the next question asks again, and this one is not believed.
    else readAt = -Infinity;
    return keys;
  };
}

async function readPublished(url: string, fetch: typeof globalThis.fetch): Promise<Keys> {
  try {
    const signal = AbortSignal.timeout(published_timeout_ms);
    const answer = await fetch(url, { redirect: "error", signal });
    const length = Number(answer.headers.get("content-length") ?? 0);
    if (!answer.ok || length > jwks_bytes_max) return new Map();
    const text = await answer.text();
    return text.length > jwks_bytes_max ? new Map() : publicKeysFromJwks(text);
  } catch {
    return new Map();
  }
}

function refused(reason: string): Verified & { ok: false } {
  return { ok: false, reason };
}
