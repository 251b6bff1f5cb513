/**
 * Signing keys and key sets. Ed25519 (RFC 8032, 8037) or P-256 as JWK, `kid` = RFC 7638 thumbprint,
 * as the DCI JWKS page asks. From a partner's set only keys that fit the agreed algorithm are taken.
 */
import { createPrivateKey, createPublicKey, generateKeyPairSync } from "node:crypto";
import type { KeyObject } from "node:crypto";
import {
  fitsAlgorithm,
  signatureAlgorithms,
  type OwnAlgorithm,
  type SignatureAlgorithm,
} from "./algorithms.ts";
import { bareJwk, isRecord, keysOfSet, thumbprintOf, type EcJwk, type OkpJwk } from "./jwk.ts";

/** The public half of a key that we sign with. */
export type PublicJwk = OkpJwk | EcJwk;

/** The private half, for storage only. */
export type PrivateJwk = PublicJwk & { kid: string; d: string };

/** A key this system signs with. */
export type SigningKey = {
  kid: string;
  algorithm: OwnAlgorithm;
  privateKey: KeyObject;
  publicJwk: PublicJwk;
};

/** One key of the document at `/.well-known/jwks.json`. */
export type PublishedJwk = PublicJwk & { kid: string; use: "sig"; alg: "EdDSA" | "ES256" };

/** A new key. */
export function generateSigningKey(algorithm: OwnAlgorithm = "Ed25519"): SigningKey {
  return algorithm === "Ed25519"
    ? signingKey(generateKeyPairSync("ed25519").privateKey)
    : signingKey(generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey);
}

/** The private JWK of a key, to be stored encrypted. */
export function exportSigningKey(key: SigningKey): PrivateJwk {
  const { d } = key.privateKey.export({ format: "jwk" });
  if (d === undefined) throw new TypeError("signing key has no private part");
  return { ...key.publicJwk, kid: key.kid, d };
}

/**
 * The key of a stored private JWK; the `kid` is always computed anew.
 * @throws TypeError when it is not an Ed25519 or P-256 private JWK, or its halves do not match.
 */
export function importSigningKey(jwk: unknown): SigningKey {
  const bare = bareJwk(jwk);
  const d = isRecord(jwk) ? jwk["d"] : undefined;
  if (bare === undefined || typeof d !== "string" || !/^[A-Za-z0-9_-]{43}$/.test(d)) {
    throw new TypeError("not a private JWK to sign with");
  }
  const key = signingKey(createPrivateKey({ key: { ...bare, d }, format: "jwk" }));
  if (key.kid !== thumbprintOf(bare)) {
    throw new TypeError("public and private part do not belong together");
  }
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
      // The generic name of RFC 8037: libraries in the field know it, few know RFC 9864's `Ed25519`.
      alg: publicJwk.kty === "OKP" ? ("EdDSA" as const) : ("ES256" as const),
    })),
  };
}

/** Which keys of a set count. */
export type KeyChoice = {
  /** The algorithm of the agreement; a key of another type is passed over. */
  algorithm?: SignatureAlgorithm;
  /** Names or thumbprints that no longer count, whatever the set says. */
  revoked?: readonly string[];
};

/**
 * The keys of a partner's JWKS (parsed, or as text) that may verify a signature, by `kid`. Missing
 * `use`, `alg` and `kid` are forgiven; another key type, use or algorithm is passed over; a `kid`
 * that names two keys names none. A malformed or oversized set gives an empty map: fail closed.
 */
export function publicKeysFromJwks(
  doc: unknown,
  { algorithm = "Ed25519", revoked = [] }: KeyChoice = {},
): Map<string, KeyObject> {
  const fit = keysOfSet(
    doc,
    ({ kid, thumbprint, use, alg, key }) =>
      (use === undefined || use === "sig") &&
      (alg === undefined || namesOf[algorithm].includes(alg)) &&
      fitsAlgorithm(key, algorithm) &&
      !revoked.includes(kid) &&
      !revoked.includes(thumbprint),
  );
  return new Map(fit.map(({ kid, key }) => [kid, key]));
}

/** The algorithms for which a set holds a usable key; the first one is what a partner most likely means. */
export function algorithmsOfJwks(doc: unknown): SignatureAlgorithm[] {
  return signatureAlgorithms.filter((algorithm) => publicKeysFromJwks(doc, { algorithm }).size > 0);
}

/** How many sets are kept parsed: making a key object costs more than verifying with it. */
const parsed_sets_max = 256;
const parsedSets = new Map<string, ReadonlyMap<string, KeyObject>>();

/** {@link publicKeysFromJwks} of a set's text, kept for the next message of the same partner. */
export function keysOfText(text: string, choice: KeyChoice): ReadonlyMap<string, KeyObject> {
  const name = JSON.stringify([choice.algorithm, choice.revoked, text]);
  const known = parsedSets.get(name);
  if (known !== undefined) return known;
  const keys = publicKeysFromJwks(text, choice);
  if (parsedSets.size >= parsed_sets_max) parsedSets.clear();
  parsedSets.set(name, keys);
  return keys;
}

/** How a set may name each algorithm (RFC 7518, RFC 8037, RFC 9864). */
const namesOf: Record<SignatureAlgorithm, readonly unknown[]> = {
  Ed25519: ["EdDSA", "Ed25519"],
  ES256: ["ES256"],
  PS256: ["PS256"],
  RS256: ["RS256"],
};

function signingKey(privateKey: KeyObject): SigningKey {
  const jwk = bareJwk(createPublicKey(privateKey).export({ format: "jwk" }));
  if (jwk?.kty === "OKP") {
    return { kid: thumbprintOf(jwk), algorithm: "Ed25519", privateKey, publicJwk: jwk };
  }
  if (jwk?.kty === "EC") {
    return { kid: thumbprintOf(jwk), algorithm: "ES256", privateKey, publicJwk: jwk };
  }
  throw new TypeError("not a key to sign with");
}
