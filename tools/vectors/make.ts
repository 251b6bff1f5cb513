/**
 * Makes the test vectors of wire/vectors anew (they are committed; signatures of ES256 and encrypted
 * messages differ from run to run). `npm run vectors`.
 */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { projectRoot } from "../../main/project-root.ts";
import { canonicalize } from "../../wire/canonical.ts";
import {
  exportEncryptionKey,
  generateEncryptionKey,
  importEncryptionKey,
  publishedEncryptionKeys,
  recipientKeyOf,
  type EncryptionKey,
} from "../../wire/encryption-keys.ts";
import { encryptMessage } from "../../wire/encryption.ts";
import { signRequest } from "../../wire/http-signature.ts";
import {
  exportSigningKey,
  generateSigningKey,
  importSigningKey,
  jwks,
  type SigningKey,
} from "../../wire/keys.ts";
import { signAs } from "../../wire/signature.ts";
import { opensppForm, signCavage } from "../../wire/signature/cavage.ts";
import {
  contentDigest,
  signatureProfiles,
  type SignedContent,
  sha256Base64,
} from "../../wire/signature/profiles.ts";
import { pythonMembers, pythonObject } from "../../wire/signature/python-json.ts";
import { parseStrictJson } from "../../wire/strict-json.ts";
import { brokenEnvelopes } from "./broken.ts";
import { canonicalTexts, content, now, receiver_id, sender_id } from "./cases.ts";

const folder = join(projectRoot(), "wire", "vectors");
const lifetime_seconds = 240;

interface Keys {
  signing: { ed25519: SigningKey; es256: SigningKey };
  encryption: { rsa: EncryptionKey; ecdh: EncryptionKey };
}

/** Writes every file; keys that are there already stay. */
export async function writeVectors(): Promise<void> {
  mkdirSync(folder, { recursive: true });
  const keys = testKeys();
  write("canonical.json", { vectors: canonicalTexts.map(canonicalVector) });
  const signed = await signatures(keys);
  const context = { sender_id, receiver_id, now, jwks: publicSet(keys) };
  write("signatures.json", { context, vectors: signed });
  write("http-signatures.json", { context, vectors: requests(keys) });
  write("encryption.json", { vectors: await encrypted(keys) });
  write("envelopes.json", { context, vectors: brokenEnvelopes(keys.signing.ed25519) });
}

function write(name: string, value: unknown): void {
  writeFileSync(join(folder, name), `${JSON.stringify(value, undefined, 2)}\n`);
}

function testKeys(): Keys {
  try {
    const stored = JSON.parse(readFileSync(join(folder, "keys.json"), "utf8")) as Record<
      "ed25519" | "es256" | "rsa_oaep" | "ecdh_es",
      unknown
    >;
    return {
      signing: {
        ed25519: importSigningKey(stored.ed25519),
        es256: importSigningKey(stored.es256),
      },
      encryption: {
        rsa: importEncryptionKey(stored.rsa_oaep),
        ecdh: importEncryptionKey(stored.ecdh_es),
      },
    };
  } catch {
    const keys = {
      signing: { ed25519: generateSigningKey(), es256: generateSigningKey("ES256") },
      encryption: {
        rsa: generateEncryptionKey("RSA-OAEP-256"),
        ecdh: generateEncryptionKey("ECDH-ES+A256KW"),
      },
    };
    write("keys.json", {
      about: "For tests only: everybody has these private keys.",
      ed25519: exportSigningKey(keys.signing.ed25519),
      es256: exportSigningKey(keys.signing.es256),
      rsa_oaep: exportEncryptionKey(keys.encryption.rsa),
      ecdh_es: exportEncryptionKey(keys.encryption.ecdh),
    });
    return keys;
  }
}

function publicSet({ signing, encryption }: Keys) {
  const signs = jwks(Object.values(signing)).keys;
  return { keys: [...signs, ...publishedEncryptionKeys(Object.values(encryption))] };
}

function canonicalVector({ name, text }: { name: string; text: string }) {
  const json = parseStrictJson(text);
  return json.ok
    ? { name, text, jcs: canonicalize(json.value), openspp: pythonValue(text) }
    : { name, text, jcs: null, openspp: null };
}

function pythonValue(text: string): string {
  return pythonMembers(`{"v":${text}}`).get("v") ?? "";
}

async function signatures({ signing }: Keys) {
  const vectors = [];
  for (const profile of signatureProfiles) {
    for (const key of Object.values(signing)) {
      const clear = content(`${profile}-${key.algorithm}`);
      const parsed = JSON.parse(clear) as { header: unknown; message: unknown };
      const by = {
        senderId: sender_id,
        key,
        createdSeconds: now,
        lifetimeSeconds: lifetime_seconds,
      };
      const { signature, digest } = await signAs(profile, parsed, by);
      // As we send it: the text is the canonical one, so 1.0 is written 1.
      const sent = canonicalize(parsed);
      const signed = profile === "dci-cavage/openspp" ? pythonObject(pythonMembers(sent)) : sent;
      const body = canonicalize({ ...parsed, signature });
      vectors.push({
        name: `${profile}, ${key.algorithm}`,
        profile,
        algorithm: key.algorithm,
        body,
        signed,
        content_digest: digest,
        holds: true,
      });
    }
  }
  vectors.push(asPythonWrites(signing.ed25519));
  return [...vectors, ...vectors.flatMap(altered)];
}

