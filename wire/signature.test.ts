import { generateKeyPairSync, sign } from "node:crypto";
import { readFileSync } from "node:fs";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { canonicalize } from "./canonical.ts";
import { generateSigningKey, importSigningKey, publicKeysFromJwks, jwks } from "./keys.ts";
import { parseSignature } from "./signature/cavage-member.ts";
import { signingString } from "./signature/cavage.ts";
import {
  contentDigest,
  signature_chars_max,
  signature_lifetime_seconds,
} from "./signature/profiles.ts";
import { signMessage, verifySignature } from "./signature.ts";

const key = generateSigningKey();
const keys = publicKeysFromJwks(jwks([key]));
const senderId = "spmis.example.org";
const now = 1_771_237_800;
const header = { message_id: "M-1", sender_id: senderId, action: "notify", total_count: 1 };
const message = { transaction_id: "T-1", note: "Zoë", items: [1, true, null] };
const { signature, digest } = signMessage({ header, message }, senderId, key, now);
const envelope = { signature, header, message };
const by = (nowSeconds: number) => ({ keys, senderId, nowSeconds });
const refused = { ok: false, code: "err.signature.invalid" };

test("a signed message holds, in any key order and with unknown members", () => {
  expect(verifySignature(envelope, by(now))).toEqual({ ok: true, kid: key.kid, digest });
  const turned = Object.fromEntries(Object.entries(header).reverse());
  expect(verifySignature({ ...envelope, header: turned }, by(now)).ok).toBe(true);
});

test("the digest of a message signed anew is the same", () => {
  const again = signMessage({ header, message }, senderId, key, now + 30);
  expect(again.digest).toBe(digest);
  expect(again.signature).not.toBe(signature);
  expect(contentDigest({ header, message })).toBe(digest);
});

test("a missing signature has its own code", () => {
  for (const none of [undefined, null, ""]) {
    expect(verifySignature({ signature: none, header, message }, by(now))).toMatchObject({
      code: "err.signature.missing",
    });
  }
});

test("every altered character of header and message is refused", () => {
  const text = canonicalize({ header, message });
  for (let at = 0; at < text.length; at++) {
    for (const other of ["0", "x", "\u00e9", ""]) {
      if (text[at] === other) continue;
      const altered = parsedOrNothing(text.slice(0, at) + other + text.slice(at + 1));
      if (altered === undefined || canonicalize(altered) === text) continue;
      expect(verifySignature({ signature, ...altered }, by(now)).ok).toBe(false);
    }
  }
});

test("every altered character of created, expires, kidId and value is refused", () => {
  const start = signature.indexOf("kidId=");
  for (let at = start; at < signature.length; at++) {
    for (const other of ["0", "1", "A", "=", " "]) {
      const altered = signature.slice(0, at) + other + signature.slice(at + 1);
      if (canonicalSignature(altered) === canonicalSignature(signature)) continue;
      const verdict = verifySignature({ ...envelope, signature: altered }, by(now));
      expect(verdict.ok, altered).toBe(false);
    }
  }
});

test("any other text as signature is refused and never throws", () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.anything()), (any) => {
      expect(verifySignature({ signature: any, header, message }, by(now)).ok).toBe(false);
    }),
  );
  const long = " ".repeat(signature_chars_max) + signature;
  expect(verifySignature({ ...envelope, signature: long }, by(now))).toMatchObject(refused);
});

describe("the algorithm is never the message's choice", () => {
  test.each(["none", "hs256", "ED25519", "EdDSA", "rsa-sha256", "hs2019", ""])("%s", (name) => {
    for (const from of [`algorithm="ed25519"`, `|ed25519"`]) {
      const altered = signature.replace(from, from.replace("ed25519", name));
      expect(altered).not.toBe(signature);
      expect(verifySignature({ ...envelope, signature: altered }, by(now))).toMatchObject(refused);
    }
  });

  test("a key of another type does not verify", () => {
    const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
    const text = Buffer.from(signingString(now, now + 240, digest));
    const value = sign("sha256", text, privateKey).toString("base64");
    const altered = signature.replace(/ signature="[^"]*"/, ` signature="${value}"`);
    const verdict = verifySignature(
      { ...envelope, signature: altered },
      { ...by(now), keys: new Map([[key.kid, publicKey]]) },
    );
    expect(verdict).toMatchObject({ ...refused, reason: "key is not of the agreed algorithm" });
  });

  test("fewer signed headers are refused", () => {
    const altered = signature.replace("(created) (expires) digest", "(created) digest");
    expect(verifySignature({ ...envelope, signature: altered }, by(now))).toMatchObject(refused);
  });
});

