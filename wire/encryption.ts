/**
 * The encrypted `message` of an envelope: `{header{alg, enc, kid, epk?}, ciphertext, encrypted_key,
 * tag, iv}` with `header.is_msg_encrypted` true (ESS API 1.0.0, EncryptedMessage; digest 6.3). It is a
 * JWE (RFC 7516) that says `header` where JWE says `protected`, so the protected header is rebuilt:
 *
 *   protected = BASE64URL(UTF8(JCS(header)))   and the additional authenticated data are its bytes.
 *
 * With `protected` put in place of `header`, any JWE library reads the object. The standard is silent
 * about the additional data, so two other readings are accepted: the header in the order it was sent
 * (a compact JWE taken apart), and none at all (RFC 7516 7.2.2 with an unprotected header). The writer
 * chooses among them either way, so accepting three gives nothing away.
 *
 * Encrypted first, then signed (digest 7.39): the signature covers the envelope's header and this
 * object, what is sent, so who has no key can still check who sent it, and nothing unauthenticated is
 * ever decrypted. The algorithm is the one of the key that `kid` names, and the content is always
 * A256GCM: no passwords (`p2c`), no compression (`zip`), no direct keys.
 */
import { createCipheriv, randomBytes } from "node:crypto";
import { FlattenedEncrypt, flattenedDecrypt } from "jose";
import { canonicalize } from "./canonical.ts";
import type { EncryptionKey, RecipientKey } from "./encryption-keys.ts";
import { isRecord } from "./jwk.ts";
import { decodeUtf8, parseStrictJson } from "./strict-json.ts";

/** How the content is encrypted, always. */
export const content_encryption = "A256GCM";
/** Longest parts that are looked at; the body is bounded before. */
export const ciphertext_chars_max = 12_000_000;
export const encrypted_key_chars_max = 1_400;

/** The object that stands in place of `message`. */
export type EncryptedMessage = {
  header: { alg: string; enc: string; kid: string; epk?: Record<string, unknown> };
  ciphertext: string;
  encrypted_key: string;
  tag: string;
  iv: string;
};

/** What was inside, or a constant reason. One reason for every failure with the key: no oracle. */
export type Decrypted = { ok: true; message: unknown } | { ok: false; reason: string };

/** Encrypts a message to a partner's key. */
export async function encryptMessage(
  message: unknown,
  recipient: RecipientKey,
): Promise<EncryptedMessage> {
  const cek = randomBytes(32);
  const { header, encryptedKey } = await wrap(cek, recipient);
  const iv = randomBytes(12);
  const cipher = createCipheriv("aes-256-gcm", cek, iv);
  cipher.setAAD(Buffer.from(protectedOf(canonicalize(header))));
  const ciphertext = Buffer.concat([cipher.update(canonicalize(message), "utf8"), cipher.final()]);
  return {
    header,
    ciphertext: ciphertext.toString("base64url"),
    encrypted_key: encryptedKey,
    tag: cipher.getAuthTag().toString("base64url"),
    iv: iv.toString("base64url"),
  };
}

/**
 * The content key, wrapped by `jose`. What `jose` encrypts beside it is nothing and is thrown away:
 * the wrapped key does not depend on the additional data, which are only known once `epk` is.
 */
async function wrap(cek: Uint8Array, { kid, algorithm, publicKey }: RecipientKey) {
  const wrapped = await new FlattenedEncrypt(new Uint8Array())
    .setContentEncryptionKey(cek)
    .setProtectedHeader({ alg: algorithm, enc: content_encryption, kid })
    .encrypt(publicKey);
  const json = Buffer.from(wrapped.protected ?? "", "base64url").toString("utf8");
  const header = JSON.parse(json) as EncryptedMessage["header"];
  if (wrapped.encrypted_key === undefined) throw new TypeError("no content key was wrapped");
  return { header, encryptedKey: wrapped.encrypted_key };
}

/** Whether a value has the members of an encrypted message; it may still be a clear one. */
export function looksEncrypted(value: unknown): boolean {
  return (
    isRecord(value) &&
    ["header", "ciphertext", "encrypted_key", "tag", "iv"].every((name) => name in value)
  );
}

/** Decrypts with the key that `kid` names; what comes out is read as strictly as any body. */
export async function decryptMessage(
  value: unknown,
  keys: ReadonlyMap<string, EncryptionKey>,
): Promise<Decrypted> {
  const parts = partsOf(value);
  if (parts === undefined) return refuse("encrypted message is malformed");
  const { header, ...rest } = parts;
  const key = keys.get(header.kid);
  if (key === undefined) return refuse("encryption key is unknown");
  if (header.alg !== key.algorithm || header.enc !== content_encryption) {
    return refuse("encryption is not the agreed one");
  }
  const plaintext = await plaintextOf(header, rest, key);
  if (plaintext === undefined) return refuse("message cannot be decrypted");
  const json = parseStrictJson(decodeUtf8(plaintext) ?? "");
  return json.ok ? { ok: true, message: json.value } : refuse("decrypted text is not strict JSON");
}

type Parts = Omit<EncryptedMessage, "header">;

async function plaintextOf(
  header: EncryptedMessage["header"],
  parts: Parts,
  key: EncryptionKey,
): Promise<Uint8Array | undefined> {
  const readings = new Set([canonicalize(header), JSON.stringify(header)]);
  const jwes = [
    ...[...readings].map((text) => ({ ...parts, protected: protectedOf(text) })),
    { ...parts, header },
  ];
  for (const jwe of jwes) {
    try {
      const { plaintext } = await flattenedDecrypt(jwe, key.privateKey, {
        keyManagementAlgorithms: [key.algorithm],
        contentEncryptionAlgorithms: [content_encryption],
      });
      return plaintext;
    } catch {
      // Not this reading of the additional data.
    }
  }
  return undefined;
}

function protectedOf(headerText: string): string {
  return Buffer.from(headerText).toString("base64url");
}

function partsOf(value: unknown): EncryptedMessage | undefined {
  if (!isRecord(value) || !holdsOnly(value, messageMembers)) return undefined;
  const { header, ciphertext, encrypted_key, tag, iv } = value;
  if (!isRecord(header) || !holdsOnly(header, headerMembers)) return undefined;
  const { alg, enc, kid, epk } = header;
  if (typeof alg !== "string" || typeof enc !== "string" || typeof kid !== "string") {
    return undefined;
  }
  if (epk !== undefined && !isRecord(epk)) return undefined;
  if (!isBase64url(ciphertext, ciphertext_chars_max)) return undefined;
  if (!isBase64url(encrypted_key, encrypted_key_chars_max)) return undefined;
  if (!isBase64url(tag, 22) || !isBase64url(iv, 16)) return undefined;
  return {
    header: { ...(header as EncryptedMessage["header"]) },
    ciphertext,
    encrypted_key,
    tag,
    iv,
  };
}

const messageMembers = new Set(["header", "ciphertext", "encrypted_key", "tag", "iv"]);
const headerMembers = new Set(["alg", "enc", "kid", "epk", "typ", "cty"]);

function holdsOnly(value: Record<string, unknown>, members: ReadonlySet<string>): boolean {
  return Object.keys(value).every((name) => members.has(name));
}

function isBase64url(value: unknown, chars_max: number): value is string {
  return typeof value === "string" && value.length <= chars_max && /^[A-Za-z0-9_-]*$/.test(value);
}

function refuse(reason: string): Decrypted {
  return { ok: false, reason };
}
