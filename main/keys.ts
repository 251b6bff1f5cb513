/** The secrets of a node: what it signs with and what it seals stored values with. */
import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { chmod, readFile } from "node:fs/promises";
import { ownAlgorithms } from "../wire/algorithms.ts";
import {
  encryptionAlgorithms,
  exportEncryptionKey,
  generateEncryptionKey,
  importEncryptionKey,
  publishedEncryptionKeys,
} from "../wire/encryption-keys.ts";
import {
  exportSigningKey,
  generateSigningKey,
  importSigningKey,
  jwks,
  type PrivateJwk,
} from "../wire/keys.ts";
import type { OwnKeys } from "../wire/sealing.ts";
import { replaceFile } from "./data-folder.ts";
import { CannotGoOn, exitCodes } from "./exit-codes.ts";

/**
 * `keys.json`, 0600. The first signing key of each algorithm is the one in use; later ones stay
 * published: a new key goes second for a day, then first (docs/operate.md).
 */
export interface NodeKeys {
  signing: PrivateJwk[];
  /** What partners encrypt to us with. */
  encryption: Record<string, unknown>[];
  /** 32 bytes in base64. Without it the sealed values in the database cannot be read again. */
  seal: string;
}

const seal_bytes = 32;

/**
 * Reads the keys of a node; makes them when there are none yet, and kinds of keys that an older
 * version did not know. A broken file is never replaced.
 */
export async function ensureKeys(path: string): Promise<NodeKeys> {
  if (!existsSync(path)) {
    const seal = randomBytes(seal_bytes).toString("base64");
    return keep(path, completed({ signing: [], encryption: [], seal }));
  }
  await chmod(path, 0o600);
  const known = await readNodeKeys(path);
  const whole = completed(known);
  const complete =
    whole.signing.length === known.signing.length &&
    whole.encryption.length === known.encryption.length;
  return complete ? known : keep(path, whole);
}

/** The keys as they are used. */
export function ownKeysOf({ signing, encryption }: NodeKeys): OwnKeys {
  return {
    signing: signing.map(importSigningKey),
    encryption: encryption.map(importEncryptionKey),
  };
}

/** The key set a node publishes. */
export function publishedKeys({ signing, encryption }: OwnKeys) {
  return { keys: [...jwks(signing).keys, ...publishedEncryptionKeys(encryption)] };
}

/** The keys of a node as they are; none are made. @throws CannotGoOn when they cannot be read. */
export async function readNodeKeys(path: string): Promise<NodeKeys> {
  try {
    return parseKeys(await readFile(path, "utf8"));
  } catch {
    throw new CannotGoOn({
      code: exitCodes.usage,
      line: `The keys in ${path} cannot be read. Put the file back from a backup; stored data cannot be opened without it. (Demo data only? npm start -- --reset starts afresh.)`,
    });
  }
}

function keep(path: string, keys: NodeKeys): NodeKeys {
  replaceFile(path, `${JSON.stringify(keys, undefined, 2)}\n`, 0o600);
  return keys;
}

/** One key at least for each algorithm that a partner may agree on. */
function completed({ signing, encryption, seal }: NodeKeys): NodeKeys {
  const { signing: signs, encryption: decrypts } = ownKeysOf({ signing, encryption, seal });
  const newSigning = ownAlgorithms
    .filter((algorithm) => !signs.some((key) => key.algorithm === algorithm))
    .map((algorithm) => exportSigningKey(generateSigningKey(algorithm)));
  const newEncryption = encryptionAlgorithms
    .filter((algorithm) => !decrypts.some((key) => key.algorithm === algorithm))
    .map((algorithm) => exportEncryptionKey(generateEncryptionKey(algorithm)));
  return {
    signing: [...signing, ...newSigning],
    encryption: [...encryption, ...newEncryption],
    seal,
  };
}

function parseKeys(text: string): NodeKeys {
  const { signing, encryption = [], seal } = JSON.parse(text) as Record<string, unknown>;
  if (!Array.isArray(signing) || signing.length === 0) throw new TypeError("no signing key");
  if (!Array.isArray(encryption)) throw new TypeError("no encryption keys");
  if (typeof seal !== "string" || Buffer.from(seal, "base64").length !== seal_bytes) {
    throw new TypeError("no seal key");
  }
  return {
    signing: signing.map((jwk) => exportSigningKey(importSigningKey(jwk))),
    encryption: encryption.map((jwk) => exportEncryptionKey(importEncryptionKey(jwk))),
    seal,
  };
}
