/** The secrets of a node: what it signs with and what it seals stored values with. */
import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { chmod, readFile } from "node:fs/promises";
import {
  exportSigningKey,
  generateSigningKey,
  importSigningKey,
  type PrivateJwk,
} from "../wire/keys.ts";
import { replaceFile } from "./data-folder.ts";
import { CannotGoOn, exitCodes } from "./exit-codes.ts";

/** `keys.json`, 0600. The first signing key is the one in use; older ones stay published. */
export interface NodeKeys {
  signing: PrivateJwk[];
  /** 32 bytes in base64. Without it the sealed values in the database cannot be read again. */
  seal: string;
}

const seal_bytes = 32;

/** Reads the keys of a node; makes them when there are none yet. A broken file is never replaced. */
export async function ensureKeys(path: string): Promise<NodeKeys> {
  if (!existsSync(path)) {
    const keys: NodeKeys = {
      signing: [exportSigningKey(generateSigningKey())],
      seal: randomBytes(seal_bytes).toString("base64"),
    };
    replaceFile(path, `${JSON.stringify(keys, undefined, 2)}\n`, 0o600);
    return keys;
  }
  await chmod(path, 0o600);
  try {
    return parseKeys(await readFile(path, "utf8"));
  } catch {
    throw new CannotGoOn({
      code: exitCodes.usage,
      line: `The keys in ${path} cannot be read. Put the file back from a backup; stored data cannot be opened without it. (Demo data only? npm start -- --reset starts afresh.)`,
    });
  }
}

function parseKeys(text: string): NodeKeys {
  const { signing, seal } = JSON.parse(text) as Partial<Record<keyof NodeKeys, unknown>>;
  if (!Array.isArray(signing) || signing.length === 0) throw new TypeError("no signing key");
  if (typeof seal !== "string" || Buffer.from(seal, "base64").length !== seal_bytes) {
    throw new TypeError("no seal key");
  }
  return { signing: signing.map((jwk) => exportSigningKey(importSigningKey(jwk))), seal };
}
