/**
 * The DCI string: draft-cavage parameters inside JSON, over `created`, `expires` and a digest. The
 * two profiles that use it differ in what the digest is taken over and in how its line is written;
 * `Form` says so. The algorithm is fixed by the agreement: the message names it, and is refused when
 * it names another. Reasons are constant texts: they quote nothing of the message.
 */
import { fitsAlgorithm, signBytes, verifyBytes, type SignatureAlgorithm } from "../algorithms.ts";
import { parseSignature, writeSignature, type ParsedSignature } from "./cavage-member.ts";
import {
  invalid,
  lifeFault,
  lifeOf,
  senderIdOf,
  type SignBy,
  type SignatureVerdict,
  type VerifyBy,
} from "./profiles.ts";

/** What sets one profile of the DCI string apart. */
export type Form = {
  namespace: string;
  /**
   * How the digest may stand in its line; the first is how we write it. Each binds the same bytes,
   * so reading a second one gives nothing away.
   */
  digestPrefixes: readonly string[];
};

/** STANDARDS.md, "Signing: the exact string". */
export const jcsForm: Form = { namespace: "spdci", digestPrefixes: ["SHA-256="] };
/** OpenSPP writes the bare digest; copies of its description show it with the algorithm before it. */
export const opensppForm: Form = { namespace: "dci", digestPrefixes: ["", "SHA-256="] };

const signedHeaders = "(created) (expires) digest";

/** How a message may name each algorithm; the first is how we do. */
const names: Record<SignatureAlgorithm, readonly string[]> = {
  Ed25519: ["ed25519"],
  ES256: ["es256", "ES256", "ecdsa-p256-sha256"],
  PS256: ["ps256", "PS256"],
  RS256: ["rs256", "RS256", "rsa-sha256"],
};

/** The exact text the key signs. */
export function signingString(
  created: number | string,
  expires: number | string,
  digest: string,
  prefix = "SHA-256=",
): string {
  return `(created): ${created}\n(expires): ${expires}\ndigest: ${prefix}${digest}`;
}

/** The `signature` member over a text of this digest (Base64 SHA-256). */
export function signCavage(form: Form, digest: string, by: SignBy): string {
  if (!senderText.test(by.senderId)) throw new TypeError("sender_id cannot stand in a kidId");
  const { created, expires } = lifeOf(by);
  const { kid, algorithm, privateKey } = by.key;
  const text = signingString(created, expires, digest, form.digestPrefixes[0]);
  const name = names[algorithm][0] ?? "";
  return writeSignature({
    namespace: form.namespace,
    senderId: by.senderId,
    kid,
    keyAlgorithm: name,
    algorithm: name,
    created: String(created),
    expires: String(expires),
    headers: signedHeaders,
    signature: signBytes(algorithm, privateKey, Buffer.from(text)).toString("base64"),
  });
}

/**
 * Verifies a `signature` member, cheap checks first; `canonical` is called when they have passed:
 * the digest of the text that was signed, and the one the message is known by.
 */
export function verifyCavage(
  form: Form,
  text: unknown,
  header: unknown,
  canonical: () => { signed: string; digest: string },
  { algorithm, keys, senderId, nowSeconds }: VerifyBy,
): SignatureVerdict {
  const parsed = typeof text === "string" ? parseSignature(text) : undefined;
  if (parsed === undefined) return invalid("signature is malformed");
  if (![parsed.algorithm, parsed.keyAlgorithm].every((name) => names[algorithm].includes(name))) {
    return invalid("algorithm is not the agreed one");
  }
  if (parsed.headers !== signedHeaders) return invalid("signed headers are not the agreed ones");
  if (parsed.senderId !== senderId || senderIdOf(header) !== senderId) {
    return invalid("signer is not the sender");
  }
  const timeFault = timeFaultOf(parsed, nowSeconds);
  if (timeFault !== undefined) return invalid(timeFault);
  const key = keys.get(parsed.kid);
  if (key === undefined) return { ...invalid("key is unknown"), unknownKid: parsed.kid };
  // A key of another type would make the key choose the algorithm.
  if (!fitsAlgorithm(key, algorithm)) return invalid("key is not of the agreed algorithm");
  const value = Buffer.from(parsed.signature, "base64");
  if (value.toString("base64") !== parsed.signature) return invalid("signature value is malformed");
  let content: { signed: string; digest: string };
  try {
    content = canonical();
  } catch {
    return invalid("content has no canonical form");
  }
  const holds = form.digestPrefixes.some((prefix) => {
    const line = signingString(parsed.created, parsed.expires, content.signed, prefix);
    return verifyBytes(algorithm, key, Buffer.from(line), value);
  });
  return holds
    ? { ok: true, kid: parsed.kid, digest: content.digest }
    : invalid("signature does not match");
}

function timeFaultOf({ created, expires }: ParsedSignature, nowSeconds: number) {
  if (!wholeSeconds.test(created) || !wholeSeconds.test(expires)) return "time is malformed";
  return lifeFault(Number(created), Number(expires), nowSeconds);
}

const senderText = /^[\x21\x23-\x5b\x5d-\x7b\x7d\x7e]{1,99}$/;
const wholeSeconds = /^(0|[1-9][0-9]{0,11})$/;
