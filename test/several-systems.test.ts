import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { decideProposal } from "../domain/case-work.ts";
import { ownChange } from "../domain/editing.ts";
import type { Json } from "../domain/json.ts";
import { answerTo } from "../domain/proposal.ts";
import { emptyState, textOf, valueOf } from "../domain/record.ts";
import type { SystemKind } from "../domain/records/field.ts";
import { knock, type Envelope } from "../server/registry/test-registry.ts";
import { loadAbout } from "../store/load.ts";
import { evidence_days_max } from "../store/questions.ts";
import { forgetOldBatches } from "../store/relayed.ts";
import { sequenceEvents } from "../store/sequencer.ts";
import { demoAgreement } from "../tools/demo/agreements.ts";
import { contentDigest } from "../wire/signature/profiles.ts";
import type { SyncItem } from "../wire/sync-meta.ts";
import {
  allOf,
  expectBounded,
  expectSame,
  hub,
  one,
  openSeveral,
  perLink,
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
describe.each<[string, Record<string, SystemKind>]>([
  [
    "an employment support system between social protection and another",
    { a: "sp", h: "ess", b: "ess" },
  ],
  ["a social protection system between two of employment support", { a: "ess", h: "sp", b: "ess" }],
])("a hub: %s", (_, kinds) => {
  share(() => hub(kinds));

  it("carries a person and each edit from end to end, one message a link, nothing back to its origin", async () => {
    const { key } = await one(net, "a");
    expectBounded(await net.settle());
    await expectSame(net, key, "a", "h", "b");
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
      await expectSame(net, key, "a", "h", "b");
    }
  });

  it("tells of what was written at the same time on both ends as a conflict on all three", async () => {
    const { key } = await one(net, "a");
    await net.settle();
    await net.edit("a", key, { phone_number: "1" });
    await net.edit("b", key, { phone_number: "2" });
    expectBounded(await net.settle());
    await expectSame(net, key, "a", "h", "b");
    const known = await net.record("b", key);
    expect(known?.state.fields["phone_number"]?.map(({ v }) => v)).toEqual(["2", "1"]);
  });

  it("forwards nothing where the agreement lists nobody, and all of it when it is listed later", async () => {
    const { key } = await one(net, "a");
    await net.settle();
    await net.agree("h", "b", { origins: [] });
    await net.edit("a", key, { phone_number: "1" });
    await net.edit("a", key, { email: "a@x.test" });
    expect(perLink(await net.settle())).toEqual({ "a>h": 2 });
    await net.agree("h", "b", { origins: [{ id: "a", kind: kinds["a"] ?? "sp" }] });
    await net.edit("a", key, { care_hours: "mornings" });
    const passed = await net.settle();
    expect(perLink(passed)).toEqual({ "a>h": 1, "h>b": 1 });
    await expectSame(net, key, "a", "h", "b");
  });

  it("forwards nothing more once the link's agreement is revoked, and the other link goes on", async () => {
    const { key } = await one(net, "a");
    await net.settle();
    await net.agree("h", "b", { status: "revoked" });
    await net.edit("a", key, { phone_number: "1" });
    await net.edit("h", key, { email: "h@x.test" });
    expect(perLink(await net.settle())).toEqual({ "a>h": 1, "h>a": 1 });
    await expectSame(net, key, "a", "h");
    await net.agree("h", "b", { status: "active" });
  });

  it("keeps the signed messages of what it forwards, and who gets it those of the hub", async () => {
    const { key } = await one(net, "a");
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
    // Kept as long as other evidence, and no longer; the way of each version stays.
    const h = net.at("h");
    const count = async () =>
      (await h.sql<{ n: number }>("select count(*)::int as n from relayed_batches"))[0]?.n ?? 0;
    const all = await count();
    net.clock.ms += (evidence_days_max - 1) * 86_400_000;
    expect(await forgetOldBatches(h.store)).toBe(0);
    net.clock.ms += 2 * 86_400_000;
    expect([await forgetOldBatches(h.store), await count()]).toEqual([all, 0]);
    const [way] = await net.at("b").sql("select origin, partner, hops from relayed limit 1");
    expect(way).toEqual({ origin: "a", partner: "h", hops: ["h"] });
  });
});

