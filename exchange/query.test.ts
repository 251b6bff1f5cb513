import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { askedTypes, type AskedType } from "../domain/attributes.ts";
import { matches, type Criteria } from "../domain/criteria.ts";
import type { Json } from "../domain/json.ts";
import { recordSubject, type Beside } from "../domain/person-subject.ts";
import { criteria_values_max } from "../domain/settling.ts";
import { deciding, recordWith } from "../domain/test-records.ts";
import { readQuery } from "./query.ts";
import { readSort } from "./sort.ts";

const today = "2026-11-23";
const stateOf = (
  type: AskedType,
  fields: Record<string, Json>,
  sets: Record<string, Record<string, Json>> = {},
) => recordWith(deciding(), type, fields, sets).state;

const uin = (value: string) => ({
  identifiers: { "sp.demo:1": { identifier_type: "UIN", identifier_value: value } },
});
const amina = stateOf(
  "Person",
  { sex: "female", birth_date: "1992-02-01", employment_status: "not_employed" },
  uin("555 01"),
);
const omar = stateOf(
  "Person",
  { sex: "male", birth_date: "2003-05-05", employment_status: "employee" },
  uin("777"),
);
const home = stateOf("Household", {
  number: "HH-7",
  poverty_score: 2.4,
  group_size: 4,
  region: "North",
});
const enrolment = stateOf("Enrolment", {
  programme: { id: "CASH-1", name: "Cash" },
  status: "active",
});

function criteriaOf(type: AskedType, query: unknown, word = "expression"): Criteria {
  const read = readQuery(type, word, query);
  if (!read.ok) throw new Error(read.reason);
  return read.criteria;
}
const subjects: Record<AskedType, [ReturnType<typeof stateOf>, Beside]> = {
  Person: [amina, { household: home }],
  Household: [home, { members: [amina, omar] }],
  Enrolment: [enrolment, { person: amina }],
};
function meets(type: AskedType, query: unknown, word?: string): boolean {
  const [state, beside] = subjects[type];
  return matches(criteriaOf(type, query, word), recordSubject(type, state, today, beside));
}

describe("the published samples, by their shape", () => {
  const nosql = (collection: string, query: object) => ({
    type: "ns:org:QueryType:NoSql",
    value: { expression: { collection, query } },
  });
  const row = (...predicates: [string, string, string][]) => {
    const named = predicates.map(([attribute_name, operator, attribute_value], index) => [
      `expression${index + 1}`,
      { attribute_name, operator, attribute_value },
    ]);
    return Object.fromEntries(named) as object;
  };

  it.each<[string, AskedType, unknown, boolean]>([
    [
      "households with a member out of work and born between",
      "Household",
      {
        type: "ns:org:QueryType:expression",
        value: {
          expression: {
            collection: "Group",
            query: {
              $and: [
                {
                  member_list: {
                    $elemMatch: {
                      employment_status: { $eq: "not employed" },
                      "demographic_info.birth_date": { $gte: "1960-01-01", $lte: "2000-01-01" },
                    },
                  },
                },
              ],
            },
          },
        },
      },
      true,
    ],
    ["poor groups", "Household", nosql("Group", { $and: [{ poverty_score: { $lt: 5 } }] }), true],
    [
      "small households",
      "Household",
      nosql("HouseHold", { $and: [{ household_size: { $lt: 4 } }] }),
      false,
    ],
    [
      "widowed women",
      "Person",
      nosql("Group", {
        $and: [
          { "demographic_info.person.sex": { $eq: "female" } },
          { marital_status: { $eq: "W" } },
        ],
      }),
      false,
    ],
    [
      "an identifier as a predicate, with empty words around",
      "Person",
      [{ seq_num: "", ...row(["UIN", "eq", "555-01"]), condition: "", expression2: "" }],
      true,
    ],
    [
      "three predicates in one row",
      "Person",
      [
        {
          seq_num: 1,
          ...row(["age", "lt", "40"], ["poverty_score", "lt", "2.5"], ["gender", "eq", "f"]),
          condition: "and",
        },
      ],
      true,
    ],
    [
      "a code compared by its order",
      "Person",
      [
        {
          seq_num: 1,
          ...row(["age", "lt", "40"], ["gender", "lt", "m"], ["poverty_score", "eq", "5"]),
          condition: "and",
        },
      ],
      false,
    ],
    [
      "somebody by an identifier without a dollar",
      "Person",
      { person_identifier: { eq: "55501" } },
      true,
    ],
    [
      "one predicate on its own",
      "Enrolment",
      { attribute_name: "person_identifier", operator: "eq", attribute_value: "55501" },
      true,
    ],
    [
      "an enrolment in a programme",
      "Enrolment",
      {
        person_identifier: { eq: "55501" },
        "programme_identifier.program.programme_identifier": { eq: "CASH-1" },
      },
      true,
    ],
    ["idtype-value", "Person", { type: "UIN", value: "55501" }, true],
    ["idtype-value of a number", "Person", { type: "UIN", value: 777 }, false],
    ["idtype-value of a member", "Household", { type: "UIN", value: "777" }, true],
    ["a household's own number", "Household", { type: "HouseholdNumber", value: "HH-7" }, true],
  ])("%s", (_, type, query, expected) => {
    expect(meets(type, query)).toBe(expected);
  });

  it("names a projection only where a selection is made", () => {
    expect(readQuery("Person", "idtype-value", { type: "UIN", value: "1" })).toMatchObject({
      projection: null,
    });
    expect(readQuery("Person", "graphql", "{ enrolment { id } }")).toMatchObject({
      projection: ["@id", "member_identifier"],
    });
  });
});