describe("time", () => {
  const expires = now + signature_lifetime_seconds;
  test.each([
    [now - 60, true],
    [now - 61, false],
    [expires, true],
    [expires + 1, false],
    [Number.NaN, false],
  ])("at %d: %s", (nowSeconds, ok) => {
    // A clock that is not a number must not open the door.
    expect(verifySignature(envelope, by(nowSeconds)).ok).toBe(ok);
  });

  test("a life beyond 300 s, a negative life and odd numbers are refused", () => {
    for (const [created, end] of [
      [`${now}`, `${now + 301}`],
      [`${now + 10}`, `${now}`],
      [`0${now}`, `${now + 240}`],
      [`${now}.0`, `${now + 240}`],
      [`-1`, `${now}`],
      [`1e9`, `${now}`],
    ]) {
      const text = Buffer.from(signingString(created ?? "", end ?? "", digest));
      const value = sign(null, text, key.privateKey).toString("base64");
      const altered = `kidId="${senderId}|${key.kid}|ed25519", algorithm="ed25519", created="${created}", expires="${end}", headers="(created) (expires) digest", signature="${value}"`;
      expect(verifySignature({ ...envelope, signature: altered }, by(now))).toMatchObject(refused);
    }
    expect(() => signMessage({ header, message }, senderId, key, now, 301)).toThrow(TypeError);
    expect(() => signMessage({ header, message }, senderId, key, now + 0.5)).toThrow(TypeError);
  });
});

test("the signer is the sender of the header and the one the caller expects", () => {
  const other = "mallory.example.org";
  expect(verifySignature(envelope, { ...by(now), senderId: other })).toMatchObject(refused);
  const signedByOther = signMessage({ header, message }, other, key, now);
  expect(
    verifySignature({ ...envelope, signature: signedByOther.signature }, by(now)),
  ).toMatchObject({ ...refused, reason: "signer is not the sender" });
  expect(() => signMessage({ header, message }, `a|b`, key, now)).toThrow(TypeError);
});

test("an unknown key is told apart, so that the key set can be fetched once", () => {
  const stranger = generateSigningKey();
  const strange = signMessage({ header, message }, senderId, stranger, now);
  const verdict = verifySignature({ ...envelope, signature: strange.signature }, by(now));
  expect(verdict).toEqual({ ...refused, reason: "key is unknown", unknownKid: stranger.kid });
});

test("a second spelling of the signature value is refused", () => {
  const altered = signature.replace(/==("?)$/, "$1");
  expect(verifySignature({ ...envelope, signature: altered }, by(now))).toMatchObject(refused);
});

test("prefix, spaces, keyId and namespace are forgiven", () => {
  for (const variant of [
    signature.replace("Signature: ", ""),
    signature.replace("Signature: ", "  Signature:   "),
    signature.replace("kidId", "keyId"),
    signature.replace(`namespace="spdci", `, ""),
    signature.replace("spdci", "dci"),
    signature.replaceAll(", ", ","),
    signature.replaceAll(", ", " ,  "),
  ]) {
    expect(verifySignature({ ...envelope, signature: variant }, by(now)).ok, variant).toBe(true);
  }
});

test("the published samples' placeholder is read as malformed, not as an accident", () => {
  const sample = `Signature:  namespace="spdci", kidId="{sender_id}|{unique_key_id}|{algorithm}", algorithm="ed25519", created="1606970629", expires="1607030629", headers="(created) (expires) digest", signature="Base64(signing content)`;
  expect(verifySignature({ ...envelope, signature: sample }, by(now))).toMatchObject(refused);
  expect(parseSignature(`${signature}, kidId="a|b|c"`)).toBeUndefined();
});

type Vectors = {
  key: unknown;
  vectors: {
    name: string;
    sender_id: string;
    created: number;
    expires: number;
    envelope: string;
    canonical: string;
    digest: string;
    signing_string: string;
    signature: string;
    member: string;
  }[];
};
const vectors = JSON.parse(
  readFileSync(new URL("vectors/signature.json", import.meta.url), "utf8"),
) as Vectors;

test.each(vectors.vectors)("vector: $name", (vector) => {
  const vectorKey = importSigningKey(vectors.key);
  const content = JSON.parse(vector.envelope) as { header: unknown; message: unknown };
  expect(canonicalize(content)).toBe(vector.canonical);
  expect(contentDigest(content)).toBe(vector.digest);
  expect(signingString(vector.created, vector.expires, vector.digest)).toBe(vector.signing_string);
  const life = vector.expires - vector.created;
  const signed = signMessage(content, vector.sender_id, vectorKey, vector.created, life);
  expect(signed.signature).toBe(vector.member);
  expect(parseSignature(vector.member)?.signature).toBe(vector.signature);
  const verdict = verifySignature(
    { signature: vector.member, ...content },
    {
      keys: publicKeysFromJwks(jwks([vectorKey])),
      senderId: vector.sender_id,
      nowSeconds: vector.created,
    },
  );
  expect(verdict).toEqual({ ok: true, kid: vectorKey.kid, digest: vector.digest });
});

test("the worked example of STANDARDS.md is the first vector", () => {
  const standards = readFileSync(new URL("../STANDARDS.md", import.meta.url), "utf8");
  const [example] = vectors.vectors;
  for (const part of [example?.canonical, example?.signing_string, example?.member]) {
    expect(standards).toContain(`\`\`\`text\n${part}\n\`\`\``);
  }
});

function parsedOrNothing(text: string): { header: unknown; message: unknown } | undefined {
  try {
    const value = JSON.parse(text) as { header: unknown; message: unknown };
    return typeof value === "object" && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}

/** What a signature says, whatever its spaces. */
function canonicalSignature(text: string): string | undefined {
  const parsed = parseSignature(text);
  return parsed === undefined ? undefined : JSON.stringify({ ...parsed, namespace: "" });
}