describe("who cannot be called and asks a hub by sync/events", () => {
  share(() => hub({ a: "sp", h: "ess", b: "ess" }));
  let counter = 0;
  /** What `b` is given after what it has, and takes in as if it had been pushed. */
  const pull = async (): Promise<SyncItem[]> => {
    net.clock.ms += 1_000;
    while ((await sequenceEvents(net.at("h").store)) > 0);
    const [h, b] = [net.at("h"), net.at("b")];
    const both = { sp: h, ess: b, clock: net.clock, close: net.close };
    const asked = { transaction_id: "T", subscription_code: "SUB-b", after: counter };
    const answer = await knock(both, b, h, "sync/events", asked);
    const { header, message } = answer.body as {
      header: { meta: { sync: { to: number; items: SyncItem[] } } };
      message: { notify_event: object[]; to: number };
    };
    const { meta } = header;
    expect(meta.sync.items).toHaveLength(message.notify_event.length);
    counter = meta.sync.to;
    const { notify_event } = message;
    if (notify_event.length === 0) return [];
    const given = { transaction_id: "T", notify_event };
    const taken = await knock(both, h, b, "notify", given, { header: { meta } });
    expect([taken.status, taken.code]).toEqual([200, ""]);
    return meta.sync.items;
  };
  const outage = () => new Response("", { status: 503 });

  it("is given others' versions as they would be pushed: their origin, the way, their chain; nothing of its own", async () => {
    const { key } = await one(net, "a");
    await net.pass("a", "h");
    await net.pass("h", "b", undefined, { refuse: outage });
    const first = await pull();
    expect(first.length).toBeGreaterThan(1);
    for (const { origin, hops } of first) expect([origin, hops]).toEqual(["a", ["h"]]);
    await expectSame(net, key, "a", "h", "b");
    await net.edit("a", key, { phone_number: "1" });
    await net.pass("a", "h");
    await net.edit("h", key, { email: "h@x.test" });
    await net.edit("b", key, { care_hours: "mornings" });
    await net.pass("b", "h");
    const [foreign, own, ...more] = await pull();
    const before = first.find((item) => item.key === key);
    expect(foreign).toMatchObject({
      origin: "a",
      hops: ["h"],
      prev: before?.ver,
      ch: ["phone_number"],
    });
    expect([own?.origin, own?.hops, more]).toEqual(["h", undefined, []]);
    await net.pass("h", "a");
    await expectSame(net, key, "a", "h", "b");
    expect(await pull()).toEqual([]);
  });

  it("is given nothing of a system that the agreement no longer lists, and all of it when it does again", async () => {
    const { key } = await one(net, "a");
    await net.pass("a", "h");
    await pull();
    await net.agree("h", "b", { origins: [] });
    await net.edit("a", key, { phone_number: "2" });
    await net.edit("h", key, { email: "h@x.test" });
    await net.pass("a", "h");
    expect((await pull()).map(({ origin }) => origin)).toEqual(["h"]);
    await net.agree("h", "b", { origins: [{ id: "a", kind: "sp" }] });
    await net.edit("a", key, { care_hours: "evenings" });
    await net.pass("a", "h");
    expect((await pull()).map(({ origin, whole }) => [origin, whole])).toEqual([["a", true]]);
    await net.pass("h", "a");
    await expectSame(net, key, "a", "h", "b");
  });
});

