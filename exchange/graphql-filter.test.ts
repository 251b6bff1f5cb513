import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { matches } from "../domain/criteria.ts";
import type { Json } from "../domain/json.ts";
import { personSubject } from "../domain/person-subject.ts";
import { deciding, recordWith } from "../domain/test-records.ts";
import { readFilter } from "./filter.ts";
import { filter_chars_max, readGraphqlFilter } from "./graphql-filter.ts";

/** The two filters of the standard's subscribe samples. */
const newEligible = `subscription NewEligibleEnrolments {
  enrolment(employment_status: "not employed", age_gt: 18, age_lt: 64) {
    id demographic_info { name { given_name surname } email phone_number } } }`;
const endedJobs = `subscription EndedJobs {
  enrolment(employment_status: "not employed", employment_info: { end_date_lt: "2025-02-16" }) {
    id demographic_info { name { given_name surname } } } }`;

function read(text: string) {
  const filter = readGraphqlFilter(text);
  if (!filter.ok) throw new Error(filter.reason);
  return filter;
}
function fits(text: string, fields: Record<string, Json>, jobs: Json[] = []): boolean {
  const elements = Object.fromEntries(jobs.map((job, index) => [`sp.demo:${index}`, job]));
  const { state } = recordWith(deciding(), "Person", fields, { employment_info: elements });
  return matches(read(text).criteria, personSubject(state, "2026-11-23"));
}

describe("the first official sample", () => {
  it("asks for people out of work between 18 and 64", () => {
    const person = { employment_status: "not_employed", birth_date: "1992-02-01" };
    expect(fits(newEligible, person)).toBe(true);
    expect(fits(newEligible, { ...person, employment_status: "employee" })).toBe(false);
    expect(fits(newEligible, { ...person, birth_date: "2008-02-01" })).toBe(false);
    expect(fits(newEligible, { ...person, birth_date: "1950-02-01" })).toBe(false);
    expect(fits(newEligible, { employment_status: "not_employed" })).toBe(false);
  });

  it("selects the name, the contact and who it is", () => {
    expect(read(newEligible).projection).toEqual([
      "@id",
      "member_identifier",
      "demographic_info.name.given_name",
      "demographic_info.name.surname",
      "demographic_info.email",
      "demographic_info.phone_number",
    ]);
  });
});

describe("the second official sample", () => {
  it("asks for somebody whose job ended before a day", () => {
    const person = { employment_status: "not_employed" };
    expect(fits(endedJobs, person, [{ job_title: "cook", end_date: "2025-02-15" }])).toBe(true);
    expect(fits(endedJobs, person, [{ job_title: "cook", end_date: "2025-02-16" }])).toBe(false);
    expect(fits(endedJobs, person, [{ job_title: "cook" }])).toBe(false);
    expect(fits(endedJobs, person)).toBe(false);
  });
});

it("understands codes, labels, lists and every comparison", () => {
  const person = { employment_status: "not_employed", birth_date: "1992-02-01", sex: "female" };
  for (const condition of [
    "age_gte: 34",
    "age_lte: 34",
    "age_ne: 35",
    "age_in: [33, 34]",
    'sex: "F"',
    "sex: female",
    'sex_in: ["male", "2"]',
    'birth_date_lt: "2000-01-01"',
    'demographic_info: { birth_date_lt: "2000-01-01", sex: "female" }',
  ]) {
    expect([condition, fits(`{ enrolment(${condition}) { id } }`, person)]).toEqual([
      condition,
      true,
    ]);
  }
  expect(read("{ enrolment }")).toMatchObject({ criteria: { all: [] }, projection: null });
});

describe("a filter is refused", () => {
  const inside = (condition: string) => `{ enrolment(${condition}) { id } }`;
  it.each([
    ["unknown attribute", inside("shoe_size: 40")],
    ["unknown attribute", inside('notes: "x"')],
    ["unknown attribute", inside("left_out: true")],
    ["unknown attribute", inside("linked: true")],
    ["unknown attribute", inside('__proto__: "x"')],
    ["unknown attribute", inside("constructor: { x: 1 }")],
    ["unknown attribute", inside('employment_info: { salary: "x" }')],
    ["unknown attribute", inside('employment_info: { employer: { name: "x" } }')],
    ["unknown attribute", inside('name: { nickname: "Diallo" }')],
    ["the filter is nested too deeply", inside(`${"a: {".repeat(9)}b: 1${"}".repeat(9)}`)],
    ["a comparison does not suit its attribute", inside('unemployment_reason_gt: "dismissed"')],
    ["a value is too long", inside(`occupation: "${"x".repeat(201)}"`)],
    ["a value is not understood", inside("age: $age")],
    ["a value is not understood", inside("age: null")],
    ["a value is not in its code list", inside('sex: "f2"')],
    ["a value is not in its code list", inside('employment_info: { employment_type: "x" }')],
    ["the filter must be one operation", `${newEligible} ${endedJobs}`],
    ["the filter must be one operation", "fragment F on X { id }"],
    ["the filter must subscribe to one field", "{ a b }"],
    ["the filter must subscribe to one field", "{ ...F }"],
    ["the filter is not GraphQL", "{"],
    ["the filter is not GraphQL", ""],
    ["the filter is too long", "x".repeat(filter_chars_max + 1)],
    ["the filter is not GraphQL", `{ a${"{ a ".repeat(1_000)}`],
    ["the filter has too many conditions", inside("age_gt: 1 ".repeat(60))],
    [
      "the filter has too many conditions",
      inside(`employment_info: {${'employer: "x" '.repeat(60)}}`),
    ],
    ["the filter has too many conditions", inside(`age_in: [${"1 ".repeat(301)}]`)],
  ])("with '%s' (%#)", (reason, text) => {
    expect(readGraphqlFilter(text)).toEqual({ ok: false, reason });
  });

  it("or read, but never breaks, whatever the text is", () => {
    fc.assert(
      fc.property(fc.string(), fc.jsonValue(), (text, odd) => {
        for (const filter of [text, inside(text), odd, { value: odd }, { expression: text }]) {
          expect(readFilter(filter)).toHaveProperty("ok");
        }
      }),
    );
  });
});

describe("the shape around a filter", () => {
  const plain = { ok: true, criteria: read(newEligible).criteria };
  it.each([
    ["text", newEligible],
    ["an expression", { expression: newEligible }],
    ["graphql by its own word", { type: "graphql", value: newEligible }],
    [
      "the template's nesting",
      { type: "expression", value: { type: "ns:org:QueryType:graphql", value: newEligible } },
    ],
    ["an expression inside a value", { type: "expression", value: { expression: newEligible } }],
  ])("may be %s", (_, filter) => {
    expect(readFilter(filter)).toMatchObject(plain);
  });

  it("may name one identifier, or be empty; anything else is said to be unsupported", () => {
    const byId = readFilter({ type: "UIN", value: "123" });
    expect(byId).toMatchObject({ ok: true, criteria: { some: "identifiers" } });
    expect(readFilter({})).toMatchObject({ ok: true, criteria: { all: [] } });
    expect(readFilter({ seq: [] })).toMatchObject({ ok: false });
    expect(readFilter([1, 2])).toMatchObject({ ok: false });
  });
});

it("a bare number of an employment status selects nobody: it is another status in each numbering", () => {
  for (const value of ["6", '"6"', '"06"', '"code:6"']) {
    expect(readFilter(`{ enrolment(employment_status: ${value}) { id } }`)).toEqual({
      ok: false,
      reason: "a value is not in its code list",
    });
  }
});
