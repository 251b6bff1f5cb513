/**
 * The signature algorithms that may be agreed on, and the raw signature of each. Which one counts is
 * a term of the agreement; a message or a key that says otherwise is refused (guarantees 4.2).
 */
import { constants, sign, verify } from "node:crypto";
import type { KeyObject, SignKeyObjectInput, VerifyKeyObjectInput } from "node:crypto";

/** What a partner may sign with (RFC 8032, RFC 7518 3.3 to 3.5). */
export const signatureAlgorithms = ["Ed25519", "ES256", "PS256", "RS256"] as const;
export type SignatureAlgorithm = (typeof signatureAlgorithms)[number];

/** What we sign with: RSA only verifies, for partners whose hardware knows nothing else. */
export const ownAlgorithms = ["Ed25519", "ES256"] as const;
export type OwnAlgorithm = (typeof ownAlgorithms)[number];

/** Shortest RSA key that counts, and the longest one that is looked at. */
export const rsa_bits_min = 3072;
export const rsa_bits_max = 8192;

/** Whether a text names an algorithm that may be agreed on. */
export function isSignatureAlgorithm(name: unknown): name is SignatureAlgorithm {
  return (signatureAlgorithms as readonly unknown[]).includes(name);
}

/** Whether a key is of the type the algorithm needs: a key must not choose the algorithm. */
export function fitsAlgorithm(key: KeyObject, algorithm: SignatureAlgorithm): boolean {
  const { asymmetricKeyType: type, asymmetricKeyDetails: details } = key;
  if (algorithm === "Ed25519") return type === "ed25519";
  if (algorithm === "ES256") return type === "ec" && details?.namedCurve === "prime256v1";
  const bits = details?.modulusLength ?? 0;
  return type === "rsa" && bits >= rsa_bits_min && bits <= rsa_bits_max;
}

/** The raw signature; ES256 as r and s, 64 bytes (RFC 7518 3.4), not DER. */
export function signBytes(algorithm: OwnAlgorithm, key: KeyObject, bytes: Uint8Array): Buffer {
  if (!fitsAlgorithm(key, algorithm)) throw new TypeError("key is not of the algorithm");
  return sign(hashOf(algorithm), bytes, inputOf(algorithm, key));
}

/** Whether a raw signature holds; false for a key of another type. */
export function verifyBytes(
  algorithm: SignatureAlgorithm,
  key: KeyObject,
  bytes: Uint8Array,
  value: Uint8Array,
): boolean {
  if (!fitsAlgorithm(key, algorithm)) return false;
  return verify(hashOf(algorithm), bytes, inputOf(algorithm, key), value);
}

function hashOf(algorithm: SignatureAlgorithm): string | null {
  return algorithm === "Ed25519" ? null : "sha256";
}

function inputOf(
  algorithm: SignatureAlgorithm,
  key: KeyObject,
): SignKeyObjectInput & VerifyKeyObjectInput {
  switch (algorithm) {
    case "Ed25519":
      return { key };
    case "ES256":
      return { key, dsaEncoding: "ieee-p1363" };
    case "PS256":
      return { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 };
    case "RS256":
      return { key, padding: constants.RSA_PKCS1_PADDING };
  }
}
