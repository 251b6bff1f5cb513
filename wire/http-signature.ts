/**
 * HTTP message signatures (RFC 9421) over `@method`, `@target-uri`, `content-digest` (RFC 9530, over
 * the raw bytes) and `authorization`, with `created`, `expires`, `nonce`, `keyid` and `tag="dci"`. They
 * bind what the signature inside the envelope cannot: method, address, token and exact bytes. Optional
 * per partner; keys and algorithm are those of the message signature, and a request that names another
 * algorithm is refused. Only requests are signed: a synchronous answer is a signed envelope already.
 */
import { createHash, timingSafeEqual } from "node:crypto";
import { signBytes, verifyBytes, type SignatureAlgorithm } from "./algorithms.ts";
import { readSignatureHeaders, type SignatureInput } from "./http-signature-fields.ts";
import { lifeFault, lifeOf, type SignBy, type VerifyBy } from "./signature/profiles.ts";

/** The label and tag of our signatures; a partner's label may be any, its tag may not. */
const label = "dci";
const tag = "dci";
const body_components = ["@method", "@target-uri", "content-digest"];

/** A request as it goes over the wire; `url` is the whole target URI. */
export type SignedRequest = {
  method: string;
  url: string;
  body: Uint8Array;
  authorization: string | undefined;
};

/** A received request; `header` gives a field by its lower-case name, several joined by comma. */
export type ReceivedRequest = SignedRequest & {
  header: (name: string) => string | undefined;
};

/** The nonce counts once per sender until `expires`: the caller keeps it. */
export type HttpVerdict =
  | { ok: true; kid: string; nonce: string; expires: number }
  | { ok: false; reason: string; missing?: true; unknownKid?: string };

/** RFC 9530: the digest of a body as the field says it. */
export function contentDigestField(body: Uint8Array): string {
  return `sha-256=:${createHash("sha256").update(body).digest("base64")}:`;
}

/** The three fields to send along. */
export function signRequest(request: SignedRequest, by: Omit<SignBy, "senderId">, nonce: string) {
  if (!/^[\x21\x23-\x5b\x5d-\x7e]{1,128}$/.test(nonce)) throw new TypeError("nonce is not a token");
  const { created, expires } = lifeOf({ ...by, senderId: "" });
  const digest = contentDigestField(request.body);
  const covered =
    request.authorization === undefined ? body_components : [...body_components, "authorization"];
  const list = covered.map((name) => `"${name}"`).join(" ");
  const parameters = `(${list});created=${created};expires=${expires};nonce="${nonce}";keyid="${by.key.kid}";tag="${tag}"`;
  const base = signatureBase(covered, parameters, request, digest);
  const value = signBytes(by.key.algorithm, by.key.privateKey, Buffer.from(base));
  return {
    "content-digest": digest,
    "signature-input": `${label}=${parameters}`,
    signature: `${label}=:${value.toString("base64")}:`,
  };
}

/** A fetch that signs its one request as it is about to leave. */
export function signingFetch(
  fetch: typeof globalThis.fetch,
  by: Omit<SignBy, "senderId">,
  nonce: string,
): typeof globalThis.fetch {
  return (input, init = {}) => {
    const headers = new Headers(init.headers);
    const request = {
      method: init.method ?? "GET",
      url: new URL(input instanceof Request ? input.url : input).href,
      body: Buffer.from(typeof init.body === "string" ? init.body : ""),
      authorization: headers.get("authorization") ?? undefined,
    };
    for (const [name, value] of Object.entries(signRequest(request, by, nonce))) {
      headers.set(name, value);
    }
    return fetch(input, { ...init, headers });
  };
}

