import { X509Certificate, createHash } from "node:crypto";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { uuidv7 } from "uuidv7";
import { giveToken, makeAssertion } from "../../wire/access-token.ts";
import { signRequest } from "../../wire/http-signature.ts";
import { generateSigningKey, type SigningKey } from "../../wire/keys.ts";
import { rangesOf } from "../../wire/reach/addresses.ts";
import { signingKeyFor } from "../../wire/sealing.ts";
import { openTestRegistry, tokenFor, type TestRegistry } from "./test-registry.ts";
import {
  agree as agreeAt,
  knockWith,
  sealed as sealedAt,
  type Making,
  type Over,
  type Sent,
} from "./test-trust.ts";

/** The social protection system knocks at employment support's door, under terms of the test. */
let at: TestRegistry;
beforeAll(async () => {
  at = await openTestRegistry();
});
afterAll(() => at.close());
afterEach(async () => {
  await agree({});
  delete at.ess.node.proxies;
});

const agree = (over: Over) => agreeAt(at, over);
const sealed = (over?: Over, how?: Making) => sealedAt(at, over, how);
const knock = (sent: Sent) => knockWith(at, sent);

describe("the signature of the request", () => {
  const url = "http://ess.test:4010/registry/notify";
  async function request(over: { url?: string; nonce?: string; token?: string } = {}) {
    const body = await sealed();
    const authorization = `Bearer ${over.token ?? (await tokenFor(at.sp, at.ess))}`;
    const what = { method: "POST", url: over.url ?? url, body: Buffer.from(body), authorization };
    const by = { key: at.sp.key, createdSeconds: Math.floor(at.clock.ms / 1000) };
    return { body, headers: signRequest(what, by, over.nonce ?? uuidv7()) };
  }

  it("holds, and its nonce counts once", async () => {
    await agree({ http_signature: { in: "required" } });
    const nonce = uuidv7();
    expect((await knock(await request({ nonce }))).status).toBe(200);
    const again = await knock(await request({ nonce }));
    expect([again.status, again.code]).toEqual([401, "err.signature.invalid"]);
    // A row, not memory: it counts after a restart too.
    const rows = await at.ess.sql<{ kind: string }>("select kind from used_once");
    expect(rows).toContainEqual({ kind: "nonce" });
  });

  it("is demanded or not, but must hold where it is made", async () => {
    const unsigned = { body: await sealed() };
    await agree({ http_signature: { in: "required" } });
    expect((await knock(unsigned)).code).toBe("err.signature.missing");
    await agree({ http_signature: { in: "allowed" } });
    expect((await knock({ body: await sealed() })).status).toBe(200);
    const elsewhere = await request({ url: "http://ess.test:4010/registry/subscribe" });
    expect((await knock(elsewhere)).code).toBe("err.signature.invalid");
    expect((await knock(await request({ token: "another" }))).code).toBe("err.signature.invalid");
    const { headers } = await request();
    expect((await knock({ body: await sealed(), headers })).code).toBe("err.signature.invalid");
  });
});

