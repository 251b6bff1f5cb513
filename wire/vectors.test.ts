import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import type { SignatureAlgorithm } from "./algorithms.ts";
import { canonicalize } from "./canonical.ts";
import { importEncryptionKey } from "./encryption-keys.ts";
import { decryptMessage } from "./encryption.ts";
import { parseEnvelope, protocol_version } from "./envelope.ts";
import { verifyRequest } from "./http-signature.ts";
import { publicKeysFromJwks } from "./keys.ts";
import { clearMessage, verifySender, type Trusted } from "./sealing.ts";
import { verifyAs } from "./signature.ts";
import type { SignatureProfile } from "./signature/profiles.ts";
import { pythonMembers } from "./signature/python-json.ts";
import { parseStrictJson } from "./strict-json.ts";

/** Keys and moment of a file's vectors. */
type Context = { sender_id: string; receiver_id: string; now: number; jwks: unknown };
type File<Vector> = { context: Context; vectors: Vector[] };

function read<T>(name: string): T {
  return JSON.parse(readFileSync(new URL(`vectors/${name}`, import.meta.url), "utf8")) as T;
}

describe("canonical.json", () => {
  const { vectors } =
    read<File<{ name: string; text: string; jcs: string | null; openspp: string | null }>>(
      "canonical.json",
    );
  test.each(vectors)("$name", ({ text, jcs, openspp }) => {
    const json = parseStrictJson(text);
    expect(json.ok).toBe(jcs !== null);
    if (!json.ok) return;
    expect(canonicalize(json.value)).toBe(jcs);
    expect(pythonMembers(`{"v":${text}}`).get("v")).toBe(openspp);
  });
});

describe("signatures.json", () => {
  type Vector = {
    name: string;
    profile: SignatureProfile;
    algorithm: SignatureAlgorithm;
    body: string;
    now?: number;
    content_digest?: string;
    holds: boolean;
  };
  const { context, vectors } = read<File<Vector>>("signatures.json");
  test.each(vectors)("$name: $holds", async (vector) => {
    const { profile, algorithm, body, now = context.now, content_digest, holds } = vector;
    const envelope = JSON.parse(body) as { signature: string; header: object; message: object };
    const verdict = await verifyAs(profile, envelope, body, {
      algorithm,
      keys: publicKeysFromJwks(context.jwks, { algorithm }),
      senderId: context.sender_id,
      nowSeconds: now,
    });
    expect(verdict.ok).toBe(holds);
    if (verdict.ok) expect(verdict.digest).toBe(content_digest);
  });
});

describe("http-signatures.json", () => {
  type Vector = {
    name: string;
    algorithm: SignatureAlgorithm;
    method: string;
    url: string;
    headers: Record<string, string>;
    body: string;
    now?: number;
    holds: boolean;
  };
  const { context, vectors } = read<File<Vector>>("http-signatures.json");
  test.each(vectors)("$name: $holds", (vector) => {
    const { algorithm, headers, body, now = context.now, holds } = vector;
    const keys = publicKeysFromJwks(context.jwks, { algorithm });
    const header = (name: string) => headers[name];
    const { authorization } = headers;
    const request = { ...vector, body: Buffer.from(body), header, authorization };
    expect(verifyRequest(request, { algorithm, keys, nowSeconds: now }).ok).toBe(holds);
  });
});

describe("encryption.json", () => {
  const { rsa_oaep, ecdh_es } = read<Record<string, unknown>>("keys.json");
  const own = [rsa_oaep, ecdh_es].map(importEncryptionKey);
  const keys = new Map(own.map((key) => [key.kid, key]));
  const { vectors } =
    read<File<{ name: string; encrypted: unknown; message: unknown }>>("encryption.json");
  test.each(vectors)("$name", async ({ encrypted, message }) => {
    const decrypted = await decryptMessage(encrypted, keys);
    expect(decrypted.ok ? decrypted.message : null).toEqual(message);
  });
});

describe("envelopes.json", () => {
  const { context, vectors } =
    read<File<{ name: string; body: string; code: string | null }>>("envelopes.json");
  test.each(vectors)("$name: $code", async ({ body, code }) => {
    expect(await codeOf(body, context)).toBe(code);
  });
});

/** The checks of the door that need no database, in its order. */
async function codeOf(body: string, context: Context): Promise<string | null> {
  const json = parseStrictJson(body);
  if (!json.ok) return "err.request.bad";
  const parsed = parseEnvelope(json.value);
  if (!parsed.ok) return parsed.code;
  const { header } = parsed.value;
  if (header.sender_id !== context.sender_id) return "err.sender_id.invalid";
  const sender: Trusted = {
    id: context.sender_id,
    jwks: JSON.stringify(context.jwks),
    terms: {
      signature: { in: "dci-cavage/jcs", out: "dci-cavage/jcs", algorithm: "Ed25519" },
      encryption: { in: "allowed", out: false },
      revoked_keys: [],
    },
  };
  const verdict = await verifySender(parsed.value, body, sender, context.now);
  if (!verdict.ok) return verdict.code;
  if (header.receiver_id !== context.receiver_id) return "err.receiver_id.invalid";
  if (header.action !== "notify") return "rjct.action.invalid";
  if ((header.version ?? protocol_version) !== protocol_version) {
    return "err.version.not_supported";
  }
  const none = { signing: [], encryption: [] };
  const cleared = await clearMessage(parsed.value, sender.terms, none);
  return cleared.ok ? null : "err.encryption.invalid";
}
