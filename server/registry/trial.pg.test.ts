import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { generateSigningKey } from "../../wire/keys.ts";
import {
  knock,
  openTestRegistry,
  treatAs,
  type Sending,
  type TestRegistry,
} from "./test-registry.ts";

let at: TestRegistry;
beforeAll(async () => {
  at = await openTestRegistry();
});
afterAll(() => at.close());
afterEach(async () => {
  await treatAs(at.ess, "sp.demo", "test");
  at.ess.node.loopback = true;
});

const asked = {
  transaction_id: "",
  search_request: [
    {
      reference_id: "",
      timestamp: "2022-12-04T17:20:07-04:00",
      search_criteria: { query_type: "idtype-value", query: { type: "UIN", value: "847951632" } },
      locale: "",
    },
  ],
};
const placeholder =
  'Signature: namespace="dci", kidId="{sender_id}|{unique_key_id}|{algorithm}", algorithm="ed25519", created="1606970629", expires="1607030629", headers="(created) (expires) digest", signature="Base64(signing content)"';
const sloppy: Sending = {
  sign: false,
  header: { sender_id: "spmis.example.org", receiver_id: "registry.example.org" },
  alter: (envelope) => ({ ...envelope, signature: placeholder }),
};
const search = (how: Sending) => knock(at, at.sp, at.ess, "sync/search", asked, how);

describe("a partner on trial", () => {
  beforeAll(() => treatAs(at.ess, "sp.demo", "test"));

  it("may send what the published samples send: placeholder signature, sample names, empty ids", async () => {
    const answer = await search(sloppy);
    expect([answer.status, answer.code]).toEqual([200, ""]);
    expect(answer.body).toMatchObject({
      header: { action: "on-search", receiver_id: "sp.demo" },
      message: { search_response: [{ reference_id: "blank", status: "succ" }] },
    });
  });

  it("may not use another system's name, nor address another system", async () => {
    const asOther = await search({ ...sloppy, header: { sender_id: "ess.demo" } });
    expect([asOther.status, asOther.code]).toEqual([401, "err.sender_id.invalid"]);
    const toOther = await search({ ...sloppy, header: { receiver_id: "sp.demo" } });
    expect([toOther.status, toOther.code]).toEqual([400, "err.receiver_id.invalid"]);
    const unknown = await search({ ...sloppy, header: { sender_id: "somebody.else" } });
    expect([unknown.status, unknown.code]).toEqual([401, "err.sender_id.invalid"]);
  });

  it("is held to a signature that could be one", async () => {
    expect((await search({})).status).toBe(200);
    const altered = await search({
      alter: (envelope) => ({ ...envelope, message: { ...envelope.message, more: 1 } }),
    });
    expect([altered.status, altered.code]).toEqual([401, "err.signature.invalid"]);
    const foreign = await search({ key: generateSigningKey() });
    expect([foreign.status, foreign.code]).toEqual([401, "err.signature.invalid"]);
  });

  it("uses one message id for several operations, but not for two contents of one", async () => {
    const header = { message_id: "M-789" };
    const heartbeat = { transaction_id: "t1", notify_event: [] };
    const told = await knock(at, at.sp, at.ess, "notify", heartbeat, { header, sign: false });
    expect(told.status).toBe(200);
    const other = { ...heartbeat, transaction_id: "t2" };
    const again = await knock(at, at.sp, at.ess, "notify", other, { header, sign: false });
    expect(again.code).toBe("rjct.message_id.duplicate");
    const answer = { transaction_id: "t3", correlation_id: "c", subscribe_response: [] };
    const subscribed = await knock(at, at.sp, at.ess, "on-subscribe", answer, {
      header,
      sign: false,
    });
    expect(subscribed.status).toBe(200);
  });

  it("may use the samples' own ids for many messages, and their bare names and empty counts", async () => {
    const header = {
      message_id: "123",
      sender_id: "SP-System",
      receiver_id: "IBR",
      total_count: "1",
      completed_count: "",
      status: "rcvd",
      meta: "",
    };
    for (const transaction_id of ["t4", "t5"]) {
      const message = { transaction_id, notify_event: [] };
      const told = await knock(at, at.sp, at.ess, "notify", message, { header, sign: false });
      expect([told.status, told.code]).toEqual([200, ""]);
    }
  });

  it("gets its answers at its own origin when it names a sample's address, and nowhere else", async () => {
    const want = (sender_uri: string) =>
      knock(at, at.sp, at.ess, "subscribe", { transaction_id: "t" }, { header: { sender_uri } });
    expect((await want("https://spp.example.org/callback")).code).toBe("err.request.bad");
    expect((await want("https://spp.other.org/callback")).code).toBe("err.sender_uri.invalid");
    expect((await want("http://127.0.0.1:9/")).code).toBe("err.sender_uri.invalid");
  });
});

describe("nobody else is on trial", () => {
  it.each<[string, () => void | Promise<void>, Sending]>([
    ["a partner of another profile", () => treatAs(at.ess, "sp.demo", "standard"), {}],
    ["a caller from elsewhere", () => undefined, { remoteAddress: "192.0.2.7" }],
    [
      "a node that listens for other machines",
      () => {
        at.ess.node.loopback = false;
      },
      {},
    ],
  ])("%s", async (_who, arrange, how) => {
    await treatAs(at.ess, "sp.demo", "test");
    await arrange();
    const answer = await search({ ...sloppy, ...how });
    expect([answer.status, answer.code]).toEqual([401, "err.sender_id.invalid"]);
    const unsigned = await search({ ...how, sign: false });
    expect([unsigned.status, unsigned.code]).toEqual([401, "err.signature.missing"]);
  });
});

it("an address where no operation stands has a coded answer too", async () => {
  for (const [method, url] of [
    ["POST", "/registry/nothing"],
    ["GET", "/registry/subscribe"],
  ] as const) {
    const answer = await at.ess.app.inject({ method, url });
    expect(answer.statusCode).toBe(404);
    expect(answer.json()).toMatchObject({
      message: { ack_status: "ERR", error: { code: "err.request.not_found" } },
    });
  }
});
