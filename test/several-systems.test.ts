import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { newMember, register } from "../delivery/test-carry.ts";
import type { Carried } from "../delivery/test-carry.ts";
import type { Json } from "../domain/json.ts";
import type { StoredRecord } from "../domain/record.ts";
import type { SystemKind } from "../domain/records/field.ts";
import { knock, type Envelope } from "../server/registry/test-registry.ts";
import { beginResync } from "../store/resync.ts";
import { demoAgreement } from "../tools/demo/agreements.ts";
import { contentDigest } from "../wire/signature/profiles.ts";
import {
  held,
  openSeveral,
  perLink,
  type Origins,
  type Passed,
  type Several,
} from "./several-systems.ts";

let net: Several;
/** One network for all of a group of tests; each has people of its own. */
function share(open: () => Promise<Several>): void {
  beforeAll(async () => {
    net = await open();
  });
  afterAll(() => net.close());
}
const hub = (kinds: Readonly<Record<string, SystemKind>>, forwards = allOf("a", "h", "b")) =>
  openSeveral(
    kinds,
    [
      ["a", "h"],
      ["h", "b"],
    ],
    forwards,
  );

const fields = [
  "name",
  "sex",
  "birth_date",
  "identifiers",
  "phone_number",
  "email",
  "occupation",
  "employment_status",
  "languages",
  "care_hours",
  "household",
];
/** Everybody's but the two ends'. */
const allOf =
  (...names: string[]): Origins =>
  (from, to) =>
    names.filter((name) => name !== from && name !== to);

async function one(name: string): Promise<StoredRecord> {
  const [person] = (await register(net.at(name), newMember())).people;
  if (!person) throw new Error("nobody");
  return person;
}
async function expectSame(key: string, ...names: string[]): Promise<void> {
  const [first = ""] = names;
  const expected = held(await net.record(first, key), fields);
  expect(expected).not.toBe("none");
  for (const name of names) {
    expect([name, held(await net.record(name, key), fields)]).toEqual([name, expected]);
  }
}
/** No link carried it twice, nothing went to its origin or to whom it had passed. */
function expectBounded(passed: readonly Passed[]): void {
  const versions = passed.map(({ link, item }) => `${link} ${item.key} ${item.origin} ${item.ver}`);
  expect(new Set(versions).size).toBe(versions.length);
  for (const { link, item } of passed) {
    const [from, to] = link.split(">");
    expect(item.origin).not.toBe(to);
    const hops = item.hops ?? [];
    expect(hops).not.toContain(to);
    expect(hops.at(-1)).toBe(item.origin === from ? undefined : from);
  }
}

