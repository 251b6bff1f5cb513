import { uuidv7 } from "uuidv7";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { editFields } from "../domain/editing.ts";
import type { JsonObject } from "../domain/json.ts";
import { ownVersions, type StoredRecord } from "../domain/record.ts";
import { partnerLine } from "../main/partner-line.ts";
import { receiverOf } from "../server/registry/receiving/again.ts";
import {
  knock,
  openTestRegistry,
  type TestRegistry,
  type TestSystem,
} from "../server/registry/test-registry.ts";
import { acknowledge } from "../store/acknowledge.ts";
import { loadSubscription, takeLease } from "../store/feed.ts";
import { answerFeed, askFeed } from "../store/feeds.ts";
import { linkedPartners } from "../store/load.ts";
import { sequenceEvents } from "../store/sequencer.ts";
import { nextBatch } from "./next-batch.ts";
import { createPartnerTokens } from "./partner-tokens.ts";
import { pullMissing, type Pulling } from "./pulling.ts";
import { byKey, carry, newMember, recordAt, register } from "./test-carry.ts";

let at: TestRegistry;
let sp: TestSystem;
let ess: TestSystem;
const code = "SUB-ess.demo";
beforeEach(async () => {
  at = await openTestRegistry();
  ({ sp, ess } = at);
  await askFeed(ess.store, "sp.demo", "standing");
  await answerFeed(ess.store, "sp.demo", "standing", { status: "active", code });
});
afterEach(() => at.close());

/** How ess asks sp through its real door; what is asked is noted. */
function pulling(asked: JsonObject[] = [], answered = (response: Response) => response): Pulling {
  const fetch: typeof globalThis.fetch = async (input, init) => {
    const payload = Buffer.from(await new Response(init?.body ?? "").arrayBuffer());
    asked.push((JSON.parse(payload.toString()) as { message: JsonObject }).message);
    const url = new URL(input instanceof Request ? input.url : String(input)).pathname;
    const headers = Object.fromEntries(new Headers(init?.headers).entries());
    const answer = await sp.app.inject({ method: "POST", url, headers, payload });
    const type = { "content-type": "application/json" };
    return answered(new Response(answer.body, { status: answer.statusCode, headers: type }));
  };
  const { store, keys, hosted } = ess;
  const reach = () => fetch;
  const tokens = createPartnerTokens({ store, keys, reach, newId: uuidv7 });
  const { partnerKeys } = ess.door;
  const registryUrl = `${ess.baseUrl}/registry`;
  const means = { store, keys, reach, tokens, partnerKeys, registryUrl };
  return {
    store,
    dice: () => 0.5,
    receiver: receiverOf(hosted, uuidv7),
    line: (partner) => partnerLine(means, partner),
    onProblem: (problem, error) => expect([problem, error]).toEqual([]),
  };
}
async function pull(deps = pulling()): Promise<void> {
  at.clock.ms += 3_000;
  await pullMissing(deps);
}
/** sp believes that it was acknowledged, and ess has nothing of it. */
async function lose(): Promise<void> {
  while ((await sequenceEvents(sp.store)) > 0);
  for (;;) {
    const sub = await loadSubscription(sp.store, code);
    if (!sub) throw new Error("no subscription");
    const next = await nextBatch(sp.store, sub);
    if (next.kind !== "batch") return;
    const { batch, cursor, caughtUp } = next.offered;
    const { counter, sent, named, disclosed, dues } = batch;
    const lease = await takeLease(sp.store, sub);
    const done = {
      cursor,
      counter,
      caughtUp,
      sent,
      named,
      disclosed,
      dues,
      message: { id: batch.messageId, ms: 1 },
    };
    await acknowledge(sp.store, { sub: { ...sub, lease }, ...done });
  }
}
async function edit(id: string, changes: Record<string, string>): Promise<void> {
  at.clock.ms += 1_000;
  const record = await recordAt(sp, id);
  const linked = await linkedPartners(sp.store, id);
  await sp.write((ctx) => {
    const decided = editFields(ctx, record, linked, { changes, reason: "" });
    if (!decided.ok) throw new Error(decided.code);
    return decided.changes;
  });
}
async function one(): Promise<StoredRecord> {
  const [person] = (await register(sp, newMember())).people;
  if (!person) throw new Error("nobody");
  return person;
}
/** What sp wrote of a person, as each side has it. */
async function both(person: StoredRecord) {
  const mine = await recordAt(sp, person.id);
  const theirs = await byKey(ess, person.key);
  return [mine, theirs].map((record) => {
    const { birth_date, name } = record ? ownVersions(record.state, "sp.demo").fields : {};
    return { birth_date, name };
  });
}
const counted = async (table: string) => (await ess.sql(`select from ${table}`)).length;
async function expectInStep(...people: StoredRecord[]): Promise<void> {
  for (const person of people) {
    const [mine, theirs] = await both(person);
    expect(theirs).toEqual(mine);
  }
  expect([await counted("held_items"), await counted("missing")]).toEqual([0, 0]);
}