describe("an expression", () => {
  it.each<[AskedType, object, boolean]>([
    ["Person", { sex: "female" }, true],
    ["Person", { sex: { $ne: "F" } }, false],
    ["Person", { sex: { $in: ["1", "2"] } }, true],
    ["Person", { sex: { $nin: ["male"] } }, true],
    ["Person", { $or: [{ sex: "male" }, { age: { $gte: 34 } }] }, true],
    ["Person", { $nor: [{ sex: "male" }, { age: { $gte: 34 } }] }, false],
    ["Person", { $not: { sex: "male" } }, true],
    ["Person", { age: { $not: { $gt: 30 } } }, false],
    ["Person", { occupation: { $exists: false } }, true],
    ["Person", { occupation: null }, true],
    ["Person", { sex: { $exists: true } }, true],
    ["Person", { employment_info: { $exists: true } }, false],
    [
      "Person",
      { demographic_info: { sex: "female", birth_date: { $lt: "2000-01-01T00:00:00Z" } } },
      true,
    ],
    ["Person", { "household.region": "North" }, true],
    ["Person", { location: { $eq: "North" } }, true],
    ["Household", { "member_list.sex": "male" }, true],
    // As in Mongo: no member at all is male.
    ["Household", { "member_list.sex": { $ne: "male" } }, false],
    ["Household", { member_list: { sex: "male", employment_status: "not employed" } }, false],
    ["Household", { "member_list.UIN": "777" }, true],
    ["Household", { group_identifier: "HH-7", geographical_location: null }, true],
    ["Enrolment", { "member.demographic_info.sex": "female", enrollment_status: "Active" }, true],
    ["Enrolment", { "member.employment_info.end_date": { $lt: "2025-01-01" } }, false],
    ["Person", {}, true],
  ])("on a %s: %j", (type, query, expected) => {
    expect(meets(type, query)).toBe(expected);
  });
});

describe("a predicate list", () => {
  const predicate = (attribute_name: string, operator: string, attribute_value: Json) => ({
    attribute_name,
    operator,
    attribute_value,
  });
  const young = predicate("age", "lt", 20);
  const woman = predicate("sex", "eq", "female");
  const idle = predicate("employment_status", "in", "not employed,employee");

  it.each<[string, unknown[], boolean]>([
    ["rows joined by and", [{ expression1: woman }, { expression1: idle }], true],
    ["or within a row", [{ expression1: young, condition: "or", expression2: woman }], true],
    ["or to the next row", [{ expression1: young, condition: "or" }, { expression1: woman }], true],
    ["and not", [{ expression1: woman, condition: "not", expression2: young }], true],
    ["not on its own", [{ expression1: young, condition: "not" }], true],
    [
      "the order of seq_num: (young or woman) and young",
      [
        { seq_num: 3, expression1: young },
        { seq_num: 1, expression1: young, condition: "or" },
        { seq_num: 2, expression1: woman },
      ],
      false,
    ],
    [
      "lists, ge and le",
      [
        {
          expression1: predicate("age", "ge", 34),
          condition: "and",
          expression2: predicate("age", "le", "34"),
        },
      ],
      true,
    ],
    ["booleans in words", [{ expression1: predicate("main_contact", "ne", "yes") }], true],
    ["bare predicates", [woman, young], false],
  ])("reads %s", (_, rows, expected) => {
    expect(meets("Person", rows, "predicate")).toBe(expected);
  });
});

