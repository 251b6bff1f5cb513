/**
 * The message signature, written anew from STANDARDS.md ("Signing: the exact string"), as a ministry
 * of works would write it. It shares no line with Tandem's own, so each proves the other.
 */
import { createHash, createPrivateKey, createPublicKey, sign, verify } from "node:crypto";
import type { WorksSettings } from "./settings.ts";

export type Json = null | boolean | number | string | Json[] | { [name: string]: Json };
export type JsonObject = { [name: string]: Json };
/** `{signature, header, message}` (ESS API 1.0.0). */
export interface Envelope {
  signature?: string;
  header: JsonObject;
  message: JsonObject;
}

const life_seconds = 240;
const life_seconds_max = 300;
const skew_seconds_max = 60;

/** Signs header and message in our name. */
export function signed(settings: WorksSettings, content: Omit<Envelope, "signature">): Envelope {
  const created = Math.floor(Date.now() / 1000);
  const expires = created + life_seconds;
  const key = createPrivateKey({ key: settings.key, format: "jwk" });
  const value = sign(null, signingText(content, created, expires), key).toString("base64");
  const parameters = [
    'namespace="spdci"',
    `kidId="${settings.id}|${settings.key.kid}|ed25519"`,
    'algorithm="ed25519"',
    `created="${created}"`,
    `expires="${expires}"`,
    'headers="(created) (expires) digest"',
    `signature="${value}"`,
  ];
  return { signature: `Signature: ${parameters.join(", ")}`, ...content };
}

/** Does the signature hold, by a key of this set, made by this sender, and is it fresh? */
export function holds(envelope: Envelope, sender: string, keySet: JsonObject): boolean {
  const { signature = "", header, message } = envelope;
  const part = (name: string) =>
    new RegExp(`(?:^|[ ,])${name}="([^"]*)"`).exec(signature)?.[1] ?? "";
  const [signer, kid, algorithm] = part("kidId").split("|");
  const [created, expires, now] = [Number(part("created")), Number(part("expires")), nowSeconds()];
  if (signer !== sender || header["sender_id"] !== sender || algorithm !== "ed25519") return false;
  if (!(created <= now + skew_seconds_max && now <= expires)) return false;
  if (expires - created > life_seconds_max) return false;
  const keys = Array.isArray(keySet["keys"]) ? keySet["keys"] : [];
  const found = keys.find((one) => isObject(one) && one["kid"] === kid && one["use"] !== "enc");
  if (!isObject(found)) return false;
  try {
    const key = createPublicKey({ key: found, format: "jwk" });
    const text = signingText({ header, message }, created, expires);
    return verify(null, text, key, Buffer.from(part("signature"), "base64"));
  } catch {
    return false;
  }
}

function signingText(content: Omit<Envelope, "signature">, created: number, expires: number) {
  const { header, message } = content;
  const digest = createHash("sha256").update(canonical({ header, message })).digest("base64");
  return Buffer.from(`(created): ${created}\n(expires): ${expires}\ndigest: SHA-256=${digest}`);
}

/** RFC 8785: JavaScript's own strings, numbers and order of keys are the ones it asks for. */
function canonical(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (!isObject(value)) return JSON.stringify(value);
  const members = Object.keys(value)
    .toSorted()
    .map((name) => `${JSON.stringify(name)}:${canonical(value[name] ?? null)}`);
  return `{${members.join(",")}}`;
}

/** Is this an object, and no list? */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Walks down by names; undefined where the way ends. */
export function at(value: unknown, ...path: readonly string[]): unknown {
  return path.reduce<unknown>((here, name) => (isObject(here) ? here[name] : undefined), value);
}

/** A text, or nothing. */
export function text(value: unknown): string {
  return typeof value === "string" ? value : "";
}

/** The objects of a list; one object counts as a list of one, as samples write both. */
export function objects(value: unknown): JsonObject[] {
  return (Array.isArray(value) ? value : [value]).filter(isObject);
}

function nowSeconds(): number {
  return Math.floor(Date.now() / 1000);
}
