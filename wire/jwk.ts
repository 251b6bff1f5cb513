/** Public JSON Web Keys (RFC 7517, 7518, 8037) of the few types that are ever used, read strictly. */
import { createHash, createPublicKey } from "node:crypto";
import type { KeyObject } from "node:crypto";
import { canonicalize } from "./canonical.ts";

/** Size and number of keys of a partner's JWKS; beyond it the whole set is refused. */
export const jwks_bytes_max = 65_536;
export const jwks_keys_max = 20;

export type OkpJwk = { kty: "OKP"; crv: "Ed25519"; x: string };
export type EcJwk = { kty: "EC"; crv: "P-256"; x: string; y: string };
export type RsaJwk = { kty: "RSA"; n: string; e: string };

/** The members of a public key that its thumbprint covers, and no others. */
export type BareJwk = OkpJwk | EcJwk | RsaJwk;

/** A key of a set as it may be used: its name, its use and algorithm as the set says them. */
export type KeyOfSet = {
  kid: string;
  /** The RFC 7638 thumbprint, whatever `kid` says. */
  thumbprint: string;
  use: unknown;
  alg: unknown;
  jwk: BareJwk;
  key: KeyObject;
};

/** The RFC 7638 thumbprint of a bare public key. */
export function thumbprintOf(jwk: BareJwk): string {
  return createHash("sha256").update(canonicalize(jwk)).digest("base64url");
}

/**
 * The usable keys of a JWKS (parsed, or as text) that fit. A malformed or oversized set gives none:
 * fail closed. Keys of other types are passed over (RFC 7517 5), and so are those that show a private
 * part (they prove nothing about who signed) and a `kid` that names two keys that fit.
 */
export function keysOfSet(doc: unknown, fits: (key: KeyOfSet) => boolean): KeyOfSet[] {
  const keys = keyList(doc)
    .flatMap((jwk) => usable(jwk) ?? [])
    .filter(fits);
  const count = new Map<string, number>();
  for (const { kid } of keys) count.set(kid, (count.get(kid) ?? 0) + 1);
  return keys.filter(({ kid }) => count.get(kid) === 1);
}

/** Whether a text is a key set at all, whatever keys are in it: an empty one withdraws them all. */
export function isKeySet(text: string): boolean {
  const parsed = parseOrUndefined(text);
  return isRecord(parsed) && Array.isArray(parsed["keys"]);
}

/** The bare public key in a JWK; undefined when it is of another type or malformed. */
export function bareJwk(jwk: unknown): BareJwk | undefined {
  if (!isRecord(jwk)) return undefined;
  const { kty, crv, x, y, n, e } = jwk;
  if (kty === "OKP" && crv === "Ed25519" && isOctets32(x)) return { kty, crv, x };
  if (kty === "EC" && crv === "P-256" && isOctets32(x) && isOctets32(y)) return { kty, crv, x, y };
  if (kty === "RSA" && isBase64url(n, 1400) && isBase64url(e, 8)) return { kty, n, e };
  return undefined;
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function keyList(doc: unknown): unknown[] {
  const text = typeof doc === "string" ? doc : JSON.stringify(doc);
  if (typeof text !== "string" || Buffer.byteLength(text) > jwks_bytes_max) return [];
  const parsed = typeof doc === "string" ? parseOrUndefined(doc) : doc;
  if (!isRecord(parsed) || !Array.isArray(parsed["keys"])) return [];
  return parsed["keys"].length > jwks_keys_max ? [] : (parsed["keys"] as unknown[]);
}

function usable(jwk: unknown): KeyOfSet | undefined {
  const bare = bareJwk(jwk);
  if (bare === undefined || !isRecord(jwk)) return undefined;
  if (["d", "p", "q", "dp", "dq", "qi"].some((secret) => secret in jwk)) return undefined;
  const thumbprint = thumbprintOf(bare);
  const kid = jwk["kid"] ?? thumbprint;
  if (typeof kid !== "string" || !kidText.test(kid)) return undefined;
  try {
    const key = createPublicKey({ key: bare, format: "jwk" });
    return { kid, thumbprint, use: jwk["use"], alg: jwk["alg"], jwk: bare, key };
  } catch {
    return undefined;
  }
}

/** What fits between the bars of `kidId="{sender_id}|{kid}|ed25519"`. */
const kidText = /^[\x21\x23-\x5b\x5d-\x7b\x7d\x7e]{1,128}$/;

function isOctets32(value: unknown): value is string {
  return typeof value === "string" && /^[A-Za-z0-9_-]{43}$/.test(value);
}

function isBase64url(value: unknown, chars_max: number): value is string {
  return typeof value === "string" && value.length <= chars_max && /^[A-Za-z0-9_-]+$/.test(value);
}

function parseOrUndefined(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
