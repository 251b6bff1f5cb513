/**
 * Signing keys and key sets. Ed25519 (RFC 8032) as JWK (RFC 8037), `kid` = RFC 7638 thumbprint, as
 * the DCI JWKS page asks. Only keys that fit the one algorithm of the profile are ever taken from a
 * partner's set (RFC 7517 5: unknown keys are ignored).
 */
import { createHash, createPrivateKey, createPublicKey, generateKeyPairSync } from "node:crypto";
import type { KeyObject } from "node:crypto";
import { canonicalize } from "./canonical.ts";

/** Size and number of keys of a partner's JWKS; beyond it the whole set is refused. */
export const jwks_bytes_max = 65_536;
export const jwks_keys_max = 20;

/** The public half as RFC 8037 writes it. */
export type PublicJwk = { kty: "OKP"; crv: "Ed25519"; x: string };

/** The private half, for storage only. */
export type PrivateJwk = PublicJwk & { kid: string; d: string };

/** A key this system signs with. */
export type SigningKey = { kid: string; privateKey: KeyObject; publicJwk: PublicJwk };

/** One key of the document at `/.well-known/jwks.json`. */
export type PublishedJwk = PublicJwk & { kid: string; use: "sig"; alg: "EdDSA" };

/** A new Ed25519 key. */
export function generateSigningKey(): SigningKey {
  return signingKey(generateKeyPairSync("ed25519").privateKey);
}

/** The private JWK of a key, to be stored encrypted. */
export function exportSigningKey(key: SigningKey): PrivateJwk {
  const { d } = key.privateKey.export({ format: "jwk" });
  if (d === undefined) throw new TypeError("signing key has no private part");
  return { ...key.publicJwk, kid: key.kid, d };
}

/**
 * The key of a stored private JWK; the `kid` is always computed anew.
 * @throws TypeError when it is not an Ed25519 private JWK.
 */
export function importSigningKey(jwk: unknown): SigningKey {
  if (!isRecord(jwk) || jwk["kty"] !== "OKP" || jwk["crv"] !== "Ed25519") {
    throw new TypeError("not an Ed25519 private JWK");
  }
  const { d, x } = jwk;
  if (!isOctets32(d) || !isOctets32(x)) throw new TypeError("not an Ed25519 private JWK");
  const key = signingKey(
    createPrivateKey({ key: { kty: "OKP", crv: "Ed25519", d, x }, format: "jwk" }),
  );
  if (key.publicJwk.x !== x) throw new TypeError("public and private part do not belong together");
  return key;
}

/** The key set this system publishes. Several keys stand in it while one is replaced. */
export function jwks(keys: Iterable<Pick<SigningKey, "kid" | "publicJwk">>): {
  keys: PublishedJwk[];
} {
  return {
    keys: Array.from(keys, ({ kid, publicJwk }) => ({
      ...publicJwk,
      kid,
      use: "sig" as const,
      alg: "EdDSA" as const,
    })),
  };
}

/**
 * The keys of a partner's JWKS (parsed, or as text) that may verify a signature, by `kid`. Missing
 * `use`, `alg` and `kid` are forgiven; another key type, use or algorithm is passed over; a `kid`
 * that names two keys names none. A malformed or oversized set gives an empty map: fail closed.
 */
export function publicKeysFromJwks(doc: unknown): Map<string, KeyObject> {
  const found = new Map<string, KeyObject>();
  const ambiguous = new Set<string>();
  for (const jwk of keyList(doc)) {
    const usable = usablePublicJwk(jwk);
    if (usable === undefined) continue;
    if (found.has(usable.kid)) ambiguous.add(usable.kid);
    found.set(usable.kid, usable.key);
  }
  for (const kid of ambiguous) found.delete(kid);
  return found;
}

/** The RFC 7638 thumbprint of a public Ed25519 JWK. */
export function thumbprint({ crv, kty, x }: PublicJwk): string {
  return createHash("sha256").update(canonicalize({ crv, kty, x })).digest("base64url");
}

function signingKey(privateKey: KeyObject): SigningKey {
  const { x } = createPublicKey(privateKey).export({ format: "jwk" });
  if (x === undefined) throw new TypeError("not an Ed25519 key");
  const publicJwk: PublicJwk = { kty: "OKP", crv: "Ed25519", x };
  return { kid: thumbprint(publicJwk), privateKey, publicJwk };
}

function keyList(doc: unknown): unknown[] {
  const text = typeof doc === "string" ? doc : JSON.stringify(doc);
  if (typeof text !== "string" || Buffer.byteLength(text) > jwks_bytes_max) return [];
  const parsed = typeof doc === "string" ? parseOrUndefined(doc) : doc;
  if (!isRecord(parsed) || !Array.isArray(parsed["keys"])) return [];
  return parsed["keys"].length > jwks_keys_max ? [] : (parsed["keys"] as unknown[]);
}

function usablePublicJwk(jwk: unknown): { kid: string; key: KeyObject } | undefined {
  if (!isRecord(jwk) || jwk["kty"] !== "OKP" || jwk["crv"] !== "Ed25519") return undefined;
  // A set that shows its private part proves nothing about who signed.
  if ("d" in jwk || !isOctets32(jwk["x"])) return undefined;
  if (jwk["use"] !== undefined && jwk["use"] !== "sig") return undefined;
  if (jwk["alg"] !== undefined && jwk["alg"] !== "EdDSA" && jwk["alg"] !== "Ed25519") {
    return undefined;
  }
  const publicJwk: PublicJwk = { kty: "OKP", crv: "Ed25519", x: jwk["x"] };
  const kid = jwk["kid"] ?? thumbprint(publicJwk);
  if (typeof kid !== "string" || !kidText.test(kid)) return undefined;
  try {
    return { kid, key: createPublicKey({ key: publicJwk, format: "jwk" }) };
  } catch {
    return undefined;
  }
}

/** What fits between the bars of `kidId="{sender_id}|{kid}|ed25519"`. */
const kidText = /^[\x21\x23-\x5b\x5d-\x7b\x7d\x7e]{1,128}$/;

function isOctets32(value: unknown): value is string {
  return typeof value === "string" && /^[A-Za-z0-9_-]{43}$/.test(value);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function parseOrUndefined(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
