/**
 * Short-lived access tokens that we give and take ourselves, and the assertion a client shows to get
 * one (RFC 7523). A token names the partner it was given to (`sub`) and, where it came over mutual
 * TLS, the certificate (`cnf`, RFC 8705 3.1): it opens the door to nobody else.
 */
import { createPublicKey, type KeyObject } from "node:crypto";
import { decodeProtectedHeader, jwtVerify, SignJWT } from "jose";
import type { SignatureAlgorithm } from "./algorithms.ts";
import type { SigningKey } from "./keys.ts";

/** Life of a token we give, and the longest life of an assertion. */
export const token_lifetime_seconds = 900;
export const assertion_lifetime_seconds_max = 300;
const skew_seconds = 60;

/** Names of the algorithms in a JWT. */
const names: Record<SignatureAlgorithm, string[]> = {
  Ed25519: ["EdDSA", "Ed25519"],
  ES256: ["ES256"],
  PS256: ["PS256"],
  RS256: ["RS256"],
};

/** Whose token it is, and what it is bound to. */
export type TokenHolder = {
  partner: string;
  /** SHA-256 of the client certificate, in hex. */
  certificate: string | null;
};

/** Gives a token of this system. */
export function giveToken(
  system: string,
  key: SigningKey,
  { partner, certificate }: TokenHolder,
  nowSeconds: number,
): Promise<string> {
  const bound =
    certificate === null
      ? {}
      : { cnf: { "x5t#S256": Buffer.from(certificate, "hex").toString("base64url") } };
  return new SignJWT(bound)
    .setProtectedHeader({ alg: names[key.algorithm][0] ?? "", kid: key.kid, typ: "at+jwt" })
    .setSubject(partner)
    .setIssuer(system)
    .setAudience(system)
    .setIssuedAt(nowSeconds)
    .setExpirationTime(nowSeconds + token_lifetime_seconds)
    .sign(key.privateKey);
}

/** Whose token of ours it is; undefined when it is none, or has run out. */
export async function holderOfToken(
  token: string,
  system: string,
  keys: readonly SigningKey[],
  nowSeconds: number,
): Promise<TokenHolder | undefined> {
  const key = keys.find((one) => one.kid === kidOf(token));
  if (key === undefined) return undefined;
  try {
    const { payload } = await jwtVerify(token, publicHalf(key), {
      algorithms: names[key.algorithm],
      typ: "at+jwt",
      issuer: system,
      audience: system,
      requiredClaims: ["sub", "exp"],
      currentDate: new Date(nowSeconds * 1000),
    });
    const cnf = payload["cnf"] as { "x5t#S256"?: string } | undefined;
    const bound = cnf?.["x5t#S256"];
    return {
      partner: payload.sub ?? "",
      certificate: bound === undefined ? null : Buffer.from(bound, "base64url").toString("hex"),
    };
  } catch {
    return undefined;
  }
}

const publicHalves = new WeakMap<SigningKey, KeyObject>();

function publicHalf(key: SigningKey): KeyObject {
  const known = publicHalves.get(key);
  if (known !== undefined) return known;
  const made = createPublicKey({ key: key.publicJwk, format: "jwk" });
  publicHalves.set(key, made);
  return made;
}

/** What we show to get a token of a partner: `private_key_jwt`. */
export function makeAssertion(
  clientId: string,
  audience: string,
  key: SigningKey,
  nowSeconds: number,
  jti: string,
): Promise<string> {
  return new SignJWT()
    .setProtectedHeader({ alg: names[key.algorithm][0] ?? "", kid: key.kid, typ: "JWT" })
    .setIssuer(clientId)
    .setSubject(clientId)
    .setAudience(audience)
    .setJti(jti)
    .setIssuedAt(nowSeconds)
    .setExpirationTime(nowSeconds + 60)
    .sign(key.privateKey);
}

/** Who an assertion says it is from, before anything of it is verified. */
export function claimedClient(assertion: string): string | undefined {
  try {
    const [, payload = ""] = assertion.split(".");
    const claims = JSON.parse(Buffer.from(payload, "base64url").toString()) as { sub?: unknown };
    return isName(claims.sub) ? claims.sub : undefined;
  } catch {
    return undefined;
  }
}

/** Whatever is looked up or kept by it: no text of no bound, and none that a database cannot hold. */
function isName(value: unknown): value is string {
  return typeof value === "string" && /^[^\p{Cc}\p{Cs}]{1,200}$/u.test(value);
}

/** The name of the key an assertion or token says it is signed with. */
export function kidOf(jwt: string): string | undefined {
  try {
    return decodeProtectedHeader(jwt).kid;
  } catch {
    return undefined;
  }
}

/** An assertion's id, which counts once until `expires` (seconds). */
export type Assertion = { jti: string; expires: number };

/** Verifies an assertion of a client against its pinned keys; undefined when it does not hold. */
export async function verifyAssertion(
  assertion: string,
  clientId: string,
  audiences: string[],
  { algorithm, keys }: { algorithm: SignatureAlgorithm; keys: ReadonlyMap<string, KeyObject> },
  nowSeconds: number,
): Promise<Assertion | undefined> {
  const kid = kidOf(assertion);
  // Without a name the only key is meant.
  const key = kid === undefined && keys.size === 1 ? [...keys.values()][0] : keys.get(kid ?? "");
  if (key === undefined) return undefined;
  try {
    const { payload } = await jwtVerify(assertion, key, {
      algorithms: names[algorithm],
      issuer: clientId,
      subject: clientId,
      audience: audiences,
      clockTolerance: skew_seconds,
      requiredClaims: ["exp", "jti"],
      currentDate: new Date(nowSeconds * 1000),
    });
    const { exp = 0, iat, jti = "" } = payload;
    if (!isName(jti)) return undefined;
    if (exp > nowSeconds + assertion_lifetime_seconds_max + skew_seconds) return undefined;
    if (iat !== undefined && iat > nowSeconds + skew_seconds) return undefined;
    return { jti, expires: exp + skew_seconds };
  } catch {
    return undefined;
  }
}
