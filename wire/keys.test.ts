import { calculateJwkThumbprint } from "jose";
import { expect, test } from "vitest";
import { jwks_keys_max } from "./jwk.ts";
import {
  exportSigningKey,
  generateSigningKey,
  importSigningKey,
  jwks,
  publicKeysFromJwks,
} from "./keys.ts";

test("the kid is the RFC 7638 thumbprint another library computes", async () => {
  const key = generateSigningKey();
  expect(key.kid).toBe(await calculateJwkThumbprint(key.publicJwk));
});

test("a key survives storage, and a stored key with a foreign public part does not", () => {
  const key = generateSigningKey();
  const stored: unknown = JSON.parse(JSON.stringify(exportSigningKey(key)));
  const back = importSigningKey(stored);
  expect(back.kid).toBe(key.kid);
  expect(exportSigningKey(back)).toEqual(stored);
  const { x } = generateSigningKey().publicJwk;
  expect(() => importSigningKey({ ...exportSigningKey(key), x })).toThrow(TypeError);
  expect(() => importSigningKey({ kty: "RSA" })).toThrow(TypeError);
  expect(() => importSigningKey(null)).toThrow(TypeError);
});

test("our key set is read back, and shows no private part", () => {
  const keys = [generateSigningKey(), generateSigningKey()];
  const published = jwks(keys);
  expect(published.keys[0]).toEqual({
    ...keys[0]?.publicJwk,
    kid: keys[0]?.kid,
    use: "sig",
    alg: "EdDSA",
  });
  const kids = keys.map(({ kid }) => kid);
  expect([...publicKeysFromJwks(published).keys()]).toEqual(kids);
  expect([...publicKeysFromJwks(JSON.stringify(published)).keys()]).toEqual(kids);
});

test("missing use, alg and kid are forgiven", () => {
  const { kid, publicJwk } = generateSigningKey();
  expect([...publicKeysFromJwks({ keys: [publicJwk] }).keys()]).toEqual([kid]);
  expect([...publicKeysFromJwks({ keys: [{ ...publicJwk, kid: "k1" }] }).keys()]).toEqual(["k1"]);
});

test("keys of another type, use or algorithm are passed over", () => {
  const { publicJwk, kid } = generateSigningKey();
  const others: unknown[] = [
    null,
    "x",
    { kty: "RSA", n: "AQAB", e: "AQAB", kid: "a" },
    { kty: "oct", k: "AAAA", kid: "b" },
    { ...publicJwk, crv: "X25519" },
    { ...publicJwk, use: "enc" },
    { ...publicJwk, alg: "HS256" },
    { ...publicJwk, x: "AAAA" },
    { ...publicJwk, kid: "a|b" },
    { ...publicJwk, kid: 7 },
    { ...publicJwk, d: publicJwk.x },
  ];
  expect(publicKeysFromJwks({ keys: others }).size).toBe(0);
  expect([...publicKeysFromJwks({ keys: [...others.slice(0, 9), publicJwk] }).keys()]).toEqual([
    kid,
  ]);
});

test("a kid that names two keys names none", () => {
  const one = { ...generateSigningKey().publicJwk, kid: "same" };
  const two = { ...generateSigningKey().publicJwk, kid: "same" };
  expect(publicKeysFromJwks({ keys: [one, two] }).size).toBe(0);
});

test("an oversized or malformed set gives no key", () => {
  const many = Array.from({ length: jwks_keys_max + 1 }, () => generateSigningKey());
  expect(publicKeysFromJwks(jwks(many)).size).toBe(0);
  expect(publicKeysFromJwks({ ...jwks(many.slice(0, 1)), pad: "x".repeat(65_536) }).size).toBe(0);
  for (const doc of [undefined, null, 1, "", "{", [], {}, { keys: {} }]) {
    expect(publicKeysFromJwks(doc).size).toBe(0);
  }
});
