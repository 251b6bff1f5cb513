import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { newMember, register } from "../../delivery/test-carry.ts";
import { answerAll } from "../../delivery/test-searches.ts";
import type { JsonObject } from "../../domain/json.ts";
import { owedCallbacks } from "../../store/callbacks.ts";
import { noteTransaction, type Transaction } from "../../store/transactions.ts";
import { TxnStatusResponse } from "../../wire/messages/txn-status.ts";
import { reader } from "../../wire/reading.ts";
import { anotherPartner } from "./test-asking.ts";
import { outstanding_max } from "./search.ts";
import { knock, openTestRegistry, type Sending, type TestRegistry } from "./test-registry.ts";

let at: TestRegistry;
let other: Sending;
let searched: string;
beforeAll(async () => {
  at = await openTestRegistry();
  other = await anotherPartner(at, "second.ess");
  await register(at.sp, newMember({ name: { given_name: "Canary", surname: "Sow" } }));
  const search_criteria = { query_type: "expression", query: {} };
  const item = { timestamp: "2026-11-23T09:00:00Z", search_criteria };
  const search_request = [
    { ...item, reference_id: "r-1" },
    { ...item, reference_id: "r-2" },
  ];
  const asked = { transaction_id: "txn-search", search_request };
  const acked = await knock(at, at.ess, at.sp, "search", asked);
  searched = (acked.body["message"] as { correlation_id: string }).correlation_id;
});
afterAll(() => at.close());

interface Status extends JsonObject {
  transaction_id: string;
  correlation_id: string;
  search_response: JsonObject[];
}
const asking = (attribute_type: string, attribute_value: unknown, txn_type = "search") => ({
  transaction_id: "txn-status",
  txnstatus_request: { reference_id: "r-s", txn_type, attribute_type, attribute_value },
});
async function ask(how: Sending, ...args: Parameters<typeof asking>) {
  const answer = await knock(at, at.ess, at.sp, "sync/txn/status", asking(...args), how);
  const { header, message } = answer.body as { header: JsonObject; message: JsonObject };
  const read = reader(TxnStatusResponse)(message);
  expect(read.ok ? "" : read.reason).toBe("");
  const response = message["txnstatus_response"] as { txn_type: string; txn_status: Status };
  return { status: header["status"], action: header["action"], ...response, text: answer.text };
}
const unknown = {
  status: "rjct",
  txn_type: "search",
  txn_status: {
    transaction_id: "txn-status",
    search_response: [
      { reference_id: "r-s", status: "rjct", status_reason_code: "rjct.reference_id.invalid" },
    ],
  },
};
const noted = (change: Partial<Transaction>): Transaction => ({
  partner: "ess.demo",
  correlation_id: "c-1",
  kind: "subscribe",
  transaction_id: "txn-sub",
  reference_ids: ["s-1"],
  codes: ["SUB-1"],
  status: "succ",
  items: [{ reference_id: "s-1", status: "succ" }],
  ...change,
});

