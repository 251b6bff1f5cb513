import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { uuidv7 } from "uuidv7";
import { dumpOf } from "../../store/test-store.ts";
import { canonicalize } from "../../wire/canonical.ts";
import { generateSigningKey } from "../../wire/keys.ts";
import { operations } from "./operations.ts";
import { message_bytes_max } from "./routes.ts";
import {
  knock,
  openTestRegistry,
  tokenFor,
  treatAs,
  type Envelope,
  type Sending,
  type TestRegistry,
} from "./test-registry.ts";

/** The door knocked at is employment support's. */
const offered = [...operations].flatMap(([name, { offeredBy }]) =>
  offeredBy.includes("ess") ? [name] : [],
);
let at: TestRegistry;
beforeAll(async () => {
  at = await openTestRegistry();
});
afterAll(() => at.close());
afterEach(async () => {
  await treatAs(at.ess, "sp.demo", "tandem");
  at.ess.node.loopback = true;
});

const heartbeat = { transaction_id: "t1", notify_event: [] };
const send = (how: Sending = {}, operation = "notify", message: object = heartbeat) =>
  knock(at, at.sp, at.ess, operation, message, how);
const search = {
  transaction_id: "t1",
  search_request: [
    {
      reference_id: "r1",
      timestamp: "2026-11-23T09:00:00Z",
      search_criteria: { query_type: "idtype-value", query: { type: "UIN", value: "0" } },
    },
  ],
};
/** Counts what every table holds; a refused message must leave the same. */
const stored = async () => JSON.stringify(await dumpOf(at.ess.store));

const otherKey = generateSigningKey();
const altered = (change: (envelope: Envelope) => void) => (envelope: Envelope) => {
  change(envelope);
  return envelope;
};
const hour = 3_600_000;

