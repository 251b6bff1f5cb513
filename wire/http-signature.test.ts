import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ownAlgorithms } from "./algorithms.ts";
import { contentDigestField, signRequest, verifyRequest } from "./http-signature.ts";
import { generateSigningKey, jwks, publicKeysFromJwks } from "./keys.ts";

const key = generateSigningKey();
const keys = publicKeysFromJwks(jwks([key]));
const now = 1_771_237_800;
const by = { key, createdSeconds: now };
const at = { algorithm: "Ed25519" as const, keys, nowSeconds: now };
const request = {
  method: "POST",
  url: "https://sp.example.org/registry/notify?x=1",
  body: Buffer.from('{"header":{}}'),
  authorization: "Bearer abc.def",
};
const fields = signRequest(request, by, "nonce-1");

function received(over: Partial<typeof request> = {}, headers: Record<string, string> = {}) {
  const all: Record<string, string> = { ...fields, ...headers };
  return { ...request, ...over, header: (name: string) => all[name] };
}

test("RFC 9530: the digest of the body, as its own example says it", () => {
  expect(contentDigestField(Buffer.from('{"hello": "world"}\n'))).toBe(
    "sha-256=:RK/0qy18MlBSVnWgjwz6lZEWjP/lF5HF9bvEF8FabDg=:",
  );
});

test.each(ownAlgorithms)("%s: a signed request holds, with its nonce", (algorithm) => {
  const own = generateSigningKey(algorithm);
  const made = signRequest(request, { ...by, key: own }, "n");
  const verdict = verifyRequest(received({}, made), {
    algorithm,
    keys: publicKeysFromJwks(jwks([own]), { algorithm }),
    nowSeconds: now,
  });
  expect(verdict).toEqual({ ok: true, kid: own.kid, nonce: "n", expires: now + 240 });
});

test("another method, address, body or token is refused", () => {
  expect(verifyRequest(received(), at).ok).toBe(true);
  for (const over of [
    { method: "PUT" },
    { url: "https://sp.example.org/registry/notify" },
    { url: "https://sp.example.org/registry/search?x=1" },
    { body: Buffer.from('{"header": {}}') },
    { authorization: "Bearer other" },
  ]) {
    expect(verifyRequest(received(over), at).ok, JSON.stringify(over)).toBe(false);
  }
});

test("an unsigned request is told apart from a badly signed one", () => {
  const bare = { "signature-input": "", signature: "" };
  expect(verifyRequest(received({}, bare), at)).toMatchObject({ ok: false, missing: true });
  expect(verifyRequest(received({}, { signature: "" }), at)).not.toHaveProperty("missing");
});

test("time: not yet, expired, too long", () => {
  for (const [nowSeconds, ok] of [
    [now - 60, true],
    [now - 61, false],
    [now + 240, true],
    [now + 241, false],
    [Number.NaN, false],
  ] as const) {
    expect(verifyRequest(received(), { ...at, nowSeconds }).ok).toBe(ok);
  }
  expect(() => signRequest(request, { ...by, lifetimeSeconds: 301 }, "n")).toThrow(TypeError);
});

test("an unknown key is named, so that the sender's set may be read again", () => {
  const verdict = verifyRequest(received(), { ...at, keys: new Map() });
  expect(verdict).toMatchObject({ ok: false, unknownKid: key.kid });
});

describe("what is covered and by which algorithm is the agreement's", () => {
  const input = fields["signature-input"];
  test.each([
    ["authorization left out", input.replace(' "authorization"', "")],
    ["digest left out", input.replace(' "content-digest"', "")],
    ["a component twice", input.replace('"@method"', '"@method" "@method"')],
    ["a component with a parameter", input.replace('"@method"', '"@method";req')],
    ["a component of its own", input.replace('"@method"', '"@method" "x-evil"')],
    ["another algorithm", `${input};alg="hmac-sha256"`],
    ["another tag", input.replace('tag="dci"', 'tag="x"')],
    ["no tag", input.replace(';tag="dci"', "")],
    ["no nonce", input.replace(/;nonce="[^"]*"/, "")],
    ["no expiry", input.replace(/;expires=\d+/, "")],
    ["a parameter twice", `${input};created=1`],
    ["another label", input.replace("dci=", "other=")],
    ["no list", "dci=1"],
    ["rubbish", "((("],
  ])("%s", (_name, text) => {
    expect(verifyRequest(received({}, { "signature-input": text }), at).ok).toBe(false);
  });

  test("two signatures that claim to be ours are none", () => {
    const more = {
      "signature-input": `${input}, two=${input.slice(4)}`,
      signature: `${fields.signature}, two${fields.signature.slice(3)}`,
    };
    expect(verifyRequest(received({}, more), at).ok).toBe(false);
  });

  test("a signature that a proxy added is passed over", () => {
    const more = {
      "signature-input": `proxy=("@method";req "x");created=1;keyid="p", ${input}`,
      signature: `proxy=:AAAA:, ${fields.signature}`,
    };
    expect(verifyRequest(received({}, more), at).ok).toBe(true);
  });

  test("any other text is refused and never throws", () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), fc.string(), (a, b, c) => {
        const headers = { "signature-input": a, signature: b, "content-digest": c };
        expect(verifyRequest(received({}, headers), at).ok).toBe(false);
      }),
    );
    const long = { "signature-input": `${input};x="${"y".repeat(9000)}"` };
    expect(verifyRequest(received({}, long), at).ok).toBe(false);
  });
});

test("the digest must be of an algorithm that counts, and every one must hold", () => {
  const good = fields["content-digest"];
  for (const digest of [
    "",
    "md5=:AAAA:",
    good.replace("sha-256", "sha"),
    `${good}, sha-512=:AAAA:`,
  ]) {
    const verdict = verifyRequest(received({}, { "content-digest": digest }), at);
    expect(verdict.ok, digest).toBe(false);
  }
});