describe("the same condition in several forms", () => {
  const values: Record<string, Json[]> = {
    age: [17, 18, 34, 35],
    sex: ["male", "female"],
    birth_date: ["1992-02-01", "1992-02-02"],
    employment_status: ["not_employed", "employee"],
  };
  const comparison = fc.constantFrom(...Object.keys(values)).chain((name) =>
    fc.record({
      name: fc.constant(name),
      is: fc.constantFrom("eq", "ne", "gt", "gte", "lt", "lte"),
      value: fc.constantFrom(...(values[name] ?? [])),
    }),
  );

  it("reads to the same answer, whether expression, predicates or GraphQL", () => {
    fc.assert(
      fc.property(
        fc.array(comparison, { minLength: 1, maxLength: 4 }),
        fc.constantFrom("and", "or"),
        fc.constantFrom(amina, omar),
        (parts, word, state) => {
          const short: Record<string, string> = { gte: "ge", lte: "le" };
          const predicates = parts.map(({ name, is, value }) => ({
            expression1: {
              attribute_name: name,
              operator: short[is] ?? is,
              attribute_value: typeof value === "number" ? `${value}` : value,
            },
            condition: word,
          }));
          const expression = {
            [`$${word}`]: parts.map(({ name, is, value }) => ({ [name]: { [`$${is}`]: value } })),
          };
          const subject = recordSubject("Person", state, today);
          const answers = [expression, predicates].map((query) =>
            matches(criteriaOf("Person", query), subject),
          );
          if (word === "and") {
            const args = parts.map(
              ({ name, is, value }) => `${name}_${is}: ${JSON.stringify(value)}`,
            );
            const text = `{ enrolment(${args.join(" ")}) { id } }`;
            answers.push(matches(criteriaOf("Person", text), subject));
          }
          expect(new Set(answers).size).toBe(1);
        },
      ),
    );
  });
});

describe("a hostile query", () => {
  const deep = (levels: number, wrap: (inner: unknown) => unknown, end: unknown) => {
    let value = end;
    for (let level = 0; level < levels; level += 1) value = wrap(value);
    return value;
  };
  const leaf = { sex: "female" };
  const many = Array.from({ length: 10_000 }, () => leaf);

  it.each<[string, unknown]>([
    ["the filter is nested too deeply", deep(5_000, (inner) => ({ $and: [inner] }), leaf)],
    ["the filter is nested too deeply", deep(5_000, (inner) => ({ $not: inner }), leaf)],
    ["the filter is nested too deeply", deep(5_000, (inner) => ({ a: inner }), leaf)],
    ["the filter is nested too deeply", deep(5_000, (inner) => ({ value: inner }), leaf)],
    ["the filter is nested too deeply", { age: deep(5_000, (inner) => ({ $not: inner }), {}) }],
    ["the filter is nested too deeply", deep(9, (inner) => ({ $not: inner }), leaf)],
    ["the filter has too many conditions", { $or: many }],
    ["the filter has too many conditions", many.map(() => ({ expression1: {} }))],
    [
      "the filter has too many conditions",
      { $or: deep(60, (inner) => [leaf, ...(inner as [])], []) },
    ],
    [
      "the filter has too many conditions",
      { age: { $in: Array.from({ length: criteria_values_max + 1 }, (_, nth) => nth) } },
    ],
    ["unknown operator", { $where: "sleep(1000)" }],
    ["unknown operator", { sex: { $regex: "(a+)+$" } }],
    ["unknown operator", { sex: { $eq: "female", $expr: {} } }],
    ["unknown operator", { attribute_name: "sex", operator: "like", attribute_value: "%" }],
    ["unknown attribute", JSON.parse('{"__proto__": {"sex": "female"}}')],
    ["unknown attribute", JSON.parse('{"constructor": {"prototype": "x"}}')],
    ["unknown attribute", { "sex; drop table records": "x" }],
    ["unknown attribute", { linked: true }],
    ["unknown attribute", { notes: "x" }],
    ["unknown attribute", { phone_number: "070" }],
    ["unknown attribute", { "household.member_list.sex": "female" }],
    ["unknown attribute", { "household.linked": true }],
    ["unknown attribute", { sex: { $elemMatch: leaf } }],
    ["unknown attribute", { employment_info: "cook" }],
    ["unknown attribute", { ["x".repeat(10_000)]: 1 }],
    ["a value is not understood", { age: Number.NaN }],
    ["a value is not understood", { age: "18; select 1" }],
    ["a value is not understood", { age: "1e9" }],
    ["a value is not understood", { birth_date: "2026-02-31" }],
    ["a value is not understood", { birth_date: 20_000_101 }],
    ["a value is not understood", { sex: ["female"] }],
    ["a value is not understood", { occupation: "a\0b" }],
    ["a value is not understood", { occupation: "a\ud800" }],
    ["a value is not understood", { occupation: { $exists: "yes" } }],
    ["a value is not understood", { main_contact: "perhaps" }],
    ["a value is not in its code list", { sex: "x" }],
    ["a value is too long", { occupation: "x".repeat(201) }],
    ["a comparison does not suit its attribute", { self_id_disability: { $gt: true } }],
    ["a comparison does not suit its attribute", { unemployment_reason: { $lt: "dismissed" } }],
    ["a comparison does not suit its attribute", { main_contact: { $gte: true } }],
    ["this form of query is not known", { $and: [] }],
    ["this form of query is not known", { $and: "x" }],
    ["this form of query is not known", { $and: [1] }],
    ["this form of query is not known", [{ seq_num: "first", expression1: {} }]],
    ["this form of query is not known", [{ expression1: "", expression2: "" }]],
    ["this form of query is not known", [[]]],
    ["this form of query is not known", 7],
    ["this form of query is not known", true],
    ["this form of query is not known", { type: "UIN", value: "" }],
    ["this form of query is not known", { type: "x".repeat(100), value: "1" }],
  ])("is a fault: %s (%#)", (reason, query) => {
    expect(readQuery("Person", "expression", query)).toEqual({ ok: false, reason });
  });

  it("is a fault when the word beside it is none of the standard's", () => {
    expect(readQuery("Person", "sql", leaf)).toEqual({ ok: false, reason: "unknown query type" });
    expect(readQuery("Person", "ns:org:QueryType:NoSql", leaf)).toMatchObject({ ok: true });
  });

  it("is read or refused, and never breaks, whatever it is", () => {
    const names = fc.constantFrom(
      "$and $or $not $nor $eq $in $elemMatch sex age member_list identifiers value type expression query collection expression1 condition seq_num attribute_name operator attribute_value __proto__ $exists employment_info".split(
        " ",
      ),
    );
    const { tree } = fc.letrec((tie) => ({
      tree: fc.oneof(
        { depthSize: "large", withCrossShrink: true },
        fc.oneof(fc.string(), fc.double(), fc.boolean(), fc.constant(null), fc.constant("female")),
        fc.array(tie("tree"), { maxLength: 3 }),
        fc.dictionary(
          names.chain((list) => fc.constantFrom(...list)),
          tie("tree"),
          { maxKeys: 4 },
        ),
      ),
    }));
    fc.assert(
      fc.property(fc.constantFrom(...askedTypes), tree, fc.string(), (type, query, word) => {
        expect(readQuery(type, undefined, query)).toHaveProperty("ok");
        expect(readQuery(type, word, query)).toHaveProperty("ok");
        expect(readSort(type, query)).toHaveProperty("ok");
      }),
      { numRuns: 2_000 },
    );
  });
});