describe("the client certificate", () => {
  // Made with openssl for this test; the private key was thrown away.
  const pem = `-----BEGIN CERTIFICATE-----
MIIBiDCCAS2gAwIBAgIUMJvNRDGnEBH5YoiIdHVjIz7UbgQwCgYIKoZIzj0EAwIw
GTEXMBUGA1UEAwwOc3AuZXhhbXBsZS5vcmcwHhcNMjYxMTI0MjIwOTE4WhcNMzYx
MTIxMjIwOTE4WjAZMRcwFQYDVQQDDA5zcC5leGFtcGxlLm9yZzBZMBMGByqGSM49
AgEGCCqGSM49AwEHA0IABMtha/FYuAoPK1elucSzBJ1i5Q7UKB3ckvt3YE8FhJrf
/MazSTO5oXn3aaXNMLqmn4MeI6SWlvSuPSl8m08/YjSjUzBRMB0GA1UdDgQWBBQP
ATFyivvVL/qZHjpkHTf0DVagJzAfBgNVHSMEGDAWgBQPATFyivvVL/qZHjpkHTf0
DVagJzAPBgNVHRMBAf8EBTADAQH/MAoGCCqGSM49BAMCA0kAMEYCIQCRFXAV6FaV
61oymWwruVjyZJwFJhKZ6jV0heVMjJORvwIhAKWe1jxdN0XTvukR0mbkPLKKjenT
y0RDBFuCYGbd6ZZQ
-----END CERTIFICATE-----`;
  const { raw } = new X509Certificate(pem);
  const digest = createHash("sha256").update(raw).digest("hex");
  const field = `:${raw.toString("base64")}:`;
  const trusted = () => {
    const proxies = rangesOf(["192.0.2.0/24"]);
    if (proxies) at.ess.node.proxies = proxies;
  };

  it.each([
    ["as RFC 9440 writes it", field],
    ["as escaped PEM", encodeURIComponent(pem)],
  ])("is taken from a trusted proxy, %s", async (_how, shown) => {
    trusted();
    await agree({ certificate: digest.toUpperCase() });
    const headers = { "client-cert": shown };
    const answer = await knock({ body: await sealed(), headers, remoteAddress: "192.0.2.7" });
    expect([answer.status, answer.code]).toEqual([200, ""]);
  });

  it("is not taken from anybody else, and another one is refused", async () => {
    trusted();
    await agree({ certificate: digest });
    const cases: [Record<string, string>, string][] = [
      [{ "client-cert": field }, "198.51.100.1"],
      [{ "client-cert": field }, "127.0.0.1"],
      [{}, "192.0.2.7"],
      [{ "client-cert": ":AAAA:" }, "192.0.2.7"],
      [{ "client-cert": `${field}, ${field}` }, "192.0.2.7"],
    ];
    for (const [headers, remoteAddress] of cases) {
      const answer = await knock({ body: await sealed(), headers, remoteAddress });
      expect([answer.status, answer.code]).toEqual([401, "err.request.unauthorized"]);
    }
  });

  it("a token that was given over it does not count without it", async () => {
    trusted();
    await agree({ certificate: digest });
    const form = `grant_type=client_credentials&client_id=sp.demo&client_secret=${await tokenFor(at.sp, at.ess)}`;
    const ask = (headers: Record<string, string>) =>
      at.ess.app.inject({
        method: "POST",
        url: "/oauth2/client/token",
        remoteAddress: "192.0.2.7",
        headers: { "content-type": "application/x-www-form-urlencoded", ...headers },
        payload: form,
      });
    expect((await ask({})).statusCode).toBe(401);
    const given = await ask({ "client-cert": field });
    const token = given.json<{ access_token: string }>().access_token;
    await agree({});
    const call = { body: await sealed(), token, remoteAddress: "192.0.2.7" };
    expect((await knock({ ...call, headers: { "client-cert": field } })).status).toBe(200);
    expect((await knock({ ...call, body: await sealed() })).code).toBe("err.request.unauthorized");
  });
});

