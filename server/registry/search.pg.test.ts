import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { answerOffer, openEnrolment } from "../../domain/case-work.ts";
import { demoAgreement } from "../../tools/demo/agreements.ts";
import { newMember, register } from "../../delivery/test-carry.ts";
import type { JsonObject } from "../../domain/json.ts";
import type { NewMember } from "../../domain/registration.ts";
import { SearchResponse } from "../../wire/messages/search.ts";
import { reader } from "../../wire/reading.ts";
import { agreeOn, askNow } from "./test-asking.ts";
import { knock, openTestRegistry, treatAs, type TestRegistry } from "./test-registry.ts";

let at: TestRegistry;
let home: string;
let inHome: string[];
beforeAll(async () => {
  at = await openTestRegistry();
  await agreeOn(at, withSize);
  const family = await register(
    at.sp,
    member("Awa", "1985-03-01", { employment_status: "not_employed" }),
    member("Binta", "1990-06-15", { relationship: "spouse", main_contact: false }),
    member("Child", "2019-01-01", { relationship: "child", main_contact: false }),
  );
  home = family.home.key;
  inHome = family.people.map(({ key }) => key);
  await register(at.sp, member("Chidi", "1970-12-31", { employment_status: "employee" }));
  const [person] = family.people;
  if (!person) throw new Error("nobody");
  await at.sp.write((ctx) => {
    const programme = { id: "P-1", name: "Harbour works" };
    const opened = openEnrolment(ctx, person, {
      programme,
      reason: "",
      effective_date: "2026-11-01",
    });
    if (!opened.ok) throw new Error(opened.code);
    return opened.changes;
  });
});
afterAll(() => at.close());
afterEach(async () => {
  await agreeOn(at, withSize);
  await treatAs(at.sp, "ess.demo", "standard");
});

const { records } = demoAgreement("sp.demo", "ess.demo", "sp", "2026-11-23T09:00:00Z");
const withSize = {
  records: { ...records, Household: [...(records.Household ?? []), "group_size"] },
};
function member(given_name: string, birth_date: string, change: Partial<NewMember>): NewMember {
  const identifiers = [{ identifier_type: "UIN", identifier_value: `UIN-${given_name}` }];
  return newMember({ name: { given_name, surname: "Sow" }, birth_date, identifiers, ...change });
}
const namesOf = (found: JsonObject[]) =>
  found.map((record) => {
    const { demographic_info } = record as {
      demographic_info?: { name?: { given_name?: string } };
    };
    return demographic_info?.name?.given_name;
  });
const template = (type: string, expression: unknown) => ({
  type: `ns:org:QueryType:${type}`,
  value: { expression },
});

describe("every form of a question, through the door", () => {
  const byBirth = { "demographic_info.birth_date": { $gte: "1985-01-01", $lt: "1995-01-01" } };
  const predicate = (seq_num: number, attribute_name: string, operator: string, value: string) => ({
    seq_num,
    expression1: { attribute_name, operator, attribute_value: value },
  });
  it.each<[string, object, string[]]>([
    [
      "an identifier",
      { query_type: "idtype-value", query: { type: "UIN", value: "uin-awa" } },
      ["Awa"],
    ],
    [
      "an expression",
      { query: template("expression", { collection: "Member", query: byBirth }) },
      ["Awa", "Binta"],
    ],
    ["an expression without its template", { query: byBirth }, ["Awa", "Binta"]],
    [
      "$or and $not",
      {
        query: {
          $or: [
            { employment_status: { $eq: "Employee" } },
            { $not: { "demographic_info.birth_date": { $gt: "1986-01-01" } } },
          ],
        },
      },
      ["Awa", "Chidi"],
    ],
    [
      "a predicate list",
      {
        query_type: "predicate",
        query: [
          predicate(1, "demographic_info.birth_date", "ge", "1985-01-01"),
          { ...predicate(2, "employment_status", "eq", "not employed"), condition: "and" },
        ],
      },
      ["Awa"],
    ],
    [
      "GraphQL text",
      {
        query: template(
          "graphql",
          '{ enrolment(employment_status: "not employed") { id demographic_info { name { given_name } } } }',
        ),
      },
      ["Awa"],
    ],
    ["the empty one", { query: {} }, ["Awa", "Binta", "Chidi"]],
  ])("%s", async (_, criteria, names) => {
    const answer = await askNow(at, {
      sort: [{ attribute_name: "demographic_info.name.given_name" }],
      ...criteria,
    });
    expect(answer.item.status_reason_code ?? answer.item.status).toBe("succ");
    expect(namesOf(answer.records)).toEqual(names);
    expect(answer.item.pagination).toMatchObject({ page_number: 1, total_count: names.length });
    const read = reader(SearchResponse)(answer.body["message"]);
    expect(read.ok ? "" : read.reason).toBe("");
  });

  it("a selection in GraphQL text is all that is told", async () => {
    const query = template(
      "graphql",
      "{ enrolment(age_gt: 30) { demographic_info { name { given_name } } } }",
    );
    const [record] = (await askNow(at, { query })).records;
    expect(Object.keys(record?.["demographic_info"] ?? {}).sort()).toEqual(["@type", "name"]);
  });

  it.each([
    ["Member", "Person"],
    ["Person", "Person"],
    ["spdci-extensions-dci:Member", "Person"],
    ["Group", "Household"],
    ["HouseHold", "Household"],
    ["spdci:Beneficiary", "Enrolment"],
  ])("the record type %s is known, by any of the standard's members for it", async (word, type) => {
    const found = { Person: 3, Household: 2, Enrolment: 1 }[type];
    for (const named of [
      { reg_record_type: word },
      { response_entity: word },
      { query: template("expression", { collection: word, query: {} }) },
    ]) {
      const answer = await askNow(at, { query: {}, ...named });
      expect([answer.item.data?.reg_record_type, answer.records.length]).toEqual([word, found]);
    }
  });
});

