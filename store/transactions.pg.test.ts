import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { oweCallback } from "./callbacks.ts";
import { openTestStore, type TestStore } from "./test-store.ts";
import {
  findTransactions,
  noteTransaction,
  pruneTransactions,
  settleTransaction,
  transactions_kept_ms,
  type Transaction,
} from "./transactions.ts";

let at: TestStore;
beforeAll(async () => {
  at = await openTestStore();
});
afterAll(() => at.close());

const asked = (change: Partial<Transaction> = {}): Transaction => ({
  partner: "ess.demo",
  correlation_id: "c-1",
  kind: "subscribe",
  transaction_id: "t-1",
  reference_ids: ["r-1", "r-2"],
  codes: [],
  status: "rcvd",
  items: [{ reference_id: "r-1", filter: "UIN 999" }],
  ...change,
});
const found = (partner: string, ...name: Parameters<typeof findTransactions>[3][]) =>
  Promise.all(name.map((one) => findTransactions(at.store, partner, "subscribe", one)));

describe("a transaction", () => {
  it("is noted in the statement of the callback that is owed for it, or not at all", async () => {
    const callback = {
      id: "c-1",
      partner: "ess.demo",
      url: "http://ess.test/on-subscribe",
      action: "on-subscribe",
      header: {},
      message: {},
    };
    const receipt = { message_id: "m-1", digest: "d", ack: "{}" };
    await oweCallback(at.store, callback, receipt, asked());
    const [known] = await found("ess.demo", { by: "correlation_id", value: "c-1" });
    expect(known).toMatchObject([asked()]);
    // The same message twice at once: its receipt is there already, so nothing of it is written.
    const second = oweCallback(at.store, { ...callback, id: "c-2" }, receipt, {
      ...asked(),
      correlation_id: "c-2",
    });
    await expect(second).rejects.toThrow();
    expect(await found("ess.demo", { by: "correlation_id", value: "c-2" })).toEqual([[]]);
  });

  it("is found by each of its names, by its own partner alone", async () => {
    await noteTransaction(at.store, asked({ correlation_id: "c-3", transaction_id: "t-3" }));
    await settleTransaction(
      at.store,
      { partner: "ess.demo", correlation_id: "c-3" },
      { status: "succ", items: [{ reference_id: "r-1", status: "succ" }], codes: ["SUB-3"] },
    );
    const names = [
      { by: "transaction_id", value: "t-3" },
      { by: "correlation_id", value: "c-3" },
      { by: "codes", values: ["SUB-0", "SUB-3"] },
    ] as const;
    const settled = { correlation_id: "c-3", status: "succ", codes: ["SUB-3"] };
    for (const known of await found("ess.demo", ...names)) expect(known).toMatchObject([settled]);
    const [byReference] = await found("ess.demo", { by: "reference_ids", values: ["r-2"] });
    expect(byReference?.map((one) => one.correlation_id)).toEqual(["c-1", "c-3"]);
    expect(await found("other.demo", ...names)).toEqual([[], [], []]);
  });

  it("is forgotten after its time, and what was asked lies sealed until then", async () => {
    expect(JSON.stringify(await at.dump())).not.toContain("UIN 999");
    at.clock.ms += transactions_kept_ms + 7 * 24 * 3_600_000;
    await pruneTransactions(at.store);
    expect(await found("ess.demo", { by: "transaction_id", value: "t-1" })).toEqual([[]]);
  });
});