describe.each<[string, () => Promise<Several>, readonly string[]]>([
  ["behind a hub", () => hub({ a: "sp", h: "ess", b: "ess" }), ["a", "h", "b"]],
  [
    "behind a hub that is of the owner's kind",
    () => hub({ a: "sp", h: "sp", b: "ess" }),
    ["a", "h", "b"],
  ],
  [
    "in a ring of three",
    () =>
      openSeveral(
        { a: "sp", h: "ess", b: "ess" },
        [
          ["a", "h"],
          ["h", "b"],
          ["b", "a"],
        ],
        allOf("a", "h", "b"),
      ),
    ["a", "h", "b"],
  ],
])("a proposal to the owner %s", (_, open, names) => {
  share(open);
  const proposalOf = async (name: string, key: string) => {
    const target = await net.record(name, key);
    const all = await loadAbout(net.at(name).store, [target?.id ?? ""], ["Proposal"]);
    const proposal = all.find(({ state }) => textOf(state, "field") === "name");
    if (!target || !proposal) throw new Error(`no proposal at ${name}`);
    return { target, proposal };
  };
  const decide = async (name: string, key: string, decision: "accept" | "refuse") => {
    const { target, proposal } = await proposalOf(name, key);
    net.clock.ms += 1_000;
    let code = "";
    await net.at(name).write((ctx) => {
      const decided = decideProposal(ctx, proposal, target, { decision, reason: "seen" });
      if (!decided.ok) code = decided.code;
      return decided.ok ? decided.changes : [];
    });
    return code;
  };

  /** What each system shows as the answer, and the name it shows. */
  const shown = async (key: string) =>
    Promise.all(
      names.map(async (name) => {
        const { target, proposal } = await proposalOf(name, key);
        const { given_name } = valueOf(target.state, "name") as { given_name: string };
        const { decision, system } = answerTo(proposal) ?? {};
        return [name, textOf(proposal.state, "to"), decision, system, given_name];
      }),
    );
  const everywhere = (...what: unknown[]) => names.map((name) => [name, "a", ...what]);
  const proposed = async () => {
    const { key } = await one(net, "a");
    await net.settle();
    await net.edit("b", key, { name: { given_name: "Aminata", surname: "Diallo" } });
    return key;
  };
  /** A hub that writes the answer past its own law. */
  const forge = async (key: string, decision: string) => {
    const { proposal } = await proposalOf("h", key);
    net.clock.ms += 1_000;
    await net.at("h").write((ctx) => {
      const by = { ...ctx.by };
      const fields = { decision, decision_reason: "in its name", decided_by: by };
      return [ownChange(ctx, proposal, { fields }, "proposal.refused", "forged")];
    });
  };

  it("passes who is between, who may neither accept nor refuse it; the answer and the value come back", async () => {
    const key = await proposed();
    expect(valueOf((await net.record("b", key))?.state ?? emptyState, "name")).toMatchObject({
      given_name: "Amina",
    });
    expectBounded(await net.settle());
    expect(await decide("h", key, "accept")).toBe("err.not_yours");
    expect(await decide("h", key, "refuse")).toBe("err.not_yours");
    expect(await decide("a", key, "accept")).toBe("");
    expectBounded(await net.settle());
    expect(await shown(key)).toEqual(everywhere("accepted", "a", "Aminata"));
    await expectSame(net, key, ...names);
  });

  it("is not answered by a hostile system between, whether it speaks first or last", async () => {
    const first = await proposed();
    await net.settle();
    await forge(first, "refused");
    await net.settle();
    expect(await shown(first)).toEqual(everywhere(undefined, undefined, "Amina"));
    expect(await decide("a", first, "accept")).toBe("");
    await net.settle();
    expect(await shown(first)).toEqual(everywhere("accepted", "a", "Aminata"));
    const last = await proposed();
    await net.settle();
    expect(await decide("a", last, "refuse")).toBe("");
    await forge(last, "accepted");
    await net.settle();
    expect(await shown(last)).toEqual(everywhere("refused", "a", "Amina"));
    await expectSame(net, last, ...names);
  });
});

describe.each([3, 4])("a ring of %d that forwards both ways", (size) => {
  afterEach(() => net.close());
  const names = ["a", "b", "c", "d"].slice(0, size);
  const kinds = { a: "sp", b: "ess", c: "ess", d: "sp" } as const;

  it("carries each version at most once over each directed link, never back, and all hold the same", async () => {
    const pairs = names.map((name, index) => [name, names[(index + 1) % size] ?? ""] as const);
    const used = Object.fromEntries(names.map((name) => [name, kinds[name as keyof typeof kinds]]));
    net = await openSeveral(used, pairs, allOf(...names));
    const { key } = await one(net, "a");
    expectBounded(await net.settle());
    await expectSame(net, key, ...names);
    for (const [index, name] of names.entries()) {
      await net.edit(name, key, { phone_number: String(index) });
      const passed = await net.settle();
      expectBounded(passed);
      expect(Math.max(...Object.values(perLink(passed)))).toBe(1);
      expect(Object.keys(perLink(passed)).length).toBeLessThanOrEqual(2 * size - 2);
      await expectSame(net, key, ...names);
    }
    // All at once, and then nothing more is said.
    for (const name of names)
      await net.edit(name, key, { email: `${name}@x.test`, occupation: name });
    expectBounded(await net.settle());
    await expectSame(net, key, ...names);
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
    const { key } = await one(net, "a");
    await net.settle();
    await net.edit("a", key, { phone_number: "1" });
    expect(perLink(await net.settle())).toEqual({ "a>b": 1, "a>c": 1 });
    await expectSame(net, key, "a", "b", "c");
  });

  it("where everybody forwards takes at most six, none back to the origin", async () => {
    net = await openSeveral(kinds, pairs, allOf("a", "b", "c"));
    const { key } = await one(net, "a");
    await net.settle();
    for (const name of ["a", "b", "c"]) {
      await net.edit(name, key, { phone_number: name });
      const passed = await net.settle();
      expectBounded(passed);
      expect(passed.length).toBeLessThanOrEqual(6);
      await expectSame(net, key, "a", "b", "c");
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
    const { key } = await one(net, "a");
    await net.settle();
    await net.edit("a", key, { phone_number: "1", email: "a@x.test" });
    expectBounded(await net.settle());
    await expectSame(net, key, "a", "b", "c");
  });
});