describe("a message that was lost", () => {
  it("is found by the next one's numbers, and what it told is pulled; the others do not wait", async () => {
    const [first, second] = [await one(), await one()];
    await carry(sp, ess);
    await edit(first.id, { birth_date: "1990-01-01" });
    await lose();
    await edit(first.id, { birth_date: "1991-01-01" });
    await edit(second.id, { birth_date: "1980-01-01" });
    await carry(sp, ess);
    const [mine, theirs] = await both(second);
    expect(theirs).toEqual(mine);
    expect(await counted("held_items")).toBe(1);
    await pull();
    await expectInStep(first, second);
    const told = await sp.sql<{ how: string }>(
      "select how from disclosures where how = 'sync/records' and subject = $1",
      [first.id],
    );
    expect(told.length).toBeGreaterThan(0);
    await edit(first.id, { birth_date: "1992-01-01" });
    await carry(sp, ess);
    await expectInStep(first);
  });

  it("and was the last one is found by a heartbeat", async () => {
    const person = await one();
    await carry(sp, ess);
    await edit(person.id, { birth_date: "1990-01-01" });
    await lose();
    const sub = await loadSubscription(sp.store, code);
    const to = sub?.counter ?? 0;
    const { epoch } = sp.store.system;
    const sync = { v: 1, epoch, sub: code, from: to + 1, to, items: [] };
    const beat = { transaction_id: "t", notify_event: [] };
    expect((await knock(at, sp, ess, "notify", beat, { header: { meta: { sync } } })).status).toBe(
      200,
    );
    await pull();
    await expectInStep(person);
  });

  it("of many records comes page by page, and goes on where it was when its asker dies", async () => {
    const people = await Promise.all(Array.from({ length: 120 }, one));
    await carry(sp, ess);
    for (const person of people) await edit(person.id, { birth_date: "1990-01-01" });
    await lose();
    await edit(people[0]?.id ?? "", { birth_date: "1991-01-01" });
    await carry(sp, ess);
    const asked: JsonObject[] = [];
    let pages = 0;
    const dying = pulling(asked, (response) => {
      const isPage = "after" in (asked.at(-1) ?? {});
      if (isPage && (pages += 1) === 2) throw new Error("killed");
      return response;
    });
    await pull(dying);
    expect(pages).toBe(2);
    expect(await counted("missing")).toBe(1);
    at.clock.ms += 60_000;
    const after: JsonObject[] = [];
    await pull(pulling(after));
    expect(Number(after[0]?.["after"])).toBeGreaterThan(
      Number(asked.find((q) => "after" in q)?.["after"]),
    );
    await expectInStep(...people);
  });
});

describe("a partner that does not give what is missing", () => {
  it("leaves the record as it is, the change held and its reason to be seen; the rest goes on", async () => {
    const [first, second] = [await one(), await one()];
    await carry(sp, ess);
    await edit(first.id, { birth_date: "1990-01-01" });
    await lose();
    await edit(first.id, { birth_date: "1991-01-01" });
    await carry(sp, ess);
    await ess.sql("delete from missing where key = ''");
    await sp.sql("update sent set gone = true where record_id = $1", [first.id]);
    await pull();
    const rows = await ess.sql("select key, reason, problem from missing");
    expect(rows).toEqual([{ key: first.key, reason: "gap", problem: "not_given" }]);
    expect(await counted("held_items")).toBe(1);
    await edit(second.id, { birth_date: "1980-01-01" });
    await carry(sp, ess);
    const [mine, theirs] = await both(second);
    expect(theirs).toEqual(mine);
  });

  it("or is away is asked again, later each time, and loses nothing", async () => {
    const person = await one();
    await carry(sp, ess);
    await edit(person.id, { birth_date: "1990-01-01" });
    await lose();
    await edit(person.id, { birth_date: "1991-01-01" });
    await carry(sp, ess);
    const away = pulling([], () => new Response("", { status: 503 }));
    for (let times = 0; times < 3; times += 1) await pull(away);
    const rows = await ess.sql<{ problem: string }>("select distinct problem from missing");
    expect(rows).toEqual([{ problem: "unreachable" }]);
    at.clock.ms += 60_000;
    await pull();
    await expectInStep(person);
  });
});

describe("a partner in a new epoch", () => {
  it("has all that it shares read again, whatever our marks say", async () => {
    const [person, other] = [await one(), await one()];
    await carry(sp, ess);
    await edit(person.id, { birth_date: "1990-01-01" });
    await carry(sp, ess);
    sp.store.system.epoch = uuidv7();
    await edit(other.id, { birth_date: "1970-01-01" });
    await carry(sp, ess);
    await pull();
    await expectInStep(person, other);
    const asked = await sp.sql("select from disclosures where how = 'sync/records'");
    expect(asked.length).toBeGreaterThanOrEqual(4);
  });
});

describe("sync/records", () => {
  const ask = (message: object, from = ess) =>
    knock(at, from, sp, "sync/records", { transaction_id: "t", ...message });

  it("gives only what the subscription told of, and calls the rest not given, whyever", async () => {
    const person = await one();
    await carry(sp, ess);
    const untold = await one();
    const keys = [person.key, untold.key, "sp.demo/nobody", "ess.demo/none"];
    const answer = await ask({ subscription_code: code, keys });
    const { message, header } = answer.body as {
      message: { not_given: string[]; notify_event: unknown[] };
      header: { meta: { sync: { items: { key: string; prev: number }[] } } };
    };
    expect(message.not_given).toEqual([untold.key, "sp.demo/nobody", "ess.demo/none"]);
    expect(header.meta.sync.items).toMatchObject([{ key: person.key, prev: 0 }]);
  });

  it.each([
    ["neither keys nor a number", {}, "err.request.bad"],
    ["both", { keys: ["sp.demo/x"], after: 1 }, "err.request.bad"],
    [
      "another's subscription",
      { keys: ["sp.demo/x"], subscription_code: "SUB-other" },
      "rjct.subscription_code.invalid",
    ],
  ])("refuses %s", async (_, message, expected) => {
    await one();
    await carry(sp, ess);
    expect((await ask({ subscription_code: code, ...message })).code).toBe(expected);
  });
});
