import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { compareLink } from "../delivery/comparing.ts";
import { newMember, register, type Carried } from "../delivery/test-carry.ts";
import type { RecordState } from "../domain/record.ts";
import { knock } from "../server/registry/test-registry.ts";
import { decodeState, encodeState } from "../store/codec.ts";
import { agreementsInForce, partnerById } from "../store/partners.ts";
import { beginResync } from "../store/resync.ts";
import { demoAgreement } from "../tools/demo/agreements.ts";
import type { Client } from "../wire/client.ts";
import { parseSyncDigestResponse } from "../wire/messages/digest.ts";
import {
  expectSame,
  fields,
  held,
  hub,
  one,
  openSeveral,
  type Passed,
  type Several,
} from "./several-systems.ts";

let net: Several;

describe("messages through a hub", () => {
  beforeEach(async () => {
    net = await hub({ a: "sp", h: "ess", b: "ess" });
  });
  afterEach(() => net.close());
  const lost = () => new Response("cut", { status: 200 });

  it("that are lost, doubled or late end as those in order do, and each change is applied once", async () => {
    const { key } = await one(net, "a");
    await net.settle();
    for (const phone of ["1", "2", "3"]) {
      await net.edit("a", key, { phone_number: phone });
      await net.pass("a", "h", lost);
      await net.edit("b", key, { email: `${phone}@x.test` });
      await net.pass("b", "h");
      net.clock.ms += 3_600_000;
      await net.pass("a", "h");
      await net.pass("h", "b", lost);
      net.clock.ms += 3_600_000;
    }
    await net.settle();
    await expectSame(net, key, "a", "h", "b");
    for (const name of ["a", "h", "b"]) {
      const twice = await net.at(name).sql(
        `select from events where origin_ver > 0
          group by record_id, origin, body::json->>'delta' having count(*) > 1`,
      );
      expect([name, twice]).toEqual([name, []]);
    }
  });

  it("of which one never came leave a gap in the origin's chain, which is pulled from the hub", async () => {
    const { key } = await one(net, "a");
    await net.settle();
    await net.edit("a", key, { phone_number: "1" });
    await net.pass("a", "h");
    await swallow("h", "b");
    await net.edit("a", key, { email: "a@x.test" });
    await net.edit("h", key, { care_hours: "mornings" });
    await net.settle();
    const waits = () =>
      net.at("b").sql<{ origin: string; reason: string }>("select origin, reason from held_items");
    expect(await waits()).toEqual([{ origin: "a", reason: "gap" }]);
    await net.pull("b");
    await net.pull("b");
    expect(await waits()).toEqual([]);
    await expectSame(net, key, "a", "h", "b");
  });

  it("of which all were lost come again as a snapshot, with what others wrote", async () => {
    const keys = [await one(net, "a"), await one(net, "a"), await one(net, "h")].map(
      ({ key }) => key,
    );
    await net.pass("a", "h");
    await swallow("h", "b");
    const { code } = { code: "SUB-b" };
    await beginResync(net.at("h").store, code, "asked");
    await net.settle();
    for (const key of keys) await expectSame(net, key, "h", "b");
  });
});

/** The sender believes that it was acknowledged, and the other has nothing of it. */
async function swallow(from: string, to: string): Promise<void> {
  await net.pass(from, to, undefined, { refuse: accepted });
}
function accepted(): Response {
  const body = {
    message: { ack_status: "ACK", timestamp: "2026-11-23T09:00:00.000Z", correlation_id: "c" },
  };
  return new Response(JSON.stringify(body), { headers: { "content-type": "application/json" } });
}

/** One system compares what it shares with another, through the other's real door. */
async function compare(from: string, to: string) {
  const [asker, asked] = [net.at(from), net.at(to)];
  const both = { sp: asker, ess: asked, clock: net.clock, close: net.close };
  const line: Pick<Client, "syncDigest"> = {
    async syncDigest(question) {
      const message = { transaction_id: "T", ...question };
      const answer = await knock(both, asker, asked, "sync/digest", message);
      const read = parseSyncDigestResponse(answer.body["message"]);
      if (!read.ok) throw new Error(answer.text);
      const evidence = { text: "", digest: "", thumbprint: "", at: "" };
      return { kind: "answer", header: {} as never, message: read.value, evidence };
    },
  };
  const partner = await partnerById(asker.store, to);
  const nowIso = new Date(net.clock.ms).toISOString();
  const { out, back } = await agreementsInForce(asker.store, to, nowIso);
  if (!partner || !out || !back) throw new Error("no partner");
  const pause = async () => {
    await net.settle();
    return true;
  };
  const agreements = { out, back };
  const outcome = await compareLink({ store: asker.store, partner, agreements, line, pause });
  if (!outcome.ok) throw new Error(outcome.problem);
  return outcome.compared;
}
/** A hand in the database: one value of a stored record is another, or is gone, and nothing says so. */
async function corrupt(name: string, key: string, field: string, value: string | null) {
  const system = net.at(name);
  const { id } = (await net.record(name, key)) ?? {};
  const [row] = await system.sql<{ state: string }>("select state from records where id = $1", [
    id,
  ]);
  const state: RecordState = decodeState(system.store.sealer, row?.state ?? "");
  const [top, ...others] = state.fields[field] ?? [];
  if (!top) throw new Error(`no ${field}`);
  if (value === null) delete state.fields[field];
  else state.fields[field] = [{ ...top, v: value }, ...others];
  await system.sql("update records set state = $2 where id = $1", [
    id,
    encodeState(system.store.sealer, "Person", state),
  ]);
}

