/**
 * An envelope by a partner's terms: encrypted and signed on its way out, verified and decrypted on its
 * way in. Out: the message is encrypted first, then what is sent is signed. In: the signature over
 * what was received first; only what a pinned key has signed is decrypted.
 */
import type { SignatureAlgorithm } from "./algorithms.ts";
import { canonicalize } from "./canonical.ts";
import { recipientKeyOf, type EncryptionKey } from "./encryption-keys.ts";
import { decryptMessage, encryptMessage, looksEncrypted } from "./encryption.ts";
import { isRecord } from "./jwk.ts";
import { keysOfText, type SigningKey } from "./keys.ts";
import { signAs, verifyAs } from "./signature.ts";
import {
  contentDigest,
  invalid,
  type SignatureProfile,
  type SignatureVerdict,
  type SignedContent,
} from "./signature/profiles.ts";

/** The keys of this system: the first of each algorithm is in use, later ones are still published. */
export type OwnKeys = {
  signing: readonly SigningKey[];
  encryption: readonly EncryptionKey[];
};

/** What the agreement with a partner says about its messages; `none` is for partners on trial. */
export type TrustTerms = {
  signature: {
    in: SignatureProfile | "none";
    out: SignatureProfile | "none";
    algorithm: SignatureAlgorithm;
  };
  encryption: { in: "never" | "allowed" | "required"; out: boolean };
  revoked_keys: readonly string[];
};

/** A partner as far as trust goes: its terms, and its key set as text. */
export type Trusted = { id: string; terms: TrustTerms; jwks: string | null };

/** Encryption was agreed on, but the partner publishes no key for it: nothing leaves. */
export class NoKeyToEncryptTo extends Error {}

/** The body to send. @throws when it cannot be signed or encrypted as agreed: nothing leaves then. */
export async function sealEnvelope(
  { header, message }: { header: Record<string, unknown>; message: unknown },
  from: { id: string; keys: OwnKeys; nowSeconds: number },
  to: Trusted,
): Promise<string> {
  const clear = { header, message };
  const content = to.terms.encryption.out ? await encrypted(clear, to) : clear;
  const profile = to.terms.signature.out;
  if (profile === "none") return canonicalize(content);
  const key = signingKeyFor(from.keys, to.terms.signature.algorithm);
  const by = { senderId: from.id, key, createdSeconds: from.nowSeconds };
  const { signature } = await signAs(profile, content, by);
  return canonicalize({ ...content, signature });
}

/** What we sign with for a partner: in the algorithm agreed on, or Ed25519 where that only verifies. */
export function signingKeyFor(keys: OwnKeys, algorithm: SignatureAlgorithm): SigningKey {
  const wanted = algorithm === "ES256" ? "ES256" : "Ed25519";
  const key = keys.signing.find((one) => one.algorithm === wanted);
  if (key === undefined) throw new TypeError("no key of the agreed algorithm");
  return key;
}

async function encrypted(
  { header, message }: { header: Record<string, unknown>; message: unknown },
  to: Trusted,
) {
  const recipient = recipientKeyOf(to.jwks ?? "", to.terms.revoked_keys);
  if (recipient === undefined) throw new NoKeyToEncryptTo("no key to encrypt to");
  return {
    header: { ...header, is_msg_encrypted: true },
    message: await encryptMessage(message, recipient),
  };
}

/** Verifies what was received; `text` is the envelope as it came. */
export async function verifySender(
  envelope: SignedContent & { signature?: unknown },
  text: string,
  from: Trusted,
  nowSeconds: number,
): Promise<SignatureVerdict> {
  const { signature, revoked_keys } = from.terms;
  if (signature.in === "none") return invalid("no profile is agreed");
  const { algorithm } = signature;
  const keys = keysOfText(from.jwks ?? "", { algorithm, revoked: revoked_keys });
  return verifyAs(signature.in, envelope, text, {
    algorithm,
    keys,
    senderId: from.id,
    nowSeconds,
  });
}

/** The clear message of a verified envelope; where it was encrypted, the digest it is known by. */
export type Cleared =
  { ok: true; message: unknown; digest?: string } | { ok: false; reason: string };

/**
 * Decrypts where the message is encrypted and may be. A sender encrypts anew for each attempt, so an
 * encrypted message is the same when header and clear message are.
 */
export async function clearMessage(
  { header, message }: SignedContent,
  terms: TrustTerms,
  keys: OwnKeys,
): Promise<Cleared> {
  const said = isRecord(header) && header["is_msg_encrypted"] === true;
  const demand = terms.encryption.in;
  if (!said) {
    if (demand === "required") return { ok: false, reason: "message is not encrypted" };
    // Clear by its flag and encrypted by its shape: one of both is wrong.
    return looksEncrypted(message)
      ? { ok: false, reason: "message is encrypted and does not say so" }
      : { ok: true, message };
  }
  if (demand === "never") return { ok: false, reason: "encryption is not agreed" };
  const byKid = new Map(keys.encryption.map((key) => [key.kid, key]));
  const decrypted = await decryptMessage(message, byKid);
  if (!decrypted.ok) return decrypted;
  const content = { header: { ...header, is_msg_encrypted: false }, message: decrypted.message };
  return { ok: true, message: decrypted.message, digest: contentDigest(content) };
}
