import { createHash, generateKeyPairSync, sign } from "node:crypto";
import { CompactSign, FlattenedSign } from "jose";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ownAlgorithms, signatureAlgorithms, type SignatureAlgorithm } from "../algorithms.ts";
import { canonicalize } from "../canonical.ts";
import { generateSigningKey, jwks, publicKeysFromJwks } from "../keys.ts";
import { signAs, verifyAs } from "../signature.ts";
import { contentDigest, signatureProfiles, type SignatureProfile } from "./profiles.ts";
import { pythonMembers, pythonNumber, pythonObject } from "./python-json.ts";

const senderId = "spmis.example.org";
const now = 1_771_237_800;
const header = { message_id: "M-1", sender_id: senderId, action: "notify", total_count: 1 };
const message = { transaction_id: "T-1", note: "Zoë 😀", items: [1, 1.5, true, null] };
const own = new Map(ownAlgorithms.map((one) => [one, generateSigningKey(one)] as const));
const ed25519 = generateSigningKey();

async function sent(profile: SignatureProfile, algorithm: "Ed25519" | "ES256" = "Ed25519") {
  const key = own.get(algorithm) ?? ed25519;
  const signer = { senderId, key, createdSeconds: now };
  const { signature } = await signAs(profile, { header, message }, signer);
  return { signature, header, message };
}

function by(algorithm: SignatureAlgorithm = "Ed25519", keySet: unknown = jwks(own.values())) {
  const keys = publicKeysFromJwks(keySet, { algorithm });
  return { algorithm, keys, senderId, nowSeconds: now };
}

