import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Json } from "../../domain/json.ts";
import { owedCallbacks } from "../../store/callbacks.ts";
import { loadSubscription } from "../../store/feed.ts";
import { loadFeed, askFeed, answerFeed } from "../../store/feeds.ts";
import { findTransactions } from "../../store/transactions.ts";
import { dumpOf } from "../../store/test-store.ts";
import { knock, openTestRegistry, type TestRegistry, type TestSystem } from "./test-registry.ts";

let at: TestRegistry;
let sp: TestSystem;
let ess: TestSystem;
beforeAll(async () => {
  at = await openTestRegistry();
  ({ sp, ess } = at);
});
afterAll(() => at.close());

const time = "2026-11-23T09:00:00Z";
let nth = 0;
const filterOf = (age: number) => ({
  type: "graphql",
  value: { expression: `subscription S { enrolment(age_gt: ${age}) { id } }` },
});
interface Item {
  status: string;
  status_reason_code?: string;
  subscriptions?: { code: string; status: string; filter: Json }[];
}
/** Asks for a subscription; gives the item of the on-subscribe. */
async function subscribe(criteria: object, ids: { transaction?: string; reference?: string } = {}) {
  const transaction_id = ids.transaction ?? `t-${(nth += 1)}`;
  const subscribe_criteria = {
    reg_event_type: "enrolment",
    notify_record_type: "Member",
    ...criteria,
  };
  const reference_id = ids.reference ?? "r1";
  const answer = await knock(at, ess, sp, "subscribe", {
    transaction_id,
    subscribe_request: [{ reference_id, timestamp: time, subscribe_criteria }],
  });
  expect(answer.status).toBe(200);
  const [last] = await answered(answer);
  const [item] = (last?.message["subscribe_response"] ?? []) as unknown as Item[];
  if (!item) throw new Error("no item");
  return { ...item, code: item.subscriptions?.[0]?.code ?? "" };
}
async function answered({ body }: { body: Record<string, unknown> }) {
  const { correlation_id } = body["message"] as { correlation_id: string };
  const owed = await owedCallbacks(sp.store, new Date(Date.now() + 60_000));
  return owed.filter(({ message }) => message["correlation_id"] === correlation_id);
}
const unsubscribe = (codes: string[], message: object = {}, header = {}) =>
  knock(
    at,
    ess,
    sp,
    "unsubscribe",
    { transaction_id: "u1", timestamp: time, subscription_codes: codes, ...message },
    { header },
  );
const running = async (code: string) => (await loadSubscription(sp.store, code))?.status;

describe("subscribe, asked again", () => {
  it("in other ids is already subscribed, and tells the subscription that stands", async () => {
    const first = await subscribe({ filter: filterOf(18) });
    expect(first.status).toBe("succ");
    const second = await subscribe({ filter: filterOf(18), reg_event_type: "enrollement" });
    expect(second).toMatchObject({
      status: "rjct",
      status_reason_code: "rjct.event.already_subscribed",
      code: first.code,
      subscriptions: [{ status: "subscribe", filter: filterOf(18) }],
    });
  });

  it("in the same ids stays the one subscription, and for something else is refused", async () => {
    const ids = { transaction: "same", reference: "r7" };
    const first = await subscribe({ filter: filterOf(19) }, ids);
    expect(await subscribe({ filter: filterOf(19) }, ids)).toMatchObject({ code: first.code });
    const other = await subscribe({ filter: filterOf(20) }, ids);
    expect(other.status_reason_code).toBe("rjct.reference_id.duplicate");
  });

  it.each<[string, object]>([
    ["another filter", { filter: filterOf(31) }],
    ["another event", { filter: filterOf(30), reg_event_type: "enrolment_status_change" }],
    ["another record type", { filter: filterOf(30), notify_record_type: "Person" }],
    [
      "another selection",
      { filter: { type: "graphql", value: "subscription S { e(age_gt: 30) { id sex } }" } },
    ],
  ])("with %s is another subscription", async (_, criteria) => {
    await subscribe({ filter: filterOf(30) });
    expect((await subscribe(criteria)).status).toBe("succ");
  });

  it("in another form of the same filter is the same", async () => {
    await subscribe({ filter: { type: "graphql", value: "subscription A { e(age_gt: 40) }" } });
    const again = await subscribe({ filter: { age: { $gt: 40 } }, filter_type: "expression" });
    expect(again.status_reason_code).toBe("rjct.event.already_subscribed");
  });

  it("twice at once leaves one subscription", async () => {
    const both = await Promise.all([
      subscribe({ filter: filterOf(50) }),
      subscribe({ filter: filterOf(50) }),
    ]);
    expect(both.map(({ status }) => status).sort()).toEqual(["rjct", "succ"]);
    expect(new Set(both.map(({ code }) => code)).size).toBe(1);
  });
});

