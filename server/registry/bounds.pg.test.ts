import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { dumpOf } from "../../store/test-store.ts";
import { answering_max } from "./crowding.ts";
import { knock, openTestRegistry, type TestRegistry } from "./test-registry.ts";

let at: TestRegistry;
beforeAll(async () => {
  at = await openTestRegistry();
});
afterAll(() => at.close());

const time = "2026-11-23T09:00:00Z";
const ask = (operation: "subscribe" | "sync/search", message: object) =>
  knock(at, at.ess, at.sp, operation, message);
/** Each asks for something else: one that is asked for already makes no second subscription. */
const subscribing = (items: number, round = 0) => ({
  transaction_id: `t-${round}-${items}`,
  subscribe_request: Array.from({ length: items }, (_, index) => ({
    reference_id: `r${index}`,
    timestamp: time,
    subscribe_criteria: {
      reg_event_type: "enrolment",
      filter: { age: { $gt: 100 * round + index } },
      notify_record_type: "Member",
    },
  })),
});
const searching = (items: number, value = "1") => ({
  transaction_id: "t",
  search_request: Array.from({ length: items }, (_, index) => ({
    reference_id: `r${index}`,
    timestamp: time,
    search_criteria: { query_type: "idtype-value", query: { type: "UIN", value } },
  })),
});

describe("one message", () => {
  it("asks for so many subscriptions or answers at most, and a larger one changes nothing", async () => {
    const before = await dumpOf(at.sp.store);
    for (const answer of [
      await ask("subscribe", subscribing(51)),
      await ask("sync/search", searching(51)),
    ]) {
      expect(answer.status).toBe(400);
      expect(JSON.stringify(answer.body)).toContain("rjct.total_count.limit_exceeded");
    }
    expect(await dumpOf(at.sp.store)).toEqual(before);
  });

  it("that holds U+0000 in any text is refused, and is not called an outage", async () => {
    const answer = await ask("sync/search", searching(1, "1\u0000"));
    expect(answer.status).toBe(400);
    expect(JSON.stringify(answer.body)).toContain("err.request.bad");
  });
});

describe("one partner", () => {
  it("is answered so many questions at one time, and may come again at once", async () => {
    const many = Array.from({ length: answering_max * 2 }, () => ask("sync/search", searching(1)));
    const answers = await Promise.all(many);
    const refused = answers.filter(({ status }) => status !== 200);
    expect(refused.length).toBeGreaterThan(0);
    expect(answers.length - refused.length).toBeGreaterThanOrEqual(answering_max);
    for (const { status, code } of refused) {
      expect([status, code]).toEqual([429, "err.request.too_many_requests"]);
    }
    expect((await ask("sync/search", searching(1))).status).toBe(200);
  });

  it("holds so many subscriptions at most", async () => {
    for (let round = 0; round < 4; round += 1) {
      expect((await ask("subscribe", subscribing(50, round))).status).toBe(200);
    }
    const answer = await ask("subscribe", subscribing(1, 9));
    expect(answer.status).toBe(429);
    expect(JSON.stringify(answer.body)).toContain("err.request.too_many_requests");
  });
});
