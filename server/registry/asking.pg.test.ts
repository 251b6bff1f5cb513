import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { answerOffer } from "../../domain/case-work.ts";
import { editFields } from "../../domain/editing.ts";
import type { Json } from "../../domain/json.ts";
import { emptyState, valueOf, type StoredRecord } from "../../domain/record.ts";
import { newMember, recordAt, register } from "../../delivery/test-carry.ts";
import { owedCallbacks } from "../../store/callbacks.ts";
import { loadSubscription } from "../../store/feed.ts";
import { dumpOf } from "../../store/test-store.ts";
import { publicKeysFromJwks, jwks } from "../../wire/keys.ts";
import { verifySignature } from "../../wire/signature.ts";
import {
  knock,
  openTestRegistry,
  treatAs,
  type TestRegistry,
  type TestSystem,
} from "./test-registry.ts";

let at: TestRegistry;
let sp: TestSystem;
let ess: TestSystem;
beforeAll(async () => {
  at = await openTestRegistry();
  ({ sp, ess } = at);
});
afterAll(() => at.close());
afterEach(() => treatAs(sp, "ess.demo", "tandem"));

const uin = (value: string) => ({ identifier_type: "UIN", identifier_value: value });
const time = "2026-11-23T09:00:00Z";
async function one(value: string, change: object = {}): Promise<StoredRecord> {
  const { people } = await register(sp, newMember({ identifiers: [uin(value)], ...change }));
  const [person] = people;
  if (!person) throw new Error("nobody");
  return person;
}
async function edit(id: string, changes: Record<string, Json>): Promise<void> {
  at.clock.ms += 1_000;
  const record = await recordAt(sp, id);
  await sp.write((ctx) => {
    const edited = editFields(ctx, record, [], { changes });
    if (!edited.ok) throw new Error(edited.code);
    return edited.changes;
  });
}
const disclosures = () =>
  sp.sql<{ record_id: string; fields: string[]; how: string; partner: string }>(
    "select record_id, fields, how, partner from disclosures order by pos",
  );

describe("sync/search", () => {
  const ask = async (value: string, criteria: object = {}) => {
    const search_criteria = {
      query_type: "idtype-value",
      query: { type: "UIN", value },
      ...criteria,
    };
    const item = { reference_id: "r1", timestamp: time, search_criteria };
    return knock(at, ess, sp, "sync/search", { transaction_id: "t1", search_request: [item] });
  };
  const answered = (answer: Awaited<ReturnType<typeof ask>>) =>
    (answer.body["message"] as { search_response: Record<string, Json>[] }).search_response[0] ??
    {};
  const records = (answer: Awaited<ReturnType<typeof ask>>) =>
    (answered(answer)["data"] as { reg_records: Record<string, Json>[] }).reg_records;

  it("answers with what the agreement allows, signed, and writes the disclosure", async () => {
    const person = await one("FIND-1");
    await edit(person.id, {
      notes: "CANARY",
      marital_status: "widowed",
      unemployment_reason: "illness",
    });
    const answer = await ask("find 1");
    expect(records(answer)).toHaveLength(1);
    expect(answer.text).toContain("Diallo");
    expect(answer.text).not.toMatch(/CANARY|Widowed|illness/i);
    const told = (await disclosures()).at(-1);
    expect(told).toMatchObject({ record_id: person.id, how: "search", partner: "ess.demo" });
    expect(told?.fields).not.toContain("marital_status");
    const verdict = verifySignature(answer.body as { header: object; message: object }, {
      keys: publicKeysFromJwks(jwks([sp.key])),
      senderId: "sp.demo",
      nowSeconds: Math.floor(at.clock.ms / 1000),
    });
    expect(verdict.ok).toBe(true);
  });

  it("does not tell somebody who is not covered from nobody", async () => {
    const person = await one("NO-1");
    await sp.write((ctx) => {
      const said = answerOffer(ctx, person, "said_no");
      if (!said.ok) throw new Error(said.code);
      return said.changes;
    });
    await one("NO-2", { birth_date: "2020-01-01" });
    const before = await disclosures();
    const body = async (value: string) => answered(await ask(value));
    const nobody = await body("NOBODY-1");
    expect(nobody).toMatchObject({ status: "succ", pagination: { total_count: 0 } });
    expect(await body("NO-1")).toEqual(nobody);
    expect(await body("NO-2")).toEqual(nobody);
    expect(await disclosures()).toEqual(before);
  });

  it.each([
    ["another kind of query", { query_type: "expression", query: { a: 1 } }],
    ["no query", { query: null }],
    ["another record type", { reg_record_type: "Payment" }],
  ])("rejects the item for %s, with a code and nothing of anybody", async (_, criteria) => {
    const answer = await ask("FIND-1", criteria);
    expect([answer.status, answered(answer)["status_reason_code"]]).toEqual([
      200,
      "rjct.search_criteria.invalid",
    ]);
    expect(answered(answer)["data"]).toBeUndefined();
  });

  it("gives nothing for a purpose that the agreement does not name", async () => {
    await sp.sql(
      "update agreements set body = replace(body, '\"referral\",', '') where body like '%\"from\":\"sp.demo\"%'",
    );
    const authorize = { purpose: { code: "REFERRAL" } };
    expect(records(await ask("FIND-1", { authorize }))).toEqual([]);
    expect(records(await ask("FIND-1"))).toHaveLength(1);
  });
});