describe("the gate refuses, and nothing changes in any table", () => {
  it.each<[string, number, Sending]>([
    ["err.request.unauthorized", 401, { token: null }],
    ["err.request.unauthorized", 401, { token: "nobody" }],
    ["err.request.unauthorized", 401, { token: "a.b.c" }],
    ["err.request.bad", 400, { raw: '{"header":' }],
    ["err.request.bad", 400, { raw: "" }],
    ["err.request.bad", 400, { raw: "null" }],
    ["err.request.bad", 400, { raw: '{"header":{},"header":{},"message":{}}' }],
    ["err.request.bad", 400, { raw: `{"message":${"[".repeat(40)}${"]".repeat(40)}}` }],
    ["err.request.bad", 400, { raw: '{"header":{},"message":1e400}' }],
    ["err.request.bad", 400, { raw: '{"__proto__":{},"header":{},"message":{}}' }],
    ["err.request.bad", 400, { raw: '\ufeff{"header":{},"message":{}}' }],
    ["err.request.bad", 400, { raw: Buffer.from([0x7b, 0xff, 0x7d]) }],
    ["err.sender_id.invalid", 401, { header: { sender_id: "nobody.demo" } }],
    ["err.sender_id.invalid", 401, { header: { sender_id: "ess.demo" } }],
    ["err.signature.missing", 401, { sign: false }],
    ["err.signature.missing", 401, { alter: (envelope) => ({ ...envelope, signature: "" }) }],
    ["err.signature.invalid", 401, { key: otherKey }],
    ["err.signature.invalid", 401, { atMs: Date.parse("2026-11-23T09:00:00.000Z") - hour }],
    ["err.signature.invalid", 401, { atMs: Date.parse("2026-11-23T09:00:00.000Z") + hour }],
    [
      "err.signature.invalid",
      401,
      {
        alter: altered((e) => {
          e.message["transaction_id"] = "t2";
        }),
      },
    ],
    [
      "err.signature.invalid",
      401,
      {
        alter: altered((e) => {
          e.header["total_count"] = 2;
        }),
      },
    ],
    [
      "err.signature.invalid",
      401,
      {
        alter: altered((e) => {
          e.message["more"] = 1;
        }),
      },
    ],
    [
      "err.signature.invalid",
      401,
      {
        alter: altered((e) => {
          e.signature = flip(e.signature ?? "");
        }),
      },
    ],
    [
      "err.signature.invalid",
      401,
      {
        alter: altered((e) => {
          e.signature = "Signature: none";
        }),
      },
    ],
    ["err.receiver_id.invalid", 400, { header: { receiver_id: "sp.demo" } }],
    ["err.receiver_id.invalid", 400, { header: { receiver_id: undefined } }],
    ["rjct.action.invalid", 400, { header: { action: "subscribe" } }],
    ["err.version.not_supported", 400, { header: { version: "9.9.9" } }],
    ["rjct.message_ts.invalid", 400, { header: { message_ts: "2026-11-23T09:00:00" } }],
    ["rjct.message_ts.invalid", 400, { header: { message_ts: "yesterday" } }],
    ["err.encryption.invalid", 400, { header: { is_msg_encrypted: true } }],
    ["err.request.bad", 400, { header: { message_id: "m".repeat(100) } }],
    ["err.request.bad", 400, { header: { message_id: "" } }],
    ["err.request.bad", 413, { raw: " ".repeat(message_bytes_max + 1) }],
    ["err.request.bad", 415, { contentType: "text/plain" }],
  ])("with %s (%i) %#", async (code, status, how) => {
    const before = await stored();
    const answer = await send(how);
    expect([answer.code, answer.status]).toEqual([code, status]);
    expect(answer.body["message"]).toMatchObject({ ack_status: "ERR", error: { code } });
    expect(await stored()).toBe(before);
  });

  it.each([
    ["http://other.test:4010/registry/on-subscribe"],
    ["https://sp.test:4010/registry/on-subscribe"],
    ["http://sp.test:4011/registry/on-subscribe"],
    ["http://user:secret@sp.test:4010/"],
    ["http://sp.test:4010@other.test/"],
    ["http://127.0.0.1/"],
    ["not an address"],
  ])("a subscribe that wants its answer at %s", async (sender_uri) => {
    const before = await stored();
    const answer = await send({ header: { sender_uri } }, "subscribe", {});
    expect([answer.code, answer.status]).toEqual(["err.sender_uri.invalid", 400]);
    expect(await stored()).toBe(before);
  });

  it.each(offered)("%s without an agreement in force", async (operation) => {
    at.clock.ms += 10 * 365 * 24 * hour;
    const before = await stored();
    const answer = await send({}, operation, search);
    expect([answer.code, answer.status]).toEqual(["err.request.forbidden", 403]);
    expect(await stored()).toBe(before);
    at.clock.ms -= 10 * 365 * 24 * hour;
  });

  it.each(offered)("%s whose message has not the shape of its action", async (operation) => {
    const before = await stored();
    for (const message of [
      {},
      { transaction_id: "t".repeat(100), notify_event: [] },
      { transaction_id: 1 },
    ]) {
      expect((await send({}, operation, message)).status).toBe(400);
    }
    expect(await stored()).toBe(before);
  });
});

/** Flips one character inside the signature's value. */
function flip(signature: string): string {
  const index = signature.length - 20;
  return (
    signature.slice(0, index) + (signature[index] === "A" ? "B" : "A") + signature.slice(index + 1)
  );
}

describe("trust before meaning, cheap before costly", () => {
  it("says who you are is wrong before anything about what you say", async () => {
    expect((await send({ token: null, raw: "{" })).code).toBe("err.request.unauthorized");
    const wrong = { receiver_id: "x", action: "x", version: "x" };
    expect((await send({ header: { ...wrong, sender_id: "x" }, key: otherKey })).code).toBe(
      "err.sender_id.invalid",
    );
    expect((await send({ header: wrong, key: otherKey })).code).toBe("err.signature.invalid");
    expect((await send({ header: wrong })).code).toBe("err.receiver_id.invalid");
    expect((await send({ header: { action: "x", version: "x" } })).code).toBe(
      "rjct.action.invalid",
    );
  });

  it("never quotes the message in a refusal", async () => {
    for (const how of [
      { header: { action: "CANARY" } },
      { header: { sender_id: "CANARY" } },
      { raw: '{"CANARY":' },
    ]) {
      expect((await send(how)).text).not.toContain("CANARY");
    }
  });
});

