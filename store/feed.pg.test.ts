import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { acknowledge, noteFailure, type Acknowledged } from "./acknowledge.ts";
import {
  loadSent,
  loadSubscription,
  putSubscription,
  takeLease,
  type Subscription,
} from "./feed.ts";
import { loadLinks } from "./load.ts";
import { pauseLink, resumeLink } from "./pauses.ts";
import { openTestStore, type TestStore } from "./test-store.ts";

let at: TestStore | undefined;
let nth = 0;
async function opened(): Promise<TestStore> {
  at ??= await openTestStore();
  return at;
}
afterAll(() => at?.close());

const wanted = (reference: string) => ({
  code: `SUB-${reference}-${(nth += 1)}`,
  partner: "ess.demo",
  event_type: "tandem:changed",
  record_type: "Member",
  criteria: { all: [] },
  projection: null,
  purpose: "case_management",
  reply_uri: "http://x.test",
  transaction_id: "t1",
  reference_id: reference,
  starts_at: null,
  ends_at: null,
});

let sub: Subscription;
beforeEach(async () => {
  const { store } = await opened();
  const { code } = await putSubscription(store, wanted(`r${nth}`));
  sub = await current(code);
});
async function current(code = sub.code): Promise<Subscription> {
  const found = await loadSubscription((await opened()).store, code);
  if (!found) throw new Error("no subscription");
  return found;
}
async function leased(): Promise<Subscription> {
  const lease = await takeLease((await opened()).store, sub);
  return { ...(await current()), lease };
}
const record = "0193512a-0c00-7000-8000-000000000001";
const done = (of: Subscription, cursor: number): Acknowledged => ({
  sub: of,
  cursor,
  counter: of.counter + 1,
  caughtUp: true,
  sent: [{ record_id: record, ver: cursor, hash: "h", gone: false }],
  named: [{ key: `sp.demo/${of.code}`, record_id: record }],
  disclosed: [{ record_id: record, subject: record, fields: ["name"] }],
  dues: [],
  message: { id: `m-${cursor}`, ms: 3 },
});

it("is written once per partner, transaction and reference: the second time gives the same code", async () => {
  const { store } = await opened();
  const first = await putSubscription(store, wanted("again"));
  const second = await putSubscription(store, wanted("again"));
  expect([first.how, second.how, second.code]).toEqual(["new", "repeated", first.code]);
});

describe("an acknowledgement", () => {
  it("moves cursor, counter, what was sent, names, disclosures and the attempt together", async () => {
    const { store } = await opened();
    await acknowledge(store, done(await leased(), 7));
    expect(await current()).toMatchObject({ cursor: 7, counter: 1, problem: "" });
    expect((await loadSent(store, sub.code, [record])).get(record)).toMatchObject({ ver: 7 });
    expect((await loadLinks(store, [record])).some(({ key }) => key.endsWith(sub.code))).toBe(true);
  });

  it("under an old lease does not count, and leaves nothing behind", async () => {
    const { store } = await opened();
    const dump = async () => (await opened()).dump();
    const old = await leased();
    await leased();
    const before = await dump();
    await expect(acknowledge(store, done(old, 7))).rejects.toMatchObject({ code: "TD001" });
    expect(await dump()).toEqual(before);
  });

  it("twice for one batch counts once", async () => {
    const { store } = await opened();
    const mine = await leased();
    await acknowledge(store, done(mine, 7));
    await expect(acknowledge(store, done(mine, 7))).rejects.toMatchObject({ code: "TD001" });
    expect(await current()).toMatchObject({ cursor: 7, counter: 1 });
  });

  it("for a subscription that was paused meanwhile does not count", async () => {
    const { store } = await opened();
    const mine = await leased();
    const by = { name: "Rana Aziz", role: "supervisor" };
    await pauseLink(store, mine.partner, by, "Their office moves.");
    await expect(acknowledge(store, done(mine, 7))).rejects.toMatchObject({ code: "TD001" });
    expect(await current()).toMatchObject({ cursor: 0, status: "paused" });
    await resumeLink(store, mine.partner, by, "");
  });

  it("of an attempt made by itself ends a pause the sender began by itself", async () => {
    const { store } = await opened();
    const mine = await leased();
    const failure = {
      problem: "trust",
      nextAttemptAt: new Date(),
      pause: true,
      messageId: "m",
      ms: 1,
    };
    await noteFailure(store, mine, failure);
    expect(await current()).toMatchObject({ cursor: 0, status: "paused", attempts: 1 });
    await acknowledge(store, done(mine, 7));
    expect(await current()).toMatchObject({ cursor: 7, status: "active", problem: "" });
  });
});

it("a failed attempt is counted and said, and the cursor stays", async () => {
  const { store } = await opened();
  const mine = await leased();
  const nextAttemptAt = new Date(1_900_000_000_000);
  await noteFailure(store, mine, {
    problem: "unreachable",
    nextAttemptAt,
    pause: false,
    messageId: "m",
    ms: 1,
  });
  expect(await current()).toMatchObject({
    cursor: 0,
    problem: "unreachable",
    attempts: 1,
    next_attempt_at: nextAttemptAt,
  });
  await acknowledge(store, done(await current(), 3));
  expect(await current()).toMatchObject({
    cursor: 3,
    problem: "",
    attempts: 0,
    next_attempt_at: null,
  });
});