describe("an order", () => {
  const by = (attribute_name: string, sort_order?: string) => [
    { attribute_name, ...(sort_order === undefined ? {} : { sort_order }) },
  ];
  const sorted = (attribute: string, descending = false) => ({
    ok: true,
    sort: [{ attribute, descending }],
    unordered: false,
  });

  it.each<[AskedType, unknown, unknown]>([
    ["Household", by("group_size", "asc"), sorted("group_size")],
    ["Household", by("household_size", "desc"), sorted("group_size", true)],
    ["Household", { attribute_name: "poverty_score" }, sorted("poverty_score")],
    ["Person", by("poverty_score", "asc"), sorted("household.poverty_score")],
    ["Person", by("demographic_info.name.surname", "ASC"), sorted("name.surname")],
    // The older were born earlier.
    ["Person", by("age", "asc"), sorted("birth_date", true)],
    ["Enrolment", by("member.age", "desc"), sorted("member.birth_date")],
    ["Person", by("UIN", "asc"), { ok: true, sort: [], unordered: true }],
    ["Person", "", { ok: true, sort: [], unordered: false }],
    ["Person", undefined, { ok: true, sort: [], unordered: false }],
    ["Person", by("shoe_size"), { ok: false, reason: "unknown attribute" }],
    ["Person", by("linked"), { ok: false, reason: "unknown attribute" }],
    ["Person", by("unemployment_reason"), { ok: false, reason: "unknown attribute" }],
    ["Person", by("employment_info.end_date"), { ok: false, reason: "unknown attribute" }],
    ["Household", by("member_list.sex"), { ok: false, reason: "unknown attribute" }],
    ["Person", by("sex", "upwards"), { ok: false, reason: "this form of sort is not known" }],
    ["Person", "sex", { ok: false, reason: "this form of sort is not known" }],
    [
      "Person",
      Array(6).fill(by("sex")[0]),
      { ok: false, reason: "this form of sort is not known" },
    ],
  ])("of a %s by %j", (type, given, expected) => {
    expect(readSort(type, given)).toEqual(expected);
  });
});
