import { CompactEncrypt, FlattenedEncrypt, flattenedDecrypt } from "jose";
import { expect, test } from "vitest";
import { canonicalize } from "./canonical.ts";
import {
  encryptionAlgorithms,
  exportEncryptionKey,
  generateEncryptionKey,
  importEncryptionKey,
  publishedEncryptionKeys,
  recipientKeyOf,
  type EncryptionKey,
  type RecipientKey,
} from "./encryption-keys.ts";
import { decryptMessage, encryptMessage, looksEncrypted } from "./encryption.ts";
import { generateSigningKey, jwks } from "./keys.ts";

const ours = encryptionAlgorithms.map((algorithm) => generateEncryptionKey(algorithm));
const keys = new Map(ours.map((key) => [key.kid, key]));
const message = { transaction_id: "T-1", note: "Zoë 😀", items: [1, 1.5, null] };

function recipient(key: EncryptionKey): RecipientKey {
  const found = recipientKeyOf({ keys: publishedEncryptionKeys([key]) });
  if (found === undefined) throw new Error("no key to encrypt to");
  return found;
}

test.each(ours)("$algorithm: what is encrypted to us is read", async (key) => {
  const sent: unknown = JSON.parse(JSON.stringify(await encryptMessage(message, recipient(key))));
  expect(looksEncrypted(sent)).toBe(true);
  expect(JSON.stringify(sent)).not.toContain("T-1");
  expect(await decryptMessage(sent, keys)).toEqual({ ok: true, message });
});

test.each(ours)("$algorithm: a JWE library reads it with `protected` rebuilt", async (key) => {
  const { header, ...rest } = await encryptMessage(message, recipient(key));
  const rebuilt = Buffer.from(canonicalize(header)).toString("base64url");
  const { plaintext } = await flattenedDecrypt({ ...rest, protected: rebuilt }, key.privateKey);
  expect(JSON.parse(Buffer.from(plaintext).toString())).toEqual(message);
});

test.each(ours)("$algorithm: a compact JWE taken apart is read", async (key) => {
  const compact = await new CompactEncrypt(Buffer.from(JSON.stringify(message)))
    .setProtectedHeader({ kid: key.kid, enc: "A256GCM", alg: key.algorithm })
    .encrypt(recipient(key).publicKey);
  const [head = "", encrypted_key, iv, ciphertext, tag] = compact.split(".");
  const header = JSON.parse(Buffer.from(head, "base64url").toString()) as unknown;
  const sent = { header, encrypted_key, iv, ciphertext, tag };
  expect(await decryptMessage(sent, keys)).toEqual({ ok: true, message });
});

test("an unprotected header is read (RFC 7516 7.2.2)", async () => {
  const [key] = ours;
  if (key === undefined) throw new Error("no key");
  const jwe = await new FlattenedEncrypt(Buffer.from(JSON.stringify(message)))
    .setUnprotectedHeader({ alg: key.algorithm, enc: "A256GCM", kid: key.kid })
    .encrypt(recipient(key).publicKey);
  expect(await decryptMessage(jwe, keys)).toEqual({ ok: true, message });
});

test.each(ours)("$algorithm: every altered part is refused", async (key) => {
  const sent = await encryptMessage(message, recipient(key));
  for (const part of ["ciphertext", "encrypted_key", "tag", "iv"] as const) {
    const text = sent[part];
    const altered = (text.startsWith("A") ? "B" : "A") + text.slice(1);
    expect(await decryptMessage({ ...sent, [part]: altered }, keys), part).toMatchObject({
      ok: false,
    });
    for (const other of ["", text.slice(0, -4), 7, null, "!", text + text]) {
      expect((await decryptMessage({ ...sent, [part]: other }, keys)).ok, part).toBe(false);
    }
  }
  const bound = { ...sent, header: { ...sent.header, typ: "x" } };
  expect(await decryptMessage(bound, keys)).toEqual({
    ok: false,
    reason: "message cannot be decrypted",
  });
});

test("a key of ours that was not named, or one we do not have, is refused", async () => {
  for (const key of ours) {
    const sent = await encryptMessage(message, recipient(key));
    for (const kid of [...ours.map((one) => one.kid), "other", "", "__proto__"]) {
      if (kid === key.kid) continue;
      const altered = { ...sent, header: { ...sent.header, kid } };
      expect((await decryptMessage(altered, keys)).ok).toBe(false);
    }
  }
});

test("algorithms outside the list are refused before any key is used", async () => {
  const [key] = ours;
  if (key === undefined) throw new Error("no key");
  const sent = await encryptMessage(message, recipient(key));
  const headers = [
    { alg: "PBES2-HS512+A256KW", p2c: 2_000_000_000, p2s: "AAAA" },
    { alg: "PBES2-HS512+A256KW" },
    { alg: "dir" },
    { alg: "none" },
    { alg: "RSA1_5" },
    { alg: "RSA-OAEP" },
    { alg: "A256KW" },
    { enc: "A128CBC-HS256" },
    { enc: "A128GCM" },
    { zip: "DEF" },
    { crit: ["exp"] },
    { jwk: {} },
    { jku: "https://evil.example" },
  ];
  for (const header of headers) {
    const altered = { ...sent, header: { ...sent.header, ...header } };
    expect((await decryptMessage(altered, keys)).ok, JSON.stringify(header)).toBe(false);
  }
});

test("what comes out is read as strictly as a body", async () => {
  const [key] = ours;
  if (key === undefined) throw new Error("no key");
  for (const text of ['{"a":1,"a":2}', '{"__proto__":{}}', "{", "[".repeat(99), "1e999", ""]) {
    const compact = await new CompactEncrypt(Buffer.from(text))
      .setProtectedHeader({ alg: key.algorithm, enc: "A256GCM", kid: key.kid })
      .encrypt(recipient(key).publicKey);
    const [head = "", encrypted_key, iv, ciphertext, tag] = compact.split(".");
    const header = JSON.parse(Buffer.from(head, "base64url").toString()) as unknown;
    const sent = { header, encrypted_key, iv, ciphertext, tag };
    expect((await decryptMessage(sent, keys)).ok, text).toBe(false);
  }
});

test("another shape is refused and never throws", async () => {
  for (const value of [undefined, null, 1, "x", [], {}, { header: {} }, message]) {
    expect((await decryptMessage(value, keys)).ok).toBe(false);
  }
});

test("keys survive storage; a signing key is never encrypted to, nor a revoked one", () => {
  for (const key of ours) {
    const back = importEncryptionKey(JSON.parse(JSON.stringify(exportEncryptionKey(key))));
    expect([back.kid, back.algorithm]).toEqual([key.kid, key.algorithm]);
    const doc = { keys: publishedEncryptionKeys([key]) };
    expect(recipientKeyOf(doc, [key.kid])).toBeUndefined();
    expect(JSON.stringify(doc)).not.toContain('"d"');
  }
  expect(recipientKeyOf(jwks([generateSigningKey("ES256")]))).toBeUndefined();
  expect(() => importEncryptionKey(null)).toThrow(TypeError);
  expect(() => importEncryptionKey({ kty: "oct", k: "AAAA" })).toThrow(TypeError);
});