describe("sync/txn/status", () => {
  it("tells how a search stands before, between and after its callbacks, and nothing of anybody", async () => {
    const states = async () =>
      (await ask({}, "correlation_id", searched)).txn_status.search_response.map(
        (item) => item["status"],
      );
    expect(await states()).toEqual(["rcvd", "rcvd"]);
    const seen: unknown[][] = [];
    await answerAll(at.sp, {
      answer: async () => {
        seen.push(await states());
        return Response.json({
          message: { ack_status: "ACK", timestamp: "2026-11-23T09:00:00Z", correlation_id: "x" },
        });
      },
    });
    expect([...seen, await states()]).toEqual([
      ["rcvd", "rcvd"],
      ["succ", "rcvd"],
      ["succ", "succ"],
    ]);
    const { text } = await ask({}, "transaction_id", "txn-search");
    expect(text).toContain('"total_count":1');
    expect(text).not.toContain("Canary");
  });

  it.each<[string, unknown, string[]]>([
    ["transaction_id", "txn-search", ["r-1", "r-2"]],
    ["reference_id_list", ["r-2", "r-unknown"], ["r-2"]],
    ["reference_id_list", "r-1", ["r-1"]],
  ])("finds it by %s %j", async (type, value, references) => {
    const answer = await ask({}, type, value);
    expect(answer).toMatchObject({ status: "succ", action: "txn-on-status", txn_type: "search" });
    expect(answer.txn_status).toMatchObject({
      transaction_id: "txn-search",
      correlation_id: searched,
    });
    const told = answer.txn_status.search_response.map((item) => item["reference_id"]);
    expect(told).toEqual(references);
  });

  it("knows a search that was answered at once, by its answer's correlation id", async () => {
    const search_criteria = { query_type: "expression", query: { nobody: 1 } };
    const item = { reference_id: "r-9", timestamp: "2026-11-23T09:00:00Z", search_criteria };
    const message = { transaction_id: "txn-sync", search_request: [item] };
    await knock(at, at.ess, at.sp, "sync/search", message);
    expect((await ask({}, "transaction_id", "txn-sync")).txn_status.search_response).toMatchObject([
      { status: "rjct", status_reason_code: "rjct.search_criteria.invalid" },
    ]);
  });

  it("gives each kind of transaction its own operation's answer", async () => {
    await noteTransaction(at.sp.store, noted({}));
    await noteTransaction(
      at.sp.store,
      noted({ correlation_id: "c-2", kind: "unsubscribe", items: [{ code: "SUB-1" }] }),
    );
    await noteTransaction(at.sp.store, noted({ correlation_id: "c-3", kind: "receipt" }));
    await noteTransaction(at.sp.store, noted({ correlation_id: "c-4", kind: "enrolled" }));
    const of = async (kind: string, type: string, value: unknown) =>
      (await ask({}, type, value, kind)).txn_status;
    const item = { reference_id: "s-1", status: "succ" };
    expect(await of("subscribe", "subscription_code_list", ["SUB-1"])).toMatchObject({
      correlation_id: "c-1",
      subscribe_response: [item],
    });
    expect(await of("unsubscribe", "subscription_code_list", ["SUB-1"])).toMatchObject({
      status: "succ",
      subscription_status: [{ code: "SUB-1" }],
    });
    expect(await of("receipt", "correlation_id", "c-3")).toMatchObject({
      receipt_information: { beneficiaries: [] },
    });
    expect(await of("enrolled", "correlation_id", "c-4")).toMatchObject({
      enrolled_response: [item],
    });
  });

  it.each<[string, Parameters<typeof asking>]>([
    ["an id nobody gave", ["transaction_id", "txn-none"]],
    ["another kind of it", ["transaction_id", "txn-search", "subscribe"]],
    ["a kind that is none", ["transaction_id", "txn-search", "payment"]],
    ["a name that is none", ["message_id", "txn-search"]],
    ["two ids where one is named", ["transaction_id", ["txn-search", "txn-search"]]],
  ])("answers %s with a rejected item", async (_, args) => {
    const answer = await ask({}, ...args);
    const txn_type = args[2] === "subscribe" ? "subscribe" : "search";
    expect(answer).toMatchObject({ ...unknown, txn_type });
  });

  it("tells nobody of another partner's transaction, by any name", async () => {
    for (const [type, value] of [
      ["transaction_id", "txn-search"],
      ["correlation_id", searched],
      ["reference_id_list", ["r-1", "r-2"]],
    ] as const) {
      expect(await ask(other, type, value)).toMatchObject(unknown);
    }
  });
});

describe("txn/status", () => {
  it("owes the same as a txn/on-status, once however often it is asked, up to a limit", async () => {
    const header = { message_id: "status-1", sender_uri: "" };
    const request = asking("transaction_id", "txn-search");
    const first = await knock(at, at.ess, at.sp, "txn/status", request, { header });
    const again = await knock(at, at.ess, at.sp, "txn/status", request, { header });
    expect(again.text).toBe(first.text);
    const owed = async () =>
      (await owedCallbacks(at.sp.store, new Date(Date.now() + 60_000))).filter(
        ({ action }) => action === "txn-on-status",
      );
    const [callback, ...more] = await owed();
    expect(more).toEqual([]);
    const { correlation_id } = first.body["message"] as { correlation_id: string };
    expect(callback).toMatchObject({
      url: "http://ess.test:4010/registry/txn/on-status",
      header: { action: "txn-on-status", status: "succ" },
      message: {
        transaction_id: "txn-status",
        correlation_id,
        txnstatus_response: { txn_type: "search", txn_status: { correlation_id: searched } },
      },
    });
    for (let count = 1; count < outstanding_max; count += 1) {
      expect((await knock(at, at.ess, at.sp, "txn/status", request)).status).toBe(200);
    }
    const refused = await knock(at, at.ess, at.sp, "txn/status", request);
    expect([refused.status, refused.code]).toEqual([429, "err.request.too_many_requests"]);
  });
});
