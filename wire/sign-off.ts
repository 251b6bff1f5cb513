/**
 * The signature of a plan's sign-off: a compact JWS (RFC 7515) with Ed25519 (RFC 8037) over the
 * RFC 8785 text of the statement. Anybody who has the signer's published key can hold it against the
 * statement, today or in ten years; so it carries the time it was made and no expiry.
 */
import { sign, verify, type KeyObject } from "node:crypto";
import { canonicalize } from "./canonical.ts";
import { isRecord } from "./jwk.ts";
import type { SigningKey } from "./keys.ts";
import { decodeUtf8, parseStrictJson } from "./strict-json.ts";

export const sign_off_type = "tandem-sign-off+jws";
const jws_chars_max = 6_000;
const shape = /^([A-Za-z0-9_-]{1,1000})\.([A-Za-z0-9_-]{1,5000})\.([A-Za-z0-9_-]{86})$/;

/** Signs a statement; the payload is the statement itself, so the signature can be read alone. */
export function signStatement(statement: object, key: SigningKey): string {
  if (key.algorithm !== "Ed25519") throw new TypeError("a sign-off is signed with Ed25519");
  const protectedHeader = encode(canonicalize({ alg: "EdDSA", kid: key.kid, typ: sign_off_type }));
  const signed = `${protectedHeader}.${encode(canonicalize(statement))}`;
  return `${signed}.${sign(null, Buffer.from(signed), key.privateKey).toString("base64url")}`;
}

/**
 * Is this the statement's signature by one of these keys (by `kid`)? The payload has to be exactly
 * the statement's canonical text; a header that names anything but the one algorithm is refused.
 */
export function judgeStatement(
  statement: object,
  jws: string,
  keys: ReadonlyMap<string, KeyObject>,
): "holds" | "unknown_key" | "broken" {
  const parts = jws.length <= jws_chars_max ? shape.exec(jws) : null;
  if (!parts) return "broken";
  const [, protectedHeader = "", payload = "", signature = ""] = parts;
  const header = headerOf(protectedHeader);
  if (header?.["alg"] !== "EdDSA" || header["typ"] !== sign_off_type) return "broken";
  if (Object.keys(header).length !== 3 || typeof header["kid"] !== "string") return "broken";
  if (payload !== encode(canonicalize(statement))) return "broken";
  const key = keys.get(header["kid"]);
  if (!key) return "unknown_key";
  const signed = Buffer.from(`${protectedHeader}.${payload}`);
  const holds = verify(null, signed, key, Buffer.from(signature, "base64url"));
  return holds ? "holds" : "broken";
}

function headerOf(text: string): Record<string, unknown> | undefined {
  const json = parseStrictJson(decodeUtf8(Buffer.from(text, "base64url")) ?? "");
  return json.ok && isRecord(json.value) ? json.value : undefined;
}

function encode(text: string): string {
  return Buffer.from(text).toString("base64url");
}