/** A partner in Python sends what `json.dumps` wrote: `1.0` stays, and is what was signed. */
function asPythonWrites(key: SigningKey) {
  const members = pythonMembers(content("python"));
  const signed = pythonObject(members);
  const by = { senderId: sender_id, key, createdSeconds: now, lifetimeSeconds: lifetime_seconds };
  const signature = signCavage(opensppForm, sha256Base64(signed), by);
  const body = pythonObject(members.set("signature", JSON.stringify(signature)));
  return {
    name: "dci-cavage/openspp as Python writes it",
    profile: "dci-cavage/openspp" as const,
    algorithm: key.algorithm,
    body,
    signed,
    content_digest: contentDigest(JSON.parse(signed) as SignedContent),
    holds: true,
  };
}

type Vector = { name: string; profile: string; algorithm: string; body: string; signed: string };

/** The same message with something changed after it was signed, or judged under other terms. */
function altered(vector: Vector) {
  const { name, profile, algorithm, body } = vector;
  const other = algorithm === "Ed25519" ? "ES256" : "Ed25519";
  const swap = profile === "jws-detached" ? "dci-cavage/jcs" : "jws-detached";
  const no = { profile, algorithm, body, holds: false };
  return [
    { ...no, name: `${name}: altered name`, body: body.replace(/Zo(ë|\\u00eb)/, "Zoe") },
    {
      ...no,
      name: `${name}: altered count`,
      body: body.replace('"total_count":1', '"total_count":2'),
    },
    {
      ...no,
      name: `${name}: another sender`,
      body: body.replaceAll(sender_id, "evil.example.org"),
    },
    { ...no, name: `${name}: another algorithm is agreed`, algorithm: other },
    { ...no, name: `${name}: another profile is agreed`, profile: swap },
    { ...no, name: `${name}: expired`, now: now + lifetime_seconds + 1 },
    { ...no, name: `${name}: not yet valid`, now: now - 61 },
  ];
}

function requests({ signing }: Keys) {
  return Object.values(signing).flatMap((key) => {
    const body = content("http");
    const request = {
      method: "POST",
      url: `https://${receiver_id}/registry/notify?trace=1`,
      body: Buffer.from(body),
      authorization: "Bearer mF_9.B5f-4.1JqM",
    };
    const by = { key, createdSeconds: now, lifetimeSeconds: lifetime_seconds };
    const fields = signRequest(request, by, `nonce-${key.algorithm}`);
    const headers = { authorization: request.authorization, ...fields };
    const sent = {
      algorithm: key.algorithm,
      method: request.method,
      url: request.url,
      headers,
      body,
    };
    const no = { ...sent, holds: false };
    return [
      { name: key.algorithm, ...sent, holds: true },
      { name: `${key.algorithm}: altered body`, ...no, body: `${body} ` },
      {
        name: `${key.algorithm}: another address`,
        ...no,
        url: request.url.replace("notify", "subscribe"),
      },
      { name: `${key.algorithm}: another method`, ...no, method: "PUT" },
      {
        name: `${key.algorithm}: another token`,
        ...no,
        headers: { ...headers, authorization: "Bearer x" },
      },
      { name: `${key.algorithm}: expired`, ...no, now: now + lifetime_seconds + 1 },
    ];
  });
}

async function encrypted({ encryption }: Keys) {
  const message = { transaction_id: "T-1", note: "Zoë 😀", items: [1, 2.5, null] };
  const vectors = [];
  for (const key of Object.values(encryption)) {
    const recipient = recipientKeyOf({ keys: publishedEncryptionKeys([key]) });
    if (recipient === undefined) throw new Error("no key to encrypt to");
    const sent = await encryptMessage(message, recipient);
    const flip = (text: string) => (text.startsWith("A") ? "B" : "A") + text.slice(1);
    const no = { message: null };
    vectors.push(
      { name: key.algorithm, encrypted: sent, message },
      {
        name: `${key.algorithm}: altered text`,
        encrypted: { ...sent, ciphertext: flip(sent.ciphertext) },
        ...no,
      },
      { name: `${key.algorithm}: altered tag`, encrypted: { ...sent, tag: flip(sent.tag) }, ...no },
      {
        name: `${key.algorithm}: altered key`,
        encrypted: { ...sent, encrypted_key: flip(sent.encrypted_key) },
        ...no,
      },
      {
        name: `${key.algorithm}: altered header`,
        encrypted: { ...sent, header: { ...sent.header, typ: "x" } },
        ...no,
      },
      {
        name: `${key.algorithm}: algorithm outside the list`,
        encrypted: { ...sent, header: { ...sent.header, alg: "RSA1_5" } },
        ...no,
      },
      {
        name: `${key.algorithm}: a password's algorithm`,
        encrypted: {
          ...sent,
          header: { ...sent.header, alg: "PBES2-HS512+A256KW", p2c: 1_000_000_000, p2s: "AAAA" },
        },
        ...no,
      },
    );
  }
  return vectors;
}