describe("the same message again", () => {
  it("freshly signed gets the stored ack again, and counts once", async () => {
    const header = { message_id: uuidv7(), message_ts: new Date(at.clock.ms).toISOString() };
    const first = await send({ header });
    const before = await stored();
    at.clock.ms += 60_000;
    const again = await send({ header });
    expect([first.status, again.status, again.text]).toEqual([200, 200, first.text]);
    expect(await stored()).toBe(before);
  });

  it("with other content under the same id is refused", async () => {
    const header = { message_id: uuidv7() };
    await send({ header });
    const before = await stored();
    const answer = await send({ header }, "notify", { ...heartbeat, transaction_id: "t2" });
    expect([answer.code, answer.status]).toEqual(["rjct.message_id.duplicate", 409]);
    expect(await stored()).toBe(before);
  });

  it("on several connections at once is stored once, and all are answered alike", async () => {
    const header = { message_id: uuidv7() };
    const answers = await Promise.all(Array.from({ length: 6 }, () => send({ header })));
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
    expect(answers.every(({ status }) => status === 200)).toBe(true);
  });

  it("with other contents at once under one id: one counts, the others are refused", async () => {
    const message_id = uuidv7();
    const sent = Array.from({ length: 6 }, (_, nth) => {
      const message_ts = new Date(at.clock.ms + nth * 1000).toISOString();
      return send({ header: { message_id, message_ts } });
    });
    const statuses = (await Promise.all(sent)).map(({ status }) => status);
    expect(statuses.toSorted((a, b) => a - b)).toEqual([200, 409, 409, 409, 409, 409]);
  });

  it("long after its signature ended is refused, not answered", async () => {
    let captured = "";
    await send({
      alter: (envelope) => {
        captured = canonicalize(envelope);
        return envelope;
      },
    });
    expect((await send({ raw: captured })).status).toBe(200);
    at.clock.ms += hour;
    expect((await send({ raw: captured })).code).toBe("err.signature.invalid");
  });
});

describe("an unsigned message", () => {
  it("is taken from a test partner on loopback only", async () => {
    expect((await send({ sign: false })).code).toBe("err.signature.missing");
    await treatAs(at.ess, "sp.demo", "test");
    expect((await send({ sign: false })).status).toBe(200);
    expect((await send({ sign: false, remoteAddress: "10.1.2.3" })).code).toBe(
      "err.signature.missing",
    );
    at.ess.node.loopback = false;
    expect((await send({ sign: false })).code).toBe("err.signature.missing");
  });

  it("with a wrong signature is refused from a test partner too", async () => {
    await treatAs(at.ess, "sp.demo", "test");
    expect((await send({ key: otherKey })).code).toBe("err.signature.invalid");
  });
});

describe("the standard's short tokens", () => {
  const ask = (payload: object) =>
    at.ess.app.inject({ method: "POST", url: "/oauth2/client/token", payload });
  const credentials = async () => ({
    grant_type: "client_credentials",
    client_id: "sp.demo",
    client_secret: await tokenFor(at.sp, at.ess),
  });

  it("are given for the token of registration, and open the door until they end", async () => {
    const answer = await ask(await credentials());
    const { access_token } = answer.json<{ access_token: string }>();
    expect((await send({ token: access_token })).status).toBe(200);
    at.clock.ms += hour;
    expect((await send({ token: access_token })).code).toBe("err.request.unauthorized");
  });

  it("are not given for another secret or in another's name, and are not taken from another system", async () => {
    expect((await ask({ ...(await credentials()), client_secret: "x" })).statusCode).toBe(401);
    expect((await ask({ ...(await credentials()), client_id: "ess.demo" })).statusCode).toBe(401);
    expect((await ask({})).statusCode).toBe(400);
    const foreign = await at.sp.app.inject({
      method: "POST",
      url: "/oauth2/client/token",
      payload: {
        ...(await credentials()),
        client_id: "ess.demo",
        client_secret: await tokenFor(at.ess, at.sp),
      },
    });
    const { access_token } = foreign.json<{ access_token: string }>();
    expect((await send({ token: access_token })).code).toBe("err.request.unauthorized");
  });
});