/** Verifies a request against a sender's pinned keys, cheap checks first. */
export function verifyRequest(
  request: ReceivedRequest,
  { algorithm, keys, nowSeconds }: Omit<VerifyBy, "senderId">,
): HttpVerdict {
  const given = ["signature-input", "signature"].map((name) => request.header(name));
  if (given.every((text) => text === undefined || text === "")) {
    return { ok: false, reason: "request is not signed", missing: true };
  }
  const ours = readSignatureHeaders(given[0] ?? "", given[1] ?? "")?.filter(
    ({ parameters }) => parameters.get("tag") === tag,
  );
  const [input, ...more] = ours ?? [];
  if (input === undefined || more.length > 0) return invalid("request signature is malformed");
  const fault = inputFault(input, request, algorithm, nowSeconds);
  if (fault !== undefined) return invalid(fault);
  const kid = String(input.parameters.get("keyid"));
  const key = keys.get(kid);
  if (key === undefined) return { ...invalid("key is unknown"), unknownKid: kid };
  const digest = request.header("content-digest") ?? "";
  if (!digestHolds(digest, request.body)) return invalid("content digest does not match");
  const base = signatureBase(input.covered, input.text, request, digest);
  if (!verifyBytes(algorithm, key, Buffer.from(base), input.signature)) {
    return invalid("request signature does not match");
  }
  const expires = Number(input.parameters.get("expires"));
  return { ok: true, kid, nonce: String(input.parameters.get("nonce")), expires };
}

/** RFC 9421 6.2.2; an algorithm without a registered name may not be named. */
const names: Record<SignatureAlgorithm, string | undefined> = {
  Ed25519: "ed25519",
  ES256: "ecdsa-p256-sha256",
  PS256: undefined,
  RS256: "rsa-v1_5-sha256",
};

function inputFault(
  { covered, parameters }: SignatureInput,
  { authorization }: ReceivedRequest,
  algorithm: SignatureAlgorithm,
  nowSeconds: number,
): string | undefined {
  const needed =
    authorization === undefined ? body_components : [...body_components, "authorization"];
  const known = new Set([...needed, "content-type"]);
  const complete = needed.every((name) => covered.includes(name));
  if (!complete || !covered.every((name) => known.has(name))) {
    return "signed components are not the agreed ones";
  }
  const alg = parameters.get("alg");
  if (alg !== undefined && alg !== names[algorithm]) return "algorithm is not the agreed one";
  const [created, expires, nonce, keyid] = ["created", "expires", "nonce", "keyid"].map((name) =>
    parameters.get(name),
  );
  if (typeof created !== "number" || typeof expires !== "number") return "time is malformed";
  if (typeof keyid !== "string" || keyid === "") return "key is not named";
  if (typeof nonce !== "string" || nonce === "" || nonce.length > 128) return "nonce is malformed";
  return lifeFault(created, expires, nowSeconds);
}

/** RFC 9421 2.5. */
function signatureBase(
  covered: readonly string[],
  parameters: string,
  request: SignedRequest & Partial<ReceivedRequest>,
  digest: string,
): string {
  const lines = covered.map((name) => `"${name}": ${componentOf(name, request, digest)}`);
  return [...lines, `"@signature-params": ${parameters}`].join("\n");
}

function componentOf(
  name: string,
  request: SignedRequest & Partial<ReceivedRequest>,
  digest: string,
): string {
  switch (name) {
    case "@method":
      return request.method;
    case "@target-uri":
      return request.url;
    case "content-digest":
      return digest.trim();
    case "authorization":
      return (request.authorization ?? "").trim();
    default:
      return (request.header?.(name) ?? "").trim();
  }
}

/** Every digest whose algorithm we know holds, and there is one. */
function digestHolds(field: string, body: Uint8Array): boolean {
  let known = 0;
  for (const member of field.split(",")) {
    const [, name = "", value = ""] =
      /^\s*([a-z0-9-]{1,20})=:([A-Za-z0-9+/]+={0,2}):\s*$/.exec(member) ?? [];
    const hash = hashes.get(name);
    if (hash === undefined) continue;
    const digest = createHash(hash).update(body).digest();
    const given = Buffer.from(value, "base64");
    if (given.length !== digest.length || !timingSafeEqual(given, digest)) return false;
    known += 1;
  }
  return known > 0;
}

const hashes = new Map([
  ["sha-256", "sha256"],
  ["sha-512", "sha512"],
]);

function invalid(reason: string): HttpVerdict & { ok: false } {
  return { ok: false, reason };
}
