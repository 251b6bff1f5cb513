/**
 * Message signatures: one way in for every profile. Profile and algorithm are the agreement's and
 * never the message's: a message signed in another way does not parse as the agreed one, and one
 * that names another algorithm or key is refused (guarantees 4.2).
 *
 * What is signed is what is sent (digest 7.39): header and message as they stand in the envelope, so
 * for an encrypted message the ciphertext. Envelopes of synchronous answers are signed too; acks are
 * not, as the standard has no place for it.
 */
import { canonicalize } from "./canonical.ts";
import type { SigningKey } from "./keys.ts";
import { jcsForm, opensppForm, signCavage, verifyCavage } from "./signature/cavage.ts";
import { signJws, verifyJws } from "./signature/jws.ts";
import {
  contentDigest,
  invalid,
  missing,
  sha256Base64,
  type SignatureProfile,
  type SignBy,
  type SignatureVerdict,
  type SignedContent,
  type VerifyBy,
} from "./signature/profiles.ts";
import { pythonMembers, pythonObject } from "./signature/python-json.ts";

/** A `signature` member, and the digest that says which message this is. */
export type Signed = { signature: string; digest: string };

/**
 * Signs header and message by a partner's profile; the result goes into the envelope's `signature`
 * member. The envelope is then to be written by `canonicalize` or `JSON.stringify`: the Python
 * reading depends on how numbers are spelled.
 */
export async function signAs(
  profile: SignatureProfile,
  { header, message }: SignedContent,
  by: SignBy,
): Promise<Signed> {
  const canonical = canonicalize({ header, message });
  const digest = sha256Base64(canonical);
  return { signature: await memberOf(profile, { canonical, digest }, by), digest };
}

function memberOf(
  profile: SignatureProfile,
  { canonical, digest }: { canonical: string; digest: string },
  by: SignBy,
) {
  switch (profile) {
    case "dci-cavage/jcs":
      return signCavage(jcsForm, digest, by);
    case "dci-cavage/openspp":
      return signCavage(opensppForm, sha256Base64(pythonObject(pythonMembers(canonical))), by);
    case "jws-detached":
      return signJws(canonical, by);
  }
}

/** Signs by the default profile, `dci-cavage/jcs`. */
export function signMessage(
  { header, message }: SignedContent,
  senderId: string,
  key: SigningKey,
  createdSeconds: number,
  lifetimeSeconds?: number,
): Signed {
  const digest = contentDigest({ header, message });
  const by = { senderId, key, createdSeconds };
  const signature = signCavage(
    jcsForm,
    digest,
    lifetimeSeconds === undefined ? by : { ...by, lifetimeSeconds },
  );
  return { signature, digest };
}

/** An envelope as parsed. */
type SignedEnvelope = SignedContent & { signature?: unknown };

/**
 * Verifies an envelope by the profile of the agreement. `text` is the envelope as it was received;
 * it must be what `envelope` was parsed from.
 */
export async function verifyAs(
  profile: SignatureProfile,
  envelope: SignedEnvelope,
  text: string,
  by: VerifyBy,
): Promise<SignatureVerdict> {
  const { signature, header } = envelope;
  if (isMissing(signature)) return missing();
  switch (profile) {
    case "dci-cavage/jcs":
      return verifyCavage(jcsForm, signature, header, () => jcsContent(envelope), by);
    case "dci-cavage/openspp":
      return verifyCavage(opensppForm, signature, header, () => pythonContent(envelope, text), by);
    case "jws-detached":
      return verifyJws(signature, header, () => canonicalize(contentOf(envelope)), by);
    default:
      return invalid("no profile is agreed");
  }
}

/** What a verification by the default profile needs to know about the sender and the moment. */
export type VerifyWith = Omit<VerifyBy, "algorithm">;

/** Verifies by the default profile and algorithm, `dci-cavage/jcs` with Ed25519. */
export function verifySignature(envelope: SignedEnvelope, by: VerifyWith): SignatureVerdict {
  const { signature, header } = envelope;
  if (isMissing(signature)) return missing();
  const content = () => jcsContent(envelope);
  return verifyCavage(jcsForm, signature, header, content, { ...by, algorithm: "Ed25519" });
}

function isMissing(signature: unknown): boolean {
  return signature === undefined || signature === null || signature === "";
}

function contentOf({ header, message }: SignedContent): SignedContent {
  return { header, message };
}

function jcsContent(envelope: SignedContent) {
  const digest = contentDigest(envelope);
  return { signed: digest, digest };
}

function pythonContent({ header, message }: SignedContent, text: string) {
  const members = pythonMembers(text);
  const content = new Map<string, string>();
  for (const name of ["header", "message"]) {
    const member = members.get(name);
    if (member === undefined) throw new TypeError("not canonical: a member is missing");
    content.set(name, member);
  }
  const digest = contentDigest({ header, message });
  return { signed: sha256Base64(pythonObject(content)), digest };
}