describe("the digest of a link over which others' versions pass", () => {
  afterEach(() => net.close());

  it("compares them too, and puts right what a hand changed of them on either side", async () => {
    net = await hub({ a: "sp", h: "ess", b: "ess" });
    const { key } = await one(net, "a");
    await net.settle();
    await net.edit("a", key, { phone_number: "1" });
    await net.settle();
    expect(await compare("h", "b")).toMatchObject({ different: 0, waiting: 0 });
    for (const [name, asker, other, value] of [
      ["b", "h", "b", "9"],
      ["b", "b", "h", "8"],
      ["h", "b", "h", "7"],
    ] as const) {
      await corrupt(name, key, "phone_number", value);
      expect(await compare(asker, other)).toMatchObject({ different: 1, repaired: 1 });
      await expectSame(net, key, "a", "h", "b");
    }
  });

  it("calls nothing different that one side has from elsewhere", async () => {
    const pairs = [
      ["a", "b"],
      ["b", "c"],
      ["a", "c"],
    ] as const;
    const onlyTo = (from: string, to: string) => (from === "b" && to === "c" ? ["a"] : []);
    net = await openSeveral({ a: "sp", b: "ess", c: "ess" }, pairs, onlyTo);
    const { records } = demoAgreement("a", "b", "sp", "2026-11-23T09:00:00.000Z");
    const Person = (records.Person ?? []).filter((name) => name !== "phone_number");
    await net.agree("a", "b", { records: { ...records, Person } });
    const { key } = await one(net, "a");
    await net.settle();
    await net.edit("a", key, { phone_number: "1", email: "a@x.test" });
    await net.settle();
    expect((await net.record("b", key))?.state.fields["phone_number"]).toBeUndefined();
    expect((await net.record("c", key))?.state.fields["phone_number"]).toBeDefined();
    for (const [from, to] of [
      ["b", "c"],
      ["c", "b"],
    ] as const) {
      expect(await compare(from, to)).toMatchObject({ different: 0, repaired: 0, waiting: 0 });
    }
  });
});

describe("a hostile hub", () => {
  let known: Passed;
  beforeAll(async () => {
    const listed = (from: string) => (from === "h" ? ["a"] : []);
    net = await hub({ a: "sp", h: "ess", b: "ess", x: "sp" }, listed);
    const { key } = await one(net, "a");
    await net.settle();
    await net.edit("a", key, { phone_number: "1" });
    const last = (await net.settle()).find(({ link }) => link === "h>b");
    if (!last) throw new Error("nothing was forwarded");
    known = last;
  });
  afterAll(() => net.close());
  /** What the hub forwarded last, said otherwise. */
  const say = async (change: Partial<Carried["item"]>, without: "hops" | null = null) => {
    const { item, data, sync } = known;
    const said: Carried["item"] = { ...item, ver: 9, prev: item.ver, ...change };
    if (without) delete said.hops;
    const [from, to] = [net.at("h"), net.at("b")];
    const meta = { sync: { ...sync, from: 90, to: 90, items: [said] } };
    const event = { reference_id: item.ref, timestamp: item.at, data, locale: "eng" };
    const message = { transaction_id: "T", notify_event: [event] };
    const both = { sp: from, ess: to, clock: net.clock, close: net.close };
    return knock(both, from, to, "notify", message, { header: { meta, action: "notify" } });
  };

  it.each<[string, Partial<Carried["item"]>]>([
    ["brings versions of a system that is not listed", { origin: "x", hops: ["h"] }],
    ["brings versions in our own name", { origin: "b", hops: ["h"] }],
    ["names nobody whom they passed", {}],
    ["does not name itself last", { hops: ["x"] }],
    ["says that they passed us", { hops: ["b", "h"] }],
    ["says that they passed their origin", { hops: ["a", "h"] }],
    ["says that they went in a circle", { hops: ["x", "x", "h"] }],
    ["says that its own went through others", { origin: "h", hops: ["a", "h"] }],
    ["says for another that a record left", { left: "person_not_covered", ch: [], f: {} }],
  ])("that %s is refused, and nothing is changed", async (_, change) => {
    const before = await everything("b");
    const answer = await say(change, "hops" in change ? null : change.left ? null : "hops");
    expect(answer).toMatchObject({ status: 400, code: "err.request.bad" });
    expect(answer.text).not.toContain("Amina");
    expect(await everything("b")).toEqual(before);
  });

  it("is heard where it says what is so: it is the list and the way that decide, and nothing else", async () => {
    const before = await everything("b");
    expect(await say({})).toMatchObject({ status: 200 });
    expect(await everything("b")).not.toEqual(before);
  });

  it("that speaks of our own record by its key, which was never shared with it, learns and changes nothing", async () => {
    await net.agree("b", "h", { people: { attribute: "linked", is: "eq", value: true } });
    const { people } = await register(net.at("b"), newMember());
    const key = people[0]?.key ?? "";
    const before = held(await net.record("b", key), fields);
    expect(await say({ key, origin: "h", ver: 1, prev: 0 }, "hops")).toMatchObject({ status: 200 });
    expect(held(await net.record("b", key), fields)).toBe(before);
    const waits = await net.at("b").sql("select reason from held_items where key = $1", [key]);
    expect(waits).toEqual([{ reason: "unknown_key" }]);
    expect(await net.settle()).toEqual([]);
  });
});

/** Records, events, links and marks as they are. */
async function everything(name: string): Promise<unknown[]> {
  const system = net.at(name);
  return Promise.all(
    ["records", "events", "links", "marks", "held_items", "relayed", "inbox"].map((table) =>
      system.sql(`select t::text as row from ${table} t order by 1`),
    ),
  );
}
