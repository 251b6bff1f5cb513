/**
 * Keys that messages are encrypted to. They stand beside the signing keys in the key set, under `use`
 * `enc` (RFC 7517 4.2). A key has one algorithm: what a message names must be its key's.
 */
import { createPrivateKey, createPublicKey, generateKeyPairSync } from "node:crypto";
import type { KeyObject } from "node:crypto";
import { fitsAlgorithm } from "./algorithms.ts";
import {
  bareJwk,
  isRecord,
  keysOfSet,
  thumbprintOf,
  type EcJwk,
  type KeyOfSet,
  type RsaJwk,
} from "./jwk.ts";

/** How the content key is wrapped (RFC 7518 4.3, 4.6). */
export const encryptionAlgorithms = ["RSA-OAEP-256", "ECDH-ES+A256KW"] as const;
export type EncryptionAlgorithm = (typeof encryptionAlgorithms)[number];

/** Bits of the RSA keys that we make. */
const rsa_bits = 3072;

/** A key that partners encrypt to us with. */
export type EncryptionKey = {
  kid: string;
  algorithm: EncryptionAlgorithm;
  privateKey: KeyObject;
  publicJwk: RsaJwk | EcJwk;
};

/** The half of it that a sender needs. */
export type RecipientKey = { kid: string; algorithm: EncryptionAlgorithm; publicKey: KeyObject };

/** One key of the published set. */
export type PublishedEncryptionJwk = (RsaJwk | EcJwk) & {
  kid: string;
  use: "enc";
  alg: EncryptionAlgorithm;
};

/** A new key: P-256 for `ECDH-ES+A256KW`, RSA of 3072 bits for `RSA-OAEP-256`. */
export function generateEncryptionKey(algorithm: EncryptionAlgorithm): EncryptionKey {
  return algorithm === "RSA-OAEP-256"
    ? encryptionKey(generateKeyPairSync("rsa", { modulusLength: rsa_bits }).privateKey)
    : encryptionKey(generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey);
}

/** The private JWK of a key, to be stored like the signing keys. */
export function exportEncryptionKey(key: EncryptionKey): Record<string, unknown> {
  return { ...key.privateKey.export({ format: "jwk" }), kid: key.kid };
}

/** The key of a stored private JWK. @throws TypeError when it is no RSA or P-256 private JWK. */
export function importEncryptionKey(jwk: unknown): EncryptionKey {
  const bare = bareJwk(jwk);
  if (!isRecord(jwk) || bare === undefined || bare.kty === "OKP" || typeof jwk["d"] !== "string") {
    throw new TypeError("not a private JWK to decrypt with");
  }
  const key = encryptionKey(createPrivateKey({ key: jwk, format: "jwk" }));
  if (key.kid !== thumbprintOf(bare)) {
    throw new TypeError("public and private part do not belong together");
  }
  return key;
}

/** The keys as the published set shows them. */
export function publishedEncryptionKeys(
  keys: Iterable<Pick<EncryptionKey, "kid" | "algorithm" | "publicJwk">>,
): PublishedEncryptionJwk[] {
  return Array.from(keys, ({ kid, algorithm, publicJwk }) => ({
    ...publicJwk,
    kid,
    use: "enc" as const,
    alg: algorithm,
  }));
}

/**
 * The key of a partner's set (parsed, or as text) to encrypt to: the first that says `use` `enc` and
 * is of a known algorithm. A signing key is never taken for it. `revoked` are names or thumbprints.
 */
export function recipientKeyOf(
  doc: unknown,
  revoked: readonly string[] = [],
): RecipientKey | undefined {
  const [found] = keysOfSet(
    doc,
    (key) =>
      key.use === "enc" &&
      algorithmOf(key) !== undefined &&
      !revoked.includes(key.kid) &&
      !revoked.includes(key.thumbprint),
  );
  const algorithm = found && algorithmOf(found);
  return found && algorithm ? { kid: found.kid, algorithm, publicKey: found.key } : undefined;
}

function algorithmOf({ alg, jwk, key }: KeyOfSet): EncryptionAlgorithm | undefined {
  const only = onlyAlgorithmOf(jwk.kty, key);
  return alg === undefined || alg === only ? only : undefined;
}

function onlyAlgorithmOf(kty: string, key: KeyObject): EncryptionAlgorithm | undefined {
  if (kty === "EC") return "ECDH-ES+A256KW";
  return kty === "RSA" && fitsAlgorithm(key, "RS256") ? "RSA-OAEP-256" : undefined;
}

function encryptionKey(privateKey: KeyObject): EncryptionKey {
  const publicKey = createPublicKey(privateKey);
  const jwk = bareJwk(publicKey.export({ format: "jwk" }));
  const algorithm = jwk && onlyAlgorithmOf(jwk.kty, publicKey);
  if (jwk === undefined || jwk.kty === "OKP" || algorithm === undefined) {
    throw new TypeError("not a key to decrypt with");
  }
  return { kid: thumbprintOf(jwk), algorithm, privateKey, publicJwk: jwk };
}