describe("tokens", () => {
  const type = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
  const seconds = () => Math.floor(at.clock.ms / 1000);
  const ask = async (fields: Record<string, string>, headers: Record<string, string> = {}) => {
    const answer = await at.ess.app.inject({
      method: "POST",
      url: "/oauth2/client/token",
      headers: { "content-type": "application/x-www-form-urlencoded", ...headers },
      payload: new URLSearchParams({ grant_type: "client_credentials", ...fields }).toString(),
    });
    return { status: answer.statusCode, ...answer.json<Record<string, string>>() } as {
      status: number;
      access_token?: string;
      error?: string;
      scope?: string;
    };
  };
  const assertion = (
    over: { audience?: string; key?: SigningKey; at?: number; id?: string; jti?: string } = {},
  ) =>
    makeAssertion(
      over.id ?? "sp.demo",
      over.audience ?? "http://ess.test:4010/oauth2/client/token",
      over.key ?? at.sp.key,
      over.at ?? seconds(),
      over.jti ?? uuidv7(),
    );
  const prove = (client_assertion: string) => ({ client_assertion_type: type, client_assertion });

  it("come for a secret, in the form or as Basic, and open the door to their holder", async () => {
    const secret = await tokenFor(at.sp, at.ess);
    const basic = Buffer.from(`sp.demo:${secret}`).toString("base64");
    for (const given of [
      await ask({
        client_id: "sp.demo",
        client_secret: secret,
        scope: "registry.search registry/notify",
      }),
      await ask({}, { authorization: `Basic ${basic}` }),
    ]) {
      expect(given.status).toBe(200);
      const answer = await knock({ body: await sealed(), token: given.access_token ?? "" });
      expect(answer.status).toBe(200);
    }
    const scoped = await ask({ client_id: "sp.demo", client_secret: secret, scope: "a/b c.d" });
    expect(scoped.scope).toBe("a/b c.d");
  });

  it("come for an assertion signed with the partner's key, once", async () => {
    const proof = prove(await assertion());
    const given = await ask(proof);
    expect(given.status).toBe(200);
    expect((await knock({ body: await sealed(), token: given.access_token ?? "" })).status).toBe(
      200,
    );
    expect(await ask(proof)).toMatchObject({ status: 401, error: "invalid_client" });
    for (const audience of ["ess.demo", "http://ess.test:4010"]) {
      expect((await ask(prove(await assertion({ audience })))).status).toBe(200);
    }
  });

  it("come for no other assertion", async () => {
    const stranger = generateSigningKey();
    const wrong = [
      await assertion({ audience: "ibr.demo" }),
      await assertion({ key: stranger }),
      await assertion({ at: seconds() - 3600 }),
      await assertion({ at: seconds() + 3600 }),
      await assertion({ id: "nobody.demo" }),
      await assertion({ id: "ess.demo" }),
      (await assertion()).replace(/\.[^.]*$/, ".AAAA"),
      `${Buffer.from('{"alg":"none"}').toString("base64url")}.${Buffer.from('{"sub":"sp.demo"}').toString("base64url")}.AAAA`,
    ];
    for (const one of wrong) expect((await ask(prove(one))).status).toBe(401);
    const good = prove(await assertion());
    expect((await ask({ ...good, client_id: "ess.demo" })).status).toBe(401);
    expect((await ask({ ...good, client_secret: "x" })).status).toBe(401);
    expect((await ask({ client_assertion: good.client_assertion })).status).toBe(401);
    await agree({ revoked_keys: [at.sp.key.kid] });
    expect((await ask(prove(await assertion()))).status).toBe(401);
  });

  it("an id that no database can hold is refused like any other that is nobody's", async () => {
    expect((await ask(prove(await assertion({ id: "sp\u0000demo" })))).status).toBe(401);
    expect((await ask(prove(await assertion({ jti: "j\u0000" })))).status).toBe(401);
  });

  it("malformed requests are told apart", async () => {
    expect(await ask({ grant_type: "password" })).toMatchObject({
      status: 400,
      error: "unsupported_grant_type",
    });
    expect((await ask({ client_id: "sp.demo", client_secret: "wrong" })).status).toBe(401);
    expect((await ask({})).status).toBe(401);
    expect((await ask({ scope: 'a"b' })).status).toBe(400);
  });

  it("of another system, another key, or run out, do not count", async () => {
    const holder = { partner: "sp.demo", certificate: null };
    const essKey = signingKeyFor(at.ess.keys, "Ed25519");
    const good = await giveToken("ess.demo", essKey, holder, seconds());
    expect((await knock({ body: await sealed(), token: good })).status).toBe(200);
    for (const token of [
      await giveToken("ibr.demo", essKey, holder, seconds()),
      await giveToken("ess.demo", at.sp.key, holder, seconds()),
      await giveToken("ess.demo", essKey, holder, seconds() - 901),
      await giveToken("ess.demo", essKey, { ...holder, partner: "nobody" }, seconds()),
      await assertion({ key: essKey, audience: "ess.demo", id: "ess.demo" }),
    ]) {
      const answer = await knock({ body: await sealed(), token });
      expect([answer.status, answer.code]).toEqual([401, "err.request.unauthorized"]);
    }
  });
});