describe("a group", () => {
  // The published sample flow 3: its question to the letter.
  const flow3 = {
    version: "1.0.0",
    reg_type: "ns:org:RegistryType:SP",
    reg_record_type: "Group",
    query_type: "expression",
    query: template("expression", {
      collection: "Group",
      query: {
        $and: [
          {
            member_list: {
              $elemMatch: {
                employment_status: { $eq: "not employed" },
                "demographic_info.birth_date": { $gte: "1962-02-16", $lte: "2008-02-16" },
              },
            },
          },
        ],
      },
    }),
    sort: [{ attribute_name: "group_size", sort_order: "asc" }],
    pagination: { page_size: 100, page_number: 1 },
    consent: {
      ts: "2026-02-16T12:30:00Z",
      purpose: { text: "", code: "SP_GROUP_SEARCH", ref_uri: "" },
    },
    authorize: { ts: "2026-02-16T12:30:00Z", purpose: { text: "", code: "SP_GROUP_SEARCH_AUTH" } },
  };

  it("is answered as in sample flow 3: head and members, only those covered", async () => {
    const answer = await askNow(at, flow3);
    expect(answer.ids).toEqual([home]);
    const [group] = answer.records as [JsonObject & { member_list: JsonObject[] }];
    expect(group).toMatchObject({ group_size: 3, group_head_info: { "@id": inHome[0] } });
    // The child is in the household, and not in the agreement.
    expect(group.member_list.map((one) => one["@id"])).toEqual(inHome.slice(0, 2));
    expect(answer.text).not.toContain("UIN-Child");
    expect(answer.item.pagination).toEqual({ page_size: 100, page_number: 1, total_count: 1 });
    const told = await at.sp.sql<{ record_id: string; subject: string | null }>(
      "select record_id, subject from disclosures where message_id = $1 order by pos",
      [answer.correlationId],
    );
    expect(told).toHaveLength(3);
    expect(told.filter(({ subject }) => subject === null)).toHaveLength(1);
  });

  it("is not found by somebody in it who is not covered: not by what is asked, nor counted", async () => {
    const child = { $elemMatch: { "demographic_info.birth_date": { $gt: "2018-01-01" } } };
    const answer = await askNow(at, { ...flow3, query: { member_list: child } });
    expect(answer.item).toMatchObject({ status: "succ", pagination: { total_count: 0 } });
  });

  it("shows no members where the agreement does not tell who lives where", async () => {
    const Person = (records.Person ?? []).filter((field) => field !== "household");
    await agreeOn(at, { records: { ...withSize.records, Person } });
    const answer = await askNow(at, { ...flow3, query: {} });
    expect(answer.records).toHaveLength(2);
    expect(answer.text).not.toMatch(/UIN-|member_list|Awa/);
  });
});

describe("a beneficiary", () => {
  it("is an enrolment with its person, found by programme", async () => {
    const criteria = {
      reg_type: "ns:org:RegistryType:IBR",
      response_entity: "Beneficiary",
      query: { "programme_identifier.programme_identifier": { $eq: "P-1" } },
    };
    const answer = await askNow(at, criteria);
    expect(answer.item.data?.reg_type).toBe("ns:org:RegistryType:IBR");
    expect(answer.records).toMatchObject([
      { enrolment_status: "Active", member: { "@id": inHome[0] } },
    ]);
    const Enrolment = (records.Enrolment ?? []).filter((field) => field !== "person");
    await agreeOn(at, { records: { ...records, Enrolment } });
    const [alone] = (await askNow(at, criteria)).records;
    expect(alone).not.toHaveProperty("member");
  });
});

