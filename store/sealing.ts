import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from "node:crypto";
import { normalIdentifier } from "../domain/matching.ts";
import type { Sensitivity } from "../domain/records/field.ts";

/** Classes whose values are sealed where they are stored (design: sensitive fields sealed by class). */
const sealedClasses: readonly Sensitivity[] = ["identifier", "contact", "sensitive"];
const seal_prefix = "sealed:1:";
const iv_bytes = 12;
const tag_bytes = 16;

/** Seals values by sensitivity class with keys derived from the node's key, and makes blind indexes. */
export interface Sealer {
  seals(sensitivity: Sensitivity): boolean;
  seal(sensitivity: Sensitivity, text: string): string;
  /** Opens what `seal` made; throws when the key is another one or the bytes were altered. */
  open(sealed: string): string;
  isSealed(value: unknown): value is string;
  /** A keyed hash by which a value is found without being readable. */
  blind(type: string, issuer: string, value: string): string;
}

export function createSealer(nodeKey: Buffer): Sealer {
  const keys = new Map<string, Buffer>();
  const keyOf = (purpose: string): Buffer => {
    const known = keys.get(purpose);
    if (known) return known;
    const key = Buffer.from(hkdfSync("sha256", nodeKey, "tandem", purpose, 32));
    keys.set(purpose, key);
    return key;
  };
  return {
    seals: (sensitivity) => sealedClasses.includes(sensitivity),
    seal(sensitivity, text) {
      const iv = randomBytes(iv_bytes);
      const cipher = createCipheriv("aes-256-gcm", keyOf(`seal/${sensitivity}`), iv);
      const body = Buffer.concat([cipher.update(text, "utf8"), cipher.final()]);
      const bytes = Buffer.concat([iv, cipher.getAuthTag(), body]).toString("base64");
      return `${seal_prefix}${sensitivity}:${bytes}`;
    },
    open(sealed) {
      const [sensitivity = "", bytes = ""] = sealed.slice(seal_prefix.length).split(":");
      const raw = Buffer.from(bytes, "base64");
      const decipher = createDecipheriv(
        "aes-256-gcm",
        keyOf(`seal/${sensitivity}`),
        raw.subarray(0, iv_bytes),
      );
      decipher.setAuthTag(raw.subarray(iv_bytes, iv_bytes + tag_bytes));
      const text = decipher.update(raw.subarray(iv_bytes + tag_bytes));
      return Buffer.concat([text, decipher.final()]).toString("utf8");
    },
    isSealed: (value): value is string =>
      typeof value === "string" && value.startsWith(seal_prefix),
    blind(type, issuer, value) {
      const hmac = createHmac("sha256", keyOf("blind"));
      return hmac.update(`${type}\n${issuer}\n${normalIdentifier(value)}`).digest("base64url");
    },
  };
}