describe("unsubscribe", () => {
  it("ends what runs, and the on-unsubscribe is owed with the code", async () => {
    const { code } = await subscribe({ filter: filterOf(60) });
    const answer = await unsubscribe([code]);
    expect(answer.body["message"]).toMatchObject({ ack_status: "ACK" });
    const [owed] = await answered(answer);
    expect(owed).toMatchObject({
      action: "on-unsubscribe",
      url: "http://ess.test:4010/registry/on-unsubscribe",
      header: { action: "on-unsubscribe", status: "succ" },
      message: {
        transaction_id: "u1",
        status: "succ",
        subscription_status: [{ code, status: "unsubscribe" }],
      },
    });
    expect(await running(code)).toBe("ended");
    // What has ended may be asked for again, in the same words and ids.
    expect((await subscribe({ filter: filterOf(60) })).status).toBe("succ");
  });

  it("says of each code what became of it; another's code is as unknown as nobody's", async () => {
    const mine = await subscribe({ filter: filterOf(61) });
    const gone = await subscribe({ filter: filterOf(62) });
    await unsubscribe([gone.code]);
    await sp.sql(
      `insert into subscriptions (system, code, partner, event_type, record_type, criteria, purpose,
        reply_uri, transaction_id, reference_id)
       values ('sp.demo', 'SUB-FOREIGN', 'other.demo', 'enrolment', 'Member', '{"all":[]}', 'x', '', 'f', 'f')`,
    );
    const [owed] = await answered(
      await unsubscribe([mine.code, gone.code, "SUB-FOREIGN", "SUB-NOBODY"]),
    );
    expect(owed?.message).toMatchObject({
      status: "succ",
      subscription_status: [
        { code: mine.code },
        { code: gone.code, status_reason_code: "rjct.event.already_unsubscribed" },
        { code: "SUB-FOREIGN", status_reason_code: "rjct.subscription_code.invalid" },
        { code: "SUB-NOBODY", status_reason_code: "rjct.subscription_code.invalid" },
      ],
    });
    expect(await running("SUB-FOREIGN")).toBe("active");
  });

  it("of nothing that runs is rejected as a whole", async () => {
    const { code } = await subscribe({ filter: filterOf(63) });
    await unsubscribe([code]);
    const [again] = await answered(await unsubscribe([code]));
    expect(again?.message).toMatchObject({
      status: "rjct",
      status_reason_code: "rjct.event.already_unsubscribed",
    });
    const late = await answered(await unsubscribe([code], { timestamp: "yesterday" }));
    expect(late[0]?.message).toMatchObject({ status_reason_code: "rjct.timestamp.invalid" });
  });

  it("repeated gets its ack again, and twice at once ends it once", async () => {
    const { code } = await subscribe({ filter: filterOf(64) });
    const header = { message_id: "once", message_ts: time };
    const [a, b] = await Promise.all([
      unsubscribe([code], {}, header),
      unsubscribe([code], {}, header),
    ]);
    expect(b?.body).toEqual(a?.body);
    expect(await answered(a ?? { body: {} })).toHaveLength(1);
    const two = await subscribe({ filter: filterOf(65) });
    const answers = await Promise.all([unsubscribe([two.code]), unsubscribe([two.code])]);
    const said = await Promise.all(answers.map(answered));
    const statuses = said.map(([one]) => JSON.stringify(one?.message["status"]));
    expect(statuses.sort()).toEqual(['"rjct"', '"succ"']);
  });
});

describe("a transaction", () => {
  it("of a subscribe or unsubscribe is found by the code it was about, by its partner alone", async () => {
    const { code } = await subscribe({ filter: filterOf(66) });
    const answer = await unsubscribe([code], { transaction_id: "u-66" });
    const { correlation_id } = answer.body["message"] as { correlation_id: string };
    const name = { by: "codes", values: [code] } as const;
    const asked = await findTransactions(sp.store, "ess.demo", "subscribe", name);
    expect(asked).toMatchObject([{ status: "succ", codes: [code], reference_ids: ["r1"] }]);
    const ended = await findTransactions(sp.store, "ess.demo", "unsubscribe", name);
    expect(ended).toMatchObject([{ status: "succ", correlation_id, transaction_id: "u-66" }]);
    expect(await findTransactions(sp.store, "other.demo", "unsubscribe", name)).toEqual([]);
  });
});

describe("on-unsubscribe", () => {
  const tell = (codes: string[], change: object = {}) =>
    knock(
      at,
      ess,
      sp,
      "on-unsubscribe",
      {
        transaction_id: "u",
        correlation_id: "c",
        timestamp: time,
        status: "succ",
        subscription_status: codes.map((code) => ({ code, status: "unsubscribe" })),
        ...change,
      },
      { header: { status: "succ" } },
    );

  it("ends a feed that we hold, under the agreement that stands, and no other", async () => {
    await askFeed(sp.store, "ess.demo", "standing-1");
    await answerFeed(sp.store, "ess.demo", "standing-1", { status: "active", code: "FEED-1" });
    const before = (await dumpOf(sp.store))["feeds"];
    expect((await tell(["FEED-2"])).status).toBe(200);
    expect((await dumpOf(sp.store))["feeds"]).toEqual(before);
    expect((await tell(["FEED-1"])).status).toBe(200);
    const feed = await loadFeed(sp.store, "ess.demo");
    expect(feed).toMatchObject({ status: "ended", ended_reason: "unsubscribed" });
    expect(feed?.ended_under).not.toBe("");
  });
});