describe.each<[string, Record<string, SystemKind>]>([
  [
    "an employment support system between social protection and another",
    { a: "sp", h: "ess", b: "ess" },
  ],
  ["a social protection system between two of employment support", { a: "ess", h: "sp", b: "ess" }],
])("a hub: %s", (_, kinds) => {
  share(() => hub(kinds));

  it("carries a person and each edit from end to end, one message a link, nothing back to its origin", async () => {
    const { key } = await one("a");
    expectBounded(await net.settle());
    await expectSame(key, "a", "h", "b");
    const edits: ["a" | "b" | "h", Record<string, Json>][] = [
      ["a", { phone_number: "1" }],
      ["b", { phone_number: "2" }],
      ["h", { email: "h@x.test" }],
      ["b", { care_hours: "mornings" }],
      ["a", { languages: ["fr", "ar"] }],
    ];
    for (const [name, change] of edits) {
      await net.edit(name, key, change);
      const passed = await net.settle();
      expectBounded(passed);
      const links = { a: ["a>h", "h>b"], b: ["b>h", "h>a"], h: ["h>a", "h>b"] }[name];
      expect(perLink(passed)).toEqual(Object.fromEntries(links.map((link) => [link, 1])));
      expect(passed.every(({ item }) => item.origin === name)).toBe(true);
      await expectSame(key, "a", "h", "b");
    }
  });

  it("tells of what was written at the same time on both ends as a conflict on all three", async () => {
    const { key } = await one("a");
    await net.settle();
    await net.edit("a", key, { phone_number: "1" });
    await net.edit("b", key, { phone_number: "2" });
    expectBounded(await net.settle());
    await expectSame(key, "a", "h", "b");
    const known = await net.record("b", key);
    expect(known?.state.fields["phone_number"]?.map(({ v }) => v)).toEqual(["2", "1"]);
  });

  it("forwards nothing where the agreement lists nobody, and all of it when it is listed later", async () => {
    const { key } = await one("a");
    await net.settle();
    await net.agree("h", "b", { origins: [] });
    await net.edit("a", key, { phone_number: "1" });
    await net.edit("a", key, { email: "a@x.test" });
    expect(perLink(await net.settle())).toEqual({ "a>h": 2 });
    await net.agree("h", "b", { origins: [{ id: "a", kind: kinds["a"] ?? "sp" }] });
    await net.edit("a", key, { care_hours: "mornings" });
    const passed = await net.settle();
    expect(perLink(passed)).toEqual({ "a>h": 1, "h>b": 1 });
    await expectSame(key, "a", "h", "b");
  });

  it("forwards nothing more once the link's agreement is revoked, and the other link goes on", async () => {
    const { key } = await one("a");
    await net.settle();
    await net.agree("h", "b", { status: "revoked" });
    await net.edit("a", key, { phone_number: "1" });
    await net.edit("h", key, { email: "h@x.test" });
    expect(perLink(await net.settle())).toEqual({ "a>h": 1, "h>a": 1 });
    await expectSame(key, "a", "h");
    await net.agree("h", "b", { status: "active" });
  });

  it("keeps the signed messages of what it forwards, and who gets it those of the hub", async () => {
    const { key } = await one("a");
    await net.settle();
    await net.edit("a", key, { phone_number: "1" });
    await net.settle();
    for (const [name, from] of [
      ["h", "a"],
      ["b", "h"],
    ] as const) {
      const system = net.at(name);
      const rows = await system.sql<{ partner: string; raw: string; digest: string }>(
        "select partner, raw, digest from relayed_batches where partner = $1 order by at",
        [from],
      );
      expect(rows.length).toBeGreaterThan(1);
      const last = rows.at(-1);
      expect(last?.raw).not.toContain("phone");
      const envelope = JSON.parse(system.store.sealer.open(last?.raw ?? "")) as Envelope;
      expect(envelope.signature).toContain("Signature:");
      expect(contentDigest(envelope)).toBe(last?.digest);
    }
    const [way] = await net.at("b").sql("select origin, partner, hops from relayed limit 1");
    expect(way).toEqual({ origin: "a", partner: "h", hops: ["h"] });
  });
});

