import { describe, expect, it } from "vitest";
import { generateSigningKey, jwks, publicKeysFromJwks } from "./keys.ts";
import { judgeStatement, signStatement } from "./sign-off.ts";

const key = generateSigningKey();
const keys = publicKeysFromJwks(jwks([key]));
const statement = { plan: "sp.demo/1", root: "a".repeat(64), party: "social", reason: "نعم" };

describe("the signature of a sign-off", () => {
  it("holds over the statement, whatever the order of its members", () => {
    const jws = signStatement(statement, key);
    expect(judgeStatement(statement, jws, keys)).toBe("holds");
    const other = Object.fromEntries(Object.entries(statement).reverse());
    expect(judgeStatement(other, jws, keys)).toBe("holds");
  });

  it.each(Object.keys(statement))("is broken when %s is another", (part) => {
    const jws = signStatement(statement, key);
    expect(judgeStatement({ ...statement, [part]: "another" }, jws, keys)).toBe("broken");
  });

  it("is of no key but the pinned ones", () => {
    const jws = signStatement(statement, generateSigningKey());
    expect(judgeStatement(statement, jws, keys)).toBe("unknown_key");
    // The name of a pinned key on another key's signature.
    const [, payload, signature] = jws.split(".");
    const [header] = signStatement(statement, key).split(".");
    expect(judgeStatement(statement, [header, payload, signature].join("."), keys)).toBe("broken");
  });

  it.each([
    { alg: "none", kid: key.kid, typ: "tandem-sign-off+jws" },
    { alg: "HS256", kid: key.kid, typ: "tandem-sign-off+jws" },
    { alg: "EdDSA", kid: key.kid, typ: "JWT" },
    { alg: "EdDSA", kid: key.kid, typ: "tandem-sign-off+jws", jwk: {} },
  ])("is taken with no header but its own: %o", (header) => {
    const [, payload, signature] = signStatement(statement, key).split(".");
    const forged = Buffer.from(JSON.stringify(header)).toString("base64url");
    expect(judgeStatement(statement, [forged, payload, signature].join("."), keys)).toBe("broken");
  });

  it.each(["", "a.b", "a..b", "x".repeat(7_000), "é.é.é"])("is no other text: %s", (jws) => {
    expect(judgeStatement(statement, jws, keys)).toBe("broken");
  });
});
