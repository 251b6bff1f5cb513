/**
 * What signing, verifying, encrypting and canonical form cost on one core, by profile and algorithm,
 * on a message of 1 kB and one of 65 kB, beside the bare signature of `node:crypto`.
 */
import { generateKeyPairSync, sign, verify, type KeyObject } from "node:crypto";
import { verifyBytes, type SignatureAlgorithm } from "../../wire/algorithms.ts";
import { canonicalize } from "../../wire/canonical.ts";
import {
  encryptionAlgorithms,
  generateEncryptionKey,
  publishedEncryptionKeys,
  recipientKeyOf,
} from "../../wire/encryption-keys.ts";
import { decryptMessage, encryptMessage } from "../../wire/encryption.ts";
import { generateSigningKey, jwks, publicKeysFromJwks } from "../../wire/keys.ts";
import { operationExamples } from "../../wire/openapi-examples.ts";
import { signAs, verifyAs } from "../../wire/signature.ts";
import { signatureProfiles } from "../../wire/signature/profiles.ts";
import { parseStrictJson } from "../../wire/strict-json.ts";

/** One line: what is done, and how often a second on a message of each size. */
export interface Cost {
  what: string;
  per_second: { small: number; large: number };
}
type Sizes = Cost["per_second"];
type Doing = () => unknown;

const sizes_bytes = { small: 1_024, large: 66_560 };
const measures_between_clocks = 8;

/** Each line takes `seconds` per size. */
export async function measureSigning(seconds: number): Promise<Cost[]> {
  const costs: Cost[] = [];
  const add = async (what: string, make: (content: Content) => Doing | Promise<Doing>) => {
    const per_second: Sizes = { small: 0, large: 0 };
    for (const size of ["small", "large"] as const) {
      per_second[size] = await perSecond(await make(contentOf(sizes_bytes[size])), seconds);
    }
    costs.push({ what, per_second });
  };
  await addBare(add);
  await add("canonical form", (content) => () => canonicalize(content));
  await add("strict JSON, read", (content) => {
    const text = canonicalize(content);
    return () => parseStrictJson(text);
  });
  await addProfiles(add);
  await addEncryption(add);
  return costs;
}

type Add = (what: string, make: (content: Content) => Doing | Promise<Doing>) => Promise<void>;

async function addBare(add: Add) {
  const { privateKey, publicKey } = generateKeyPairSync("ed25519");
  await add("bare Ed25519, sign", (content) => {
    const bytes = Buffer.from(canonicalize(content));
    return () => sign(null, bytes, privateKey);
  });
  await add("bare Ed25519, verify", (content) => {
    const bytes = Buffer.from(canonicalize(content));
    const value = sign(null, bytes, privateKey);
    return () => verify(null, bytes, publicKey, value);
  });
  const rsa = generateKeyPairSync("rsa", { modulusLength: 3072 });
  for (const algorithm of ["RS256", "PS256"] as const) {
    await add(`bare ${algorithm}, verify`, (content) => {
      const bytes = Buffer.from(canonicalize(content));
      return verifyRsa(algorithm, rsa, bytes);
    });
  }
}

function verifyRsa(
  algorithm: Extract<SignatureAlgorithm, "RS256" | "PS256">,
  { privateKey, publicKey }: { privateKey: KeyObject; publicKey: KeyObject },
  bytes: Buffer,
): Doing {
  const padded = algorithm === "PS256" ? { padding: 6, saltLength: 32 } : { padding: 1 };
  const value = sign("sha256", bytes, { key: privateKey, ...padded });
  return () => verifyBytes(algorithm, publicKey, bytes, value);
}

async function addProfiles(add: Add) {
  for (const algorithm of ["Ed25519", "ES256"] as const) {
    const key = generateSigningKey(algorithm);
    const keys = publicKeysFromJwks(jwks([key]), { algorithm });
    const senderId = "bench.asker";
    const createdSeconds = Math.floor(Date.now() / 1000);
    const by = { senderId, key, createdSeconds };
    for (const profile of signatureProfiles) {
      await add(`${profile} ${algorithm}, sign`, (content) => () => signAs(profile, content, by));
      await add(`${profile} ${algorithm}, verify`, async (content) => {
        const { signature } = await signAs(profile, content, by);
        const envelope = { signature, ...content };
        const text = canonicalize(envelope);
        const how = { algorithm, keys, senderId, nowSeconds: createdSeconds };
        const { ok } = await verifyAs(profile, envelope, text, how);
        if (!ok) throw new Error(`${profile} does not verify`);
        return () => verifyAs(profile, envelope, text, how);
      });
    }
  }
}

async function addEncryption(add: Add) {
  for (const algorithm of encryptionAlgorithms) {
    const key = generateEncryptionKey(algorithm);
    const recipient = recipientKeyOf({ keys: publishedEncryptionKeys([key]) });
    if (!recipient) throw new Error("no key to encrypt to");
    const known = new Map([[key.kid, key]]);
    await add(`${algorithm} A256GCM, encrypt`, ({ message }) => {
      return () => encryptMessage(message, recipient);
    });
    await add(`${algorithm} A256GCM, decrypt`, async ({ message }) => {
      const sealed = await encryptMessage(message, recipient);
      return () => decryptMessage(sealed, known);
    });
  }
}

interface Content {
  header: object;
  message: { search_response: object[] };
}

/** An answer with as many records as fit into so many bytes. */
function contentOf(bytes_max: number): Content {
  const { response } = operationExamples["sync/search"] ?? {};
  const [record] = (response as Content["message"] | undefined)?.search_response ?? [];
  if (!record) throw new Error("there is no example");
  const header = { version: "1.0.0", message_id: "MSG-1", sender_id: "bench.asker" };
  const size = (records: object[]) =>
    canonicalize({ header, message: { search_response: records } }).length;
  const each = size([record, record]) - size([record]);
  const count = Math.max(1, Math.floor((bytes_max - size([])) / each));
  return { header, message: { search_response: Array.from({ length: count }, () => record) } };
}

/** How often a second: synchronous or not, with a look at the clock now and then. */
async function perSecond(doing: Doing, seconds: number): Promise<number> {
  for (let warm = 0; warm < measures_between_clocks; warm += 1) await doing();
  const began = performance.now();
  let count = 0;
  while (performance.now() - began < seconds * 1000) {
    for (let time = 0; time < measures_between_clocks; time += 1) {
      const done = doing();
      if (done instanceof Promise) await done;
    }
    count += measures_between_clocks;
  }
  return (count / (performance.now() - began)) * 1000;
}
