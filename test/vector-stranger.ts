/** A verifier made from wire/vectors/README.md alone: no module of Tandem, no library. */
import {
  createDecipheriv,
  createHash,
  createPrivateKey,
  createPublicKey,
  diffieHellman,
  privateDecrypt,
  verify,
  type JsonWebKey,
} from "node:crypto";

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
export type JsonObject = { [key: string]: Json };
export interface Agreed {
  profile: string;
  algorithm: string;
  sender_id: string;
  now: number;
  jwks: { keys: (JsonWebKey & { kid: string; use?: string })[] };
}

/** RFC 8785: JavaScript's own strings, numbers and sort order are the ones it asks for. */
export function jcs(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(jcs).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const members = Object.keys(value).toSorted();
  return `{${members.map((key) => `${JSON.stringify(key)}:${jcs(value[key] ?? null)}`).join(",")}}`;
}

/** The second reading, by replacing each number token with a marked text before parsing. */
export function secondReading(text: string): string {
  const marked = text.replace(/"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g, (token) =>
    token.startsWith('"') ? token : JSON.stringify(`\u0000${token}`),
  );
  return second(JSON.parse(marked) as Json);
}

function second(value: Json): string {
  if (typeof value === "string") {
    return value.startsWith("\u0000") ? number(value.slice(1)) : ascii(value);
  }
  if (Array.isArray(value)) return `[${value.map(second).join(",")}]`;
  if (typeof value !== "object" || value === null) return String(value);
  const points = (key: string) => Array.from(key, (char) => char.codePointAt(0) ?? 0);
  const members = Object.keys(value).toSorted((a, b) => {
    const [x, y] = [points(a), points(b)];
    const at = x.findIndex((point, index) => point !== y[index]);
    return at < 0 ? x.length - y.length : (x[at] ?? 0) - (y[at] ?? -1);
  });
  return `{${members.map((key) => `${ascii(key)}:${second(value[key] ?? null)}`).join(",")}}`;
}

function number(token: string): string {
  if (/^-?\d+$/.test(token)) return token === "-0" ? "0" : token;
  const value = Number(token);
  if (value === 0) return Object.is(value, -0) ? "-0.0" : "0.0";
  const size = Math.abs(value);
  if (size < 1e-4 || size >= 1e16) {
    return value.toExponential().replace(/e([+-])(\d)$/, "e$10$2");
  }
  const plain = size < 1e-6 ? value.toFixed(20) : String(value);
  return plain.includes(".") ? plain : `${plain}.0`;
}