describe.each(signatureProfiles)("%s", (profile) => {
  test.each(ownAlgorithms)("%s: what is signed holds", async (algorithm) => {
    const envelope = await sent(profile, algorithm);
    const verdict = await verifyAs(profile, envelope, canonicalize(envelope), by(algorithm));
    expect(verdict).toEqual({
      ok: true,
      kid: own.get(algorithm)?.kid,
      digest: contentDigest({ header, message }),
    });
  });

  test("an altered header, message, sender or signature is refused", async () => {
    const envelope = await sent(profile);
    for (const altered of [
      { ...envelope, header: { ...header, total_count: 2 } },
      { ...envelope, header: { ...header, sender_id: "x" } },
      { ...envelope, message: { ...message, note: "Zoe\u0308 😀" } },
      { ...envelope, message: { ...message, extra: 1 } },
      { ...envelope, message: null },
      { ...envelope, signature: envelope.signature.replace(/.(?="?$)/, "!") },
      { ...envelope, signature: envelope.signature.slice(0, -2) },
    ]) {
      const verdict = await verifyAs(profile, altered, JSON.stringify(altered), by());
      expect(verdict.ok, JSON.stringify(altered)).toBe(false);
    }
  });

  test("time: not yet, expired, no clock", async () => {
    const envelope = await sent(profile);
    for (const [nowSeconds, ok] of [
      [now - 60, true],
      [now - 61, false],
      [now + 240, true],
      [now + 241, false],
      [Number.NaN, false],
    ] as const) {
      const text = JSON.stringify(envelope);
      const verdict = await verifyAs(profile, envelope, text, { ...by(), nowSeconds });
      expect(verdict.ok).toBe(ok);
    }
  });

  test("a message signed by another profile is refused: no downgrade", async () => {
    for (const other of signatureProfiles) {
      if (other === profile) continue;
      const envelope = await sent(other);
      const verdict = await verifyAs(profile, envelope, JSON.stringify(envelope), by());
      expect(verdict).toMatchObject({ ok: false, code: "err.signature.invalid" });
    }
  });

  test("a message signed by another algorithm is refused, its key known or not", async () => {
    for (const algorithm of ownAlgorithms) {
      const envelope = await sent(profile, algorithm);
      for (const agreed of signatureAlgorithms) {
        if (agreed === algorithm) continue;
        const keys = publicKeysFromJwks(jwks(own.values()), { algorithm });
        const text = JSON.stringify(envelope);
        const verdict = await verifyAs(profile, envelope, text, { ...by(agreed), keys });
        expect(verdict.ok).toBe(false);
      }
    }
  });

  test("no signature has its own code; any other text is refused and never throws", async () => {
    for (const signature of [undefined, null, ""]) {
      const verdict = await verifyAs(profile, { signature, header, message }, "{}", by());
      expect(verdict).toMatchObject({ ok: false, code: "err.signature.missing" });
    }
    await fc.assert(
      fc.asyncProperty(fc.oneof(fc.string(), fc.anything()), fc.string(), async (any, text) => {
        const verdict = await verifyAs(profile, { signature: any, header, message }, text, by());
        expect(verdict.ok).toBe(false);
      }),
    );
  });

  test("an unknown or revoked key is named, so that the set may be read again", async () => {
    const envelope = await sent(profile);
    const kid = own.get("Ed25519")?.kid ?? "";
    const keys = publicKeysFromJwks(jwks(own.values()), { revoked: [kid] });
    const verdict = await verifyAs(profile, envelope, JSON.stringify(envelope), { ...by(), keys });
    expect(verdict).toMatchObject({ ok: false, unknownKid: kid });
  });
});

describe("RSA keys of partners", () => {
  const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: 3072 });
  const jwk = { ...publicKey.export({ format: "jwk" }), kid: "hsm-1", use: "sig" };

  test.each(["RS256", "PS256"] as const)("%s by a detached JWS", async (alg) => {
    const text = canonicalize({ header, message });
    const jws = await new FlattenedSign(Buffer.from(text))
      .setProtectedHeader({ alg, b64: false, crit: ["b64"], kid: "hsm-1", iat: now, exp: now + 60 })
      .sign(privateKey);
    const envelope = { signature: `${jws.protected}..${jws.signature}`, header, message };
    const set = { keys: [{ ...jwk, alg }] };
    expect((await verifyAs("jws-detached", envelope, text, by(alg, set))).ok).toBe(true);
    const other = alg === "RS256" ? "PS256" : "RS256";
    expect((await verifyAs("jws-detached", envelope, text, by(other, set))).ok).toBe(false);
    expect((await verifyAs("jws-detached", envelope, text, by(other, { keys: [jwk] }))).ok).toBe(
      false,
    );
  });

  test("RS256 in the DCI string", async () => {
    const digest = contentDigest({ header, message });
    const text = `(created): ${now}\n(expires): ${now + 60}\ndigest: SHA-256=${digest}`;
    const value = sign("sha256", Buffer.from(text), privateKey).toString("base64");
    const signature = `namespace="dci", kidId="${senderId}|hsm-1|RS256", algorithm="rsa-sha256", created="${now}", expires="${now + 60}", headers="(created) (expires) digest", signature="${value}"`;
    const envelope = { signature, header, message };
    const set = { keys: [jwk] };
    expect((await verifyAs("dci-cavage/jcs", envelope, "", by("RS256", set))).ok).toBe(true);
    expect((await verifyAs("dci-cavage/jcs", envelope, "", by("PS256", set))).ok).toBe(false);
  });

  test("a short RSA key does not count", () => {
    const short = generateKeyPairSync("rsa", { modulusLength: 2048 }).publicKey;
    const set = { keys: [{ ...short.export({ format: "jwk" }), kid: "a" }] };
    expect(publicKeysFromJwks(set, { algorithm: "RS256" }).size).toBe(0);
  });
});

describe("tricks with a detached JWS", () => {
  const good = {
    alg: "EdDSA",
    b64: false,
    crit: ["b64"],
    kid: ed25519.kid,
    iat: now,
    exp: now + 60,
  };
  const set = jwks([ed25519]);
  const text = canonicalize({ header, message });
  async function made(over: Record<string, unknown>, payload = text) {
    const head: Record<string, unknown> = { ...good, ...over };
    for (const name of Object.keys(head)) if (head[name] === undefined) delete head[name];
    const encoded = Buffer.from(JSON.stringify(head)).toString("base64url");
    const input = Buffer.from(`${encoded}.${payload}`);
    const value = sign(null, input, ed25519.privateKey).toString("base64url");
    return { signature: `${encoded}..${value}`, header, message };
  }

  test("the signature made by hand holds, under both names of the algorithm", async () => {
    for (const alg of ["EdDSA", "Ed25519"]) {
      expect(
        (await verifyAs("jws-detached", await made({ alg }), text, by("Ed25519", set))).ok,
      ).toBe(true);
    }
  });

  test.each([
    { alg: "none" },
    { alg: "HS256" },
    { alg: "eddsa" },
    { alg: "ES256" },
    { jwk: ed25519.publicJwk },
    { jku: "https://evil.example/jwks.json" },
    { x5u: "https://evil.example/x" },
    { x5c: ["AAAA"] },
    { crit: ["b64", "exp"] },
    { crit: [] },
    { crit: undefined },
    { b64: true },
    { b64: undefined },
    { kid: undefined },
    { kid: 7 },
    { iat: undefined },
    { exp: undefined },
    { iat: String(now) },
    { exp: now + 301 },
    { exp: now + 0.5 },
    { iat: now + 100, exp: now + 50 },
    { nonce: "x" },
    { typ: "JWT" },
  ])("%j is refused", async (over) => {
    const verdict = await verifyAs("jws-detached", await made(over), text, by("Ed25519", set));
    expect(verdict.ok).toBe(false);
  });

  test("an attached or encoded payload is refused", async () => {
    const compact = await new CompactSign(Buffer.from(text))
      .setProtectedHeader({ alg: "EdDSA", kid: ed25519.kid })
      .sign(ed25519.privateKey);
    const [head = "", payload = "", value = ""] = compact.split(".");
    for (const signature of [compact, `${head}..${value}`, `${head}.${payload}.${value}.x`]) {
      const envelope = { signature, header, message };
      expect((await verifyAs("jws-detached", envelope, text, by("Ed25519", set))).ok).toBe(false);
    }
  });

  test("a protected header with a duplicate member is refused", async () => {
    const head = JSON.stringify(good).replace("{", `{"alg":"none",`);
    const encoded = Buffer.from(head).toString("base64url");
    const value = sign(null, Buffer.from(`${encoded}.${text}`), ed25519.privateKey);
    const signature = `${encoded}..${value.toString("base64url")}`;
    const verdict = await verifyAs("jws-detached", { signature, header, message }, text, by());
    expect(verdict.ok).toBe(false);
  });
});

describe("the text Python writes", () => {
  // Written by CPython 3.11: json.dumps(json.loads(text), sort_keys=True, separators=(",", ":")).
  test.each([
    ["1", "1"],
    ["1.0", "1.0"],
    ["-0", "0"],
    ["-0.0", "-0.0"],
    ["1e0", "1.0"],
    ["1E-7", "1e-07"],
    ["0.0001", "0.0001"],
    ["0.00001", "1e-05"],
    ["1e15", "1000000000000000.0"],
    ["1e16", "1e+16"],
    ["123456789012345680000.5", "1.2345678901234568e+20"],
    ["9007199254740993", "9007199254740993"],
    ["1.50", "1.5"],
    ["5e-324", "5e-324"],
    ["1.7976931348623157e308", "1.7976931348623157e+308"],
    ["0e9", "0.0"],
    ["1e22", "1e+22"],
  ])("%s is %s", (token, text) => expect(pythonNumber(token)).toBe(text));

  test.each(["1e400", "-1e999", "1".repeat(4301)])("%s has no form", (token) => {
    expect(() => pythonNumber(token)).toThrow(TypeError);
  });

  test("keys in the order of code points, everything beyond ASCII escaped", () => {
    const text =
      '{ "\\uffff": 1, "\\ud83d\\ude00": 2, "é":"Zo\\u00eb \\/\\u007f\\b", "b": [ 1 , {} ] }';
    expect(pythonObject(pythonMembers(text))).toBe(
      '{"b":[1,{}],"\\u00e9":"Zo\\u00eb /\\u007f\\b","\\uffff":1,"\\ud83d\\ude00":2}',
    );
  });

  test("what is read twice or not at all has no form", () => {
    for (const text of [
      '{"a":1,"a":2}',
      '{"a":1,"\\u0061":2}',
      '{"a":"\\ud800"}',
      '{"a":1e400}',
      "[]",
      "",
      "{",

      '{"a":01}',
      '{"a":1}x',
      '{"a":tru}',
      '{"a":"\u0001"}',
      '{"a":"\\x"}',
      '{"a" 1}',
      '{"a":1,}',
      `{"a":${"[".repeat(600)}${"]".repeat(600)}}`,
    ]) {
      expect(() => pythonMembers(text), text).toThrow(TypeError);
    }
  });

  test("for any JSON value it is JSON that means the same", () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string({ unit: "grapheme" }), fc.jsonValue()), (value) => {
        const text = pythonObject(pythonMembers(JSON.stringify(value)));
        expect(canonicalize(JSON.parse(text))).toBe(
          canonicalize(JSON.parse(JSON.stringify(value))),
        );
        expect(text).toMatch(/^[\x20-\x7e]*$/);
      }),
    );
  });

  test("a partner that writes 1.0 is verified by its own text, not by what we made of it", async () => {
    const text =
      '{"header":{"sender_id":"spmis.example.org","total_count":1.0},"message":{"n":2.50}}';
    const content = JSON.parse(text) as { header: unknown; message: unknown };
    const python =
      '{"header":{"sender_id":"spmis.example.org","total_count":1.0},"message":{"n":2.5}}';
    const digest = createHash("sha256").update(python).digest("base64");
    for (const prefix of ["", "SHA-256="]) {
      const line = `(created): ${now}\n(expires): ${now + 300}\ndigest: ${prefix}${digest}`;
      const value = sign(null, Buffer.from(line), ed25519.privateKey).toString("base64");
      const signature = `Signature: namespace="dci", kidId="${senderId}|${ed25519.kid}|ed25519", algorithm="ed25519", created="${now}", expires="${now + 300}", headers="(created) (expires) digest", signature="${value}"`;
      const raw = text.replace("{", `{"signature":${JSON.stringify(signature)},`);
      const agreed = by("Ed25519", jwks([ed25519]));
      const verdict = await verifyAs("dci-cavage/openspp", { signature, ...content }, raw, agreed);
      expect(verdict).toMatchObject({ ok: true, digest: contentDigest(content) });
      const other = raw.replace("1.0}", "1}");
      expect(
        (await verifyAs("dci-cavage/openspp", { signature, ...content }, other, agreed)).ok,
      ).toBe(false);
    }
  });
});
