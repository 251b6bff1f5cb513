/**
 * The profile `jws-detached`: a compact JWS (RFC 7515) in the `signature` member, its payload
 * detached and unencoded (RFC 7797: `b64` false, named in `crit`), over the RFC 8785 text of
 * `{"header":…,"message":…}`. A bare JWS has no life, so its protected header carries `iat` and
 * `exp` in whole seconds, and one without them is refused.
 *
 * Only the members of `known` may stand in the protected header: keys come from the agreement, so
 * `jwk`, `jku`, `x5u` and `x5c` are refused, and so is anything `crit` names beside `b64`.
 */
import { FlattenedSign, flattenedVerify } from "jose";
import type { SignatureAlgorithm } from "../algorithms.ts";
import { isRecord } from "../jwk.ts";
import { decodeUtf8, parseStrictJson } from "../strict-json.ts";
import {
  invalid,
  lifeFault,
  lifeOf,
  senderIdOf,
  sha256Base64,
  type SignBy,
  type SignatureVerdict,
  type VerifyBy,
} from "./profiles.ts";

/** How a JWS may name each algorithm; the first is how we do (RFC 8037, RFC 9864). */
const names: Record<SignatureAlgorithm, readonly string[]> = {
  Ed25519: ["EdDSA", "Ed25519"],
  ES256: ["ES256"],
  PS256: ["PS256"],
  RS256: ["RS256"],
};

const known = new Set(["alg", "b64", "crit", "kid", "iat", "exp", "typ"]);

/** The detached JWS over a canonical text. */
export async function signJws(canonical: string, by: SignBy): Promise<string> {
  const { created, expires } = lifeOf(by);
  const { kid, algorithm, privateKey } = by.key;
  const [alg = ""] = names[algorithm];
  const signed = await new FlattenedSign(Buffer.from(canonical))
    .setProtectedHeader({ alg, b64: false, crit: ["b64"], kid, iat: created, exp: expires })
    .sign(privateKey);
  return `${signed.protected ?? ""}..${signed.signature}`;
}

/** Verifies a detached JWS, cheap checks first. */
export async function verifyJws(
  text: unknown,
  header: unknown,
  canonical: () => string,
  { algorithm, keys, senderId, nowSeconds }: VerifyBy,
): Promise<SignatureVerdict> {
  const jws = typeof text === "string" ? detached.exec(text) : null;
  const [, protectedHeader = "", signature = ""] = jws ?? [];
  const parameters = jws === null ? undefined : headerOf(protectedHeader);
  if (parameters === undefined) return invalid("signature is malformed");
  if (senderIdOf(header) !== senderId) return invalid("signer is not the sender");
  const fault = parameterFault(parameters, algorithm, nowSeconds);
  if (fault !== undefined) return invalid(fault);
  const kid = String(parameters["kid"]);
  const key = keys.get(kid);
  if (key === undefined) return { ...invalid("key is unknown"), unknownKid: kid };
  let payload: string;
  try {
    payload = canonical();
  } catch {
    return invalid("content has no canonical form");
  }
  try {
    await flattenedVerify({ protected: protectedHeader, payload, signature }, key, {
      algorithms: [...names[algorithm]],
    });
  } catch {
    return invalid("signature does not match");
  }
  return { ok: true, kid, digest: sha256Base64(payload) };
}

const detached = /^([A-Za-z0-9_-]{1,2048})\.\.([A-Za-z0-9_-]{1,2048})$/;

function headerOf(protectedHeader: string): Record<string, unknown> | undefined {
  const bytes = Buffer.from(protectedHeader, "base64url");
  // One spelling only: what was signed is the text, and two texts must not mean one header.
  if (bytes.toString("base64url") !== protectedHeader) return undefined;
  const json = parseStrictJson(decodeUtf8(bytes) ?? "");
  return json.ok && isRecord(json.value) ? json.value : undefined;
}

function parameterFault(
  parameters: Record<string, unknown>,
  algorithm: SignatureAlgorithm,
  nowSeconds: number,
): string | undefined {
  const { alg, b64, crit, kid, iat, exp, typ } = parameters;
  if (typeof alg !== "string" || !names[algorithm].includes(alg)) {
    return "algorithm is not the agreed one";
  }
  if (!Object.keys(parameters).every((name) => known.has(name))) {
    return "protected header holds more than is agreed";
  }
  const detaches = b64 === false && Array.isArray(crit) && crit.length === 1 && crit[0] === "b64";
  if (!detaches) return "payload is not the agreed one";
  if (typ !== undefined && typ !== "JOSE") return "type is not the agreed one";
  if (typeof kid !== "string") return "key is not named";
  if (!isSeconds(iat) || !isSeconds(exp)) return "time is malformed";
  return lifeFault(iat, exp, nowSeconds);
}

function isSeconds(value: unknown): value is number {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0;
}
