/**
 * What two partners agree on about message signatures, and what every profile has in common. DCI
 * shows the form of the `signature` member (ESS API 1.0.0, MsgSignature) and leaves canonical form,
 * digest and signing string open (digest 6.2); so a partner's terms name one of these profiles.
 */
import { createHash } from "node:crypto";
import type { KeyObject } from "node:crypto";
import type { SignatureAlgorithm } from "../algorithms.ts";
import { canonicalize } from "../canonical.ts";
import type { SigningKey } from "../keys.ts";

/**
 * - `dci-cavage/jcs`: the DCI string over the SHA-256 of RFC 8785 text (STANDARDS.md, Signing).
 * - `dci-cavage/openspp`: the same string over the text Python writes with sorted keys.
 * - `jws-detached`: RFC 7515 with RFC 7797's unencoded, detached payload, over RFC 8785 text.
 */
export const signatureProfiles = ["dci-cavage/jcs", "dci-cavage/openspp", "jws-detached"] as const;
export type SignatureProfile = (typeof signatureProfiles)[number];

/** Whether a text names a profile. */
export function isSignatureProfile(name: unknown): name is SignatureProfile {
  return (signatureProfiles as readonly unknown[]).includes(name);
}

/** Life given to a signature, and the longest life accepted (DCI sets none). */
export const signature_lifetime_seconds = 240;
export const signature_lifetime_seconds_max = 300;
/** How far ahead of us a sender's clock may be. */
export const signature_skew_seconds_max = 60;
/** Longest `signature` member that is looked at. */
export const signature_chars_max = 4096;

/** What is signed: the two clear members of an envelope. */
export type SignedContent = { header: unknown; message: unknown };

/** Who signs, with what, and when. */
export type SignBy = {
  senderId: string;
  key: SigningKey;
  createdSeconds: number;
  lifetimeSeconds?: number;
};

/** What the agreement and the moment say; nothing of it comes from the message. */
export type VerifyBy = {
  algorithm: SignatureAlgorithm;
  keys: ReadonlyMap<string, KeyObject>;
  senderId: string;
  nowSeconds: number;
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
 * Base64 SHA-256 over the canonical `{"header":…,"message":…}`, whatever the profile. Two deliveries
 * are the same message when this is equal; the signature is not part of it, as a retry is signed anew.
 */
export function contentDigest({ header, message }: SignedContent): string {
  return sha256Base64(canonicalize({ header, message }));
}

export function sha256Base64(text: string): string {
  return createHash("sha256").update(text).digest("base64");
}

/** `created` and `expires` of a signature that is to be made. @throws TypeError when out of bounds. */
export function lifeOf(by: SignBy): { created: number; expires: number } {
  const { createdSeconds: created, lifetimeSeconds = signature_lifetime_seconds } = by;
  if (!Number.isSafeInteger(created) || created < 0)
    throw new TypeError("created is whole seconds");
  if (!(lifetimeSeconds > 0 && lifetimeSeconds <= signature_lifetime_seconds_max)) {
    throw new TypeError("signature life out of bounds");
  }
  return { created, expires: created + Math.floor(lifetimeSeconds) };
}

/** Why a life is not acceptable now; undefined when it is. */
export function lifeFault(from: number, until: number, nowSeconds: number): string | undefined {
  if (until < from || until - from > signature_lifetime_seconds_max) return "life is too long";
  // Written so that a clock that is not a number refuses.
  if (!(from <= nowSeconds + signature_skew_seconds_max)) return "signature is not yet valid";
  return nowSeconds <= until ? undefined : "signature has expired";
}

export function senderIdOf(header: unknown): unknown {
  return typeof header === "object" && header !== null && "sender_id" in header
    ? header.sender_id
    : undefined;
}

export function missing(): SignatureVerdict & { ok: false } {
  return { ok: false, code: "err.signature.missing", reason: "signature is missing" };
}

export function invalid(reason: string): SignatureVerdict & { ok: false } {
  return { ok: false, code: "err.signature.invalid", reason };
}