describe("messages through a hub", () => {
  beforeEach(async () => {
    net = await hub({ a: "sp", h: "ess", b: "ess" });
  });
  afterEach(() => net.close());
  const lost = () => new Response("cut", { status: 200 });

  it("that are lost, doubled or late end as those in order do, and each change is applied once", async () => {
    const { key } = await one("a");
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
    await expectSame(key, "a", "h", "b");
    for (const name of ["a", "h", "b"]) {
      const twice = await net.at(name).sql(
        `select from events where origin_ver > 0
          group by record_id, origin, body::json->>'delta' having count(*) > 1`,
      );
      expect([name, twice]).toEqual([name, []]);
    }
  });

  it("of which one never came leave a gap in the origin's chain, which is pulled from the hub", async () => {
    const { key } = await one("a");
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
    await expectSame(key, "a", "h", "b");
  });

  it("of which all were lost come again as a snapshot, with what others wrote", async () => {
    const keys = [await one("a"), await one("a"), await one("h")].map(({ key }) => key);
    await net.pass("a", "h");
    await swallow("h", "b");
    const { code } = { code: "SUB-b" };
    await beginResync(net.at("h").store, code, "asked");
    await net.settle();
    for (const key of keys) await expectSame(key, "h", "b");
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

describe.each([3, 4])("a ring of %d that forwards both ways", (size) => {
  afterEach(() => net.close());
  const names = ["a", "b", "c", "d"].slice(0, size);
  const kinds = { a: "sp", b: "ess", c: "ess", d: "sp" } as const;

  it("carries each version at most once over each directed link, never back, and all hold the same", async () => {
    const pairs = names.map((name, index) => [name, names[(index + 1) % size] ?? ""] as const);
    const used = Object.fromEntries(names.map((name) => [name, kinds[name as keyof typeof kinds]]));
    net = await openSeveral(used, pairs, allOf(...names));
    const { key } = await one("a");
    expectBounded(await net.settle());
    await expectSame(key, ...names);
    for (const [index, name] of names.entries()) {
      await net.edit(name, key, { phone_number: String(index) });
      const passed = await net.settle();
      expectBounded(passed);
      expect(Math.max(...Object.values(perLink(passed)))).toBe(1);
      expect(Object.keys(perLink(passed)).length).toBeLessThanOrEqual(2 * size - 2);
      await expectSame(key, ...names);
    }
    // All at once, and then nothing more is said.
    for (const name of names)
      await net.edit(name, key, { email: `${name}@x.test`, occupation: name });
    expectBounded(await net.settle());
    await expectSame(key, ...names);
    expect(await net.settle()).toEqual([]);
    for (const name of names) {
      const [held_] = await net
        .at(name)
        .sql<{ n: number }>("select count(*)::int as n from held_items");
      const people = await net.at(name).sql("select from records where type = 'Person'");
      expect([name, held_?.n, people.length]).toEqual([name, 0, 1]);
    }
  });
});

describe("a full mesh of three", () => {
  afterEach(() => net.close());
  const kinds = { a: "sp", b: "ess", c: "ess" } as const;
  const pairs = [
    ["a", "b"],
    ["b", "c"],
    ["a", "c"],
  ] as const;

  it("where only the origin publishes takes at most two messages for an edit", async () => {
    net = await openSeveral(kinds, pairs, () => []);
    const { key } = await one("a");
    await net.settle();
    await net.edit("a", key, { phone_number: "1" });
    expect(perLink(await net.settle())).toEqual({ "a>b": 1, "a>c": 1 });
    await expectSame(key, "a", "b", "c");
  });

  it("where everybody forwards takes at most six, none back to the origin", async () => {
    net = await openSeveral(kinds, pairs, allOf("a", "b", "c"));
    const { key } = await one("a");
    await net.settle();
    for (const name of ["a", "b", "c"]) {
      await net.edit(name, key, { phone_number: name });
      const passed = await net.settle();
      expectBounded(passed);
      expect(passed.length).toBeLessThanOrEqual(6);
      await expectSame(key, "a", "b", "c");
    }
  });

  it("joins what comes two ways under agreements that let out different parts of it", async () => {
    net = await openSeveral(kinds, pairs, allOf("a", "b", "c"));
    const without = (field: string) => {
      const { records } = demoAgreement("a", "c", "sp", "2026-11-23T09:00:00.000Z");
      return {
        records: { ...records, Person: (records.Person ?? []).filter((one_) => one_ !== field) },
      };
    };
    await net.agree("a", "c", without("phone_number"));
    await net.agree("b", "c", without("email"));
    const { key } = await one("a");
    await net.settle();
    await net.edit("a", key, { phone_number: "1", email: "a@x.test" });
    expectBounded(await net.settle());
    await expectSame(key, "a", "b", "c");
  });
});

describe("a hostile hub", () => {
  let known: Passed;
  beforeAll(async () => {
    const listed = (from: string) => (from === "h" ? ["a"] : []);
    net = await hub({ a: "sp", h: "ess", b: "ess", x: "sp" }, listed);
    const { key } = await one("a");
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