describe("a faulty item is rejected by its code, and the others are answered", () => {
  const fine = { query_type: "idtype-value", query: { type: "UIN", value: "UIN-Awa" } };
  it.each<[string, string, object]>([
    ["an unknown record type", "rjct.search_criteria.invalid", { reg_record_type: "Payment" }],
    ["an unknown kind of query", "rjct.search_criteria.invalid", { query_type: "sql" }],
    ["no query", "rjct.search_criteria.invalid", { query: null }],
    [
      "an unknown attribute",
      "rjct.search_criteria.invalid",
      { query_type: "expression", query: { shoe: 4 } },
    ],
    [
      "an attribute that is not told",
      "rjct.search_criteria.invalid",
      { query_type: "expression", query: { marital_status: { $eq: "single" } } },
    ],
    [
      "an operator that runs code",
      "rjct.search_criteria.invalid",
      { query_type: "expression", query: { $where: "1" } },
    ],
    [
      "a value that is none",
      "rjct.filter.invalid",
      { query_type: "expression", query: { "demographic_info.birth_date": { $gt: "soon" } } },
    ],
    [
      "an order by what is not told",
      "rjct.sort.invalid",
      { sort: [{ attribute_name: "marital_status" }] },
    ],
    [
      "an order that is none",
      "rjct.sort.invalid",
      { sort: [{ attribute_name: "birth_date", sort_order: "up" }] },
    ],
    ["page 0", "rjct.pagination.invalid", { pagination: { page_size: 10, page_number: 0 } }],
    ["a page of 0", "rjct.pagination.invalid", { pagination: { page_size: 0 } }],
    ["a page of 1,001", "rjct.pagination.invalid", { pagination: { page_size: 1001 } }],
    ["a page that is a word", "rjct.pagination.invalid", { pagination: "first" }],
  ])("%s: %s", async (_, code, fault) => {
    const answer = await askNow(at, [{ ...fine, ...fault }, fine]);
    expect(answer.items.map((one) => one.status_reason_code ?? one.status)).toEqual([code, "succ"]);
    expect(answer.items[0]?.data).toBeUndefined();
  });

  it("a reference that came already, and a time without a zone", async () => {
    const item = { reference_id: "r", timestamp: "2026-11-23T09:00:00Z", search_criteria: fine };
    const search_request = [item, item, { ...item, reference_id: "s", timestamp: "today" }];
    const message = { transaction_id: "t", search_request };
    const answer = await knock(at, at.ess, at.sp, "sync/search", message);
    expect(
      (answer.body["message"] as { search_response: JsonObject[] }).search_response.map(
        (one) => one["status_reason_code"],
      ),
    ).toEqual([undefined, "rjct.reference_id.duplicate", "rjct.timestamp.invalid"]);
  });
});

describe("whoever is not covered cannot be noticed", () => {
  it("by the count, the order, an end beyond the last page, or the words of a refusal", async () => {
    const { people } = await register(at.sp, member("Hidden", "1980-01-01", {}));
    const [person] = people;
    if (!person) throw new Error("nobody");
    const everybody = { query: {}, sort: [{ attribute_name: "birth_date" }] };
    const before = await askNow(at, everybody);
    expect(before.records).toHaveLength(4);
    await at.sp.write((ctx) => {
      const said = answerOffer(ctx, person, "said_no");
      if (!said.ok) throw new Error(said.code);
      return said.changes;
    });
    const after = await askNow(at, everybody);
    expect(after.ids).toEqual(before.ids.filter((id) => id !== person.key));
    expect(after.item.pagination?.total_count).toBe(3);
    const beyond = { ...everybody, pagination: { page_size: 3, page_number: 2 } };
    expect((await askNow(at, beyond)).item).toMatchObject({
      status: "succ",
      data: { reg_records: [] },
      pagination: { total_count: 3 },
    });
  });

  it("with consent as the basis, who gave none is neither found nor counted", async () => {
    await agreeOn(at, { basis: "consent" });
    expect((await askNow(at, { query: {} })).item.pagination?.total_count).toBe(0);
    await at.sp.sql(
      `insert into consents (system, record_id, purpose, partner, state)
        select 'sp.demo', id, 'work_support', 'ess.demo', 'given' from records where key = $1`,
      [inHome[1]],
    );
    const answer = await askNow(at, { query: {} });
    expect([answer.ids, answer.item.pagination?.total_count]).toEqual([[inHome[1]], 1]);
  });
});