describe("subscribe", () => {
  const newEligible = `subscription NewEligibleEnrolments { enrolment(employment_status: "not employed", age_gt: 18, age_lt: 64) { id demographic_info { name { given_name surname } email phone_number } } }`;
  const endedJobs = `subscription EndedJobs { enrolment(employment_info: { end_date_lt: "2025-02-16" }) { id demographic_info { name { given_name surname } } } }`;
  let nth = 0;
  const ask = (criteria: object, transaction = `t-${(nth += 1)}`, references = ["r1"]) =>
    knock(at, ess, sp, "subscribe", {
      transaction_id: transaction,
      subscribe_request: references.map((reference_id) => ({
        reference_id,
        timestamp: time,
        subscribe_criteria: {
          version: "1.0.0",
          reg_type: "ns:org:RegistryType:SP",
          reg_event_type: "enrolment",
          frequency: { frequency_type: "exact", start_time: time, end_time: time },
          filter_type: "expression",
          notify_record_type: "Member",
          ...criteria,
        },
      })),
    });
  const asText = (text: string) => ({ filter: { type: "graphql", value: { expression: text } } });
  async function owed(transaction: string) {
    const callbacks = await owedCallbacks(sp.store, new Date(Date.now() + 60_000));
    return callbacks
      .filter(({ message }) => message["transaction_id"] === transaction)
      .map(({ url, action, message }) => ({
        url,
        action,
        items: message["subscribe_response"] as {
          status: string;
          status_reason_code?: string;
          subscriptions?: { code: string }[];
        }[],
      }));
  }

  it.each([
    ["new eligible enrolments", newEligible],
    ["ended jobs", endedJobs],
  ])(
    "takes the official sample of %s; the on-subscribe is owed with its code, and asking again gives the same",
    async (_, text) => {
      const transaction = `official-${(nth += 1)}`;
      const first = await ask(asText(text), transaction);
      expect(first.body["message"]).toMatchObject({ ack_status: "ACK" });
      const [callback] = await owed(transaction);
      expect(callback).toMatchObject({
        url: "http://ess.test:4010/registry/on-subscribe",
        action: "on-subscribe",
      });
      const code = callback?.items[0]?.subscriptions?.[0]?.code ?? "";
      expect(await loadSubscription(sp.store, code)).toMatchObject({
        partner: "ess.demo",
        event_type: "enrolment",
        status: "active",
        ends_at: null,
      });
      await ask(asText(text), transaction);
      const codes = (await owed(transaction)).map(
        ({ items }) => items[0]?.subscriptions?.[0]?.code,
      );
      expect(codes).toEqual([code, code]);
    },
  );

  it.each<[string, string, object]>([
    [
      "an event the agreement does not name",
      "rjct.notify_types.invalid",
      { reg_event_type: "payment" },
    ],
    ["another record type", "rjct.notify_types.invalid", { notify_record_type: "Payment" }],
    [
      "a filter that is none",
      "rjct.notify_details.invalid",
      { filter: { type: "graphql", value: "{" } },
    ],
    [
      "an attribute the agreement does not list",
      "rjct.notify_details.invalid",
      asText("{ e(self_id_disability: true) { id } }"),
    ],
    [
      "an attribute of care or health",
      "rjct.notify_details.invalid",
      asText('{ e(unemployment_reason: "4") { id } }'),
    ],
    [
      "a window that is none",
      "rjct.notify_details.invalid",
      { ...asText(newEligible), frequency: { start_time: "2026-11-23T09:00:00" } },
    ],
  ])("rejects %s with %s, and no subscription comes of it", async (_, code, criteria) => {
    const before = (await dumpOf(sp.store))["subscriptions"];
    const transaction = `rejected-${(nth += 1)}`;
    const answer = await ask(criteria, transaction);
    if (answer.status === 200) {
      expect((await owed(transaction))[0]?.items[0]).toMatchObject({
        status: "rjct",
        status_reason_code: code,
      });
    } else expect(answer.status).toBe(400);
    expect((await dumpOf(sp.store))["subscriptions"]).toEqual(before);
  });

  it("gives the standing subscription to Tandem partners only", async () => {
    const criteria = { reg_event_type: "tandem:changed", filter: {} };
    await ask(criteria, "standing-1");
    expect((await owed("standing-1"))[0]?.items[0]?.status).toBe("succ");
    await treatAs(sp, "ess.demo", "standard");
    await ask(criteria, "standing-2");
    expect((await owed("standing-2"))[0]?.items[0]).toMatchObject({
      status_reason_code: "rjct.notify_types.invalid",
    });
  });

  it("rejects the second of two items with one reference", async () => {
    await ask(asText("subscription S { e(age_gt: 77) }"), "twice", ["r1", "r1"]);
    const [first, second] = (await owed("twice"))[0]?.items ?? [];
    expect([first?.status, second?.status_reason_code]).toEqual([
      "succ",
      "rjct.reference_id.duplicate",
    ]);
  });
});