function ascii(text: string): string {
  return JSON.stringify(text).replace(
    /[^\x20-\x7e]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

/** Whether the `signature` member of an envelope holds. */
export function holds(body: string, agreed: Agreed): { holds: boolean; signed?: string } {
  const { signature, header, message } = JSON.parse(body) as Record<string, Json> & {
    signature: string;
    header: JsonObject;
  };
  if (header["sender_id"] !== agreed.sender_id) return { holds: false };
  const clear = jcs({ header, message: message ?? null });
  if (agreed.profile === "jws-detached") return detached(signature, clear, agreed);
  const parts = new Map(
    [...signature.matchAll(/(\w+)="([^"]*)"/g)].map(([, name = "", value = ""]) => [name, value]),
  );
  const [sender, kid = "", third] = (parts.get("kidId") ?? "").split("|");
  const name = agreed.algorithm.toLowerCase();
  if (sender !== agreed.sender_id || third !== name || parts.get("algorithm") !== name) {
    return { holds: false };
  }
  if (parts.get("headers") !== "(created) (expires) digest") return { holds: false };
  const [created, expires] = [Number(parts.get("created")), Number(parts.get("expires"))];
  const python = agreed.profile === "dci-cavage/openspp";
  const signed = python ? withoutSignature(body) : clear;
  const digest = createHash("sha256").update(signed).digest("base64");
  const value = Buffer.from(parts.get("signature") ?? "", "base64");
  const fits = (prefix: string) =>
    isSigned(
      `(created): ${created}\n(expires): ${expires}\ndigest: ${prefix}${digest}`,
      value,
      kid,
      agreed,
    );
  const good =
    inTime(created, expires, agreed.now) && (python ? ["", "SHA-256="] : ["SHA-256="]).some(fits);
  return { holds: good, signed };
}

function withoutSignature(body: string): string {
  const text = secondReading(body);
  const { signature } = JSON.parse(text) as { signature: string };
  return text.replace(`,"signature":${ascii(signature)}`, "");
}

function detached(signature: string, clear: string, agreed: Agreed) {
  const [head = "", payload, value = ""] = signature.split(".");
  if (payload !== "" || !/^[\w-]+$/.test(head)) return { holds: false };
  const header = JSON.parse(Buffer.from(head, "base64url").toString()) as JsonObject;
  const known = ["alg", "b64", "crit", "kid", "iat", "exp", "typ"];
  const alg = { Ed25519: "EdDSA", ES256: "ES256" }[agreed.algorithm];
  const good =
    header["alg"] === alg &&
    header["b64"] === false &&
    JSON.stringify(header["crit"]) === '["b64"]' &&
    Object.keys(header).every((name) => known.includes(name)) &&
    inTime(Number(header["iat"]), Number(header["exp"]), agreed.now) &&
    isSigned(`${head}.${clear}`, Buffer.from(value, "base64url"), textOf(header["kid"]), agreed);
  return { holds: good, signed: clear };
}

function textOf(value: Json | undefined): string {
  return typeof value === "string" ? value : "";
}

function inTime(from: number, until: number, now: number): boolean {
  return from <= now + 60 && now <= until && until - from >= 0 && until - from <= 300;
}

function isSigned(text: string, value: Buffer, kid: string, { algorithm, jwks }: Agreed): boolean {
  const jwk = jwks.keys.find((one) => one.kid === kid && one.use !== "enc");
  const type = algorithm === "Ed25519" ? "Ed25519" : "P-256";
  if (jwk?.crv !== type) return false;
  const key = createPublicKey({ key: jwk, format: "jwk" });
  return algorithm === "Ed25519"
    ? verify(null, Buffer.from(text), key, value)
    : verify("sha256", Buffer.from(text), { key, dsaEncoding: "ieee-p1363" }, value);
}

/** Whether the signature of a request holds (RFC 9421). */
export function requestHolds(
  request: { method: string; url: string; headers: Record<string, string>; body: string },
  agreed: Agreed,
): boolean {
  const { headers, method, url, body } = request;
  const digest = `sha-256=:${createHash("sha256").update(body).digest("base64")}:`;
  if (headers["content-digest"] !== digest) return false;
  const [, label = "", parameters = "", list = ""] =
    /^(\w+)=(\(([^)]*)\).*)$/.exec(headers["signature-input"] ?? "") ?? [];
  const covered = list.split(" ").map((name) => name.slice(1, -1));
  const needed = ["@method", "@target-uri", "content-digest", "authorization"];
  if (!needed.every((name) => covered.includes(name))) return false;
  const part = (name: string) => new RegExp(`;${name}="?([^";]*)`).exec(parameters)?.[1] ?? "";
  if (part("tag") !== "dci") return false;
  if (!inTime(Number(part("created")), Number(part("expires")), agreed.now)) return false;
  const values = new Map([...Object.entries(headers), ["@method", method], ["@target-uri", url]]);
  const lines = covered.map((name) => `"${name}": ${values.get(name)}`);
  const base = [...lines, `"@signature-params": ${parameters}`].join("\n");
  const [, value = ""] = new RegExp(`^${label}=:(.*):$`).exec(headers["signature"] ?? "") ?? [];
  return isSigned(base, Buffer.from(value, "base64"), part("keyid"), agreed);
}

export interface Encrypted {
  header: { alg: string; enc: string; kid: string; epk?: JsonWebKey };
  ciphertext: string;
  encrypted_key: string;
  tag: string;
  iv: string;
}

/** What was inside an encrypted message; null when it is refused. */
export function decrypted(message: Encrypted, keys: JsonWebKey[]): Json {
  const { header, tag, iv, ciphertext } = message;
  const jwk = keys.find((one) => one["kid"] === header.kid);
  const alg = jwk?.kty === "RSA" ? "RSA-OAEP-256" : "ECDH-ES+A256KW";
  if (!jwk || header.alg !== alg || header.enc !== "A256GCM") return null;
  try {
    const cek = contentKey(message, jwk);
    const decipher = createDecipheriv("aes-256-gcm", cek, Buffer.from(iv, "base64url"));
    const aad = Buffer.from(jcs(header as unknown as Json)).toString("base64url");
    decipher.setAAD(Buffer.from(aad)).setAuthTag(Buffer.from(tag, "base64url"));
    const parts = [decipher.update(Buffer.from(ciphertext, "base64url")), decipher.final()];
    return JSON.parse(Buffer.concat(parts).toString()) as Json;
  } catch {
    return null;
  }
}

function contentKey({ header, encrypted_key }: Encrypted, jwk: JsonWebKey): Buffer {
  const privateKey = createPrivateKey({ key: jwk, format: "jwk" });
  const wrapped = Buffer.from(encrypted_key, "base64url");
  if (jwk.kty === "RSA") return privateDecrypt({ key: privateKey, oaepHash: "sha256" }, wrapped);
  const publicKey = createPublicKey({ key: header.epk ?? {}, format: "jwk" });
  const secret = diffieHellman({ privateKey, publicKey });
  // RFC 7518 4.6.2, with no party information.
  const part = (bytes: Buffer) => Buffer.concat([uint32(bytes.length), bytes]);
  const other = [
    part(Buffer.from(header.alg)),
    part(Buffer.alloc(0)),
    part(Buffer.alloc(0)),
    uint32(256),
  ];
  const kek = createHash("sha256")
    .update(Buffer.concat([uint32(1), secret, ...other]))
    .digest();
  const unwrap = createDecipheriv("id-aes256-wrap", kek, Buffer.alloc(8, 0xa6));
  return Buffer.concat([unwrap.update(wrapped), unwrap.final()]);
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}