describe("a plain partner's notify", () => {
  const tell = (...records: object[]) =>
    knock(at, ess, sp, "notify", {
      transaction_id: "t1",
      notify_event: records.map((reg_records, index) => ({
        reference_id: `r${index}`,
        timestamp: time,
        data: { reg_event_type: "enrolment", reg_record_type: "Member", reg_records },
      })),
    });
  const shown = async (id: string, field: string) => valueOf((await recordAt(sp, id)).state, field);
  const proposals = (id: string) =>
    sp.sql<{ id: string }>("select id from records where subject = $1 and type = 'Proposal'", [id]);

  it("changes what the partner owns, and what we own becomes a proposal in its name", async () => {
    const person = await one("PLAIN-1");
    await treatAs(sp, "ess.demo", "standard");
    const answer = await tell({
      member_identifier: [uin("PLAIN-1")],
      demographic_info: { birth_date: "1970-01-01" },
      employment_status: "Employee",
    });
    expect(answer.status).toBe(200);
    expect(await shown(person.id, "employment_status")).toBe("employee");
    expect(await shown(person.id, "birth_date")).toBe("1992-02-01");
    const [proposal] = await proposals(person.id);
    const { state } = proposal ? await recordAt(sp, proposal.id) : { state: emptyState };
    expect([valueOf(state, "field"), valueOf(state, "value")]).toEqual([
      "birth_date",
      "1970-01-01",
    ]);
    expect(valueOf(state, "by")).toMatchObject({ system: "ess.demo" });
  });

  it("about one person twice is taken in order, nothing lost", async () => {
    const person = await one("PLAIN-2");
    await treatAs(sp, "ess.demo", "standard");
    const member_identifier = [uin("PLAIN-2")];
    const answer = await tell(
      { member_identifier, employment_status: "Employee" },
      { member_identifier, occupation: "cook" },
      { member_identifier, employment_status: "not employed" },
    );
    expect(answer.status).toBe(200);
    expect(await shown(person.id, "occupation")).toBe("cook");
    expect(await shown(person.id, "employment_status")).toBe("not_employed");
  });

  it("makes up nobody, and says nothing about people whom several fit", async () => {
    await one("PLAIN-3");
    await one("PLAIN-3");
    await treatAs(sp, "ess.demo", "standard");
    const before = (await dumpOf(sp.store))["events"];
    for (const value of ["PLAIN-3", "PLAIN-NOBODY"]) {
      const record = { member_identifier: [uin(value)], occupation: "cook" };
      expect((await tell(record, { "@id": 5 }, {})).status).toBe(200);
    }
    expect((await dumpOf(sp.store))["events"]).toEqual(before);
  });

  it("may speak by key only of a person whom it was told of", async () => {
    const person = await one("PLAIN-4");
    await treatAs(sp, "ess.demo", "standard");
    await tell({ "@id": person.key, occupation: "spy" });
    expect(await shown(person.id, "occupation")).toBeUndefined();
  });
});
