import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  attributesOf,
  everybody,
  matches,
  type Comparison,
  type Criteria,
  type Subject,
} from "./criteria.ts";
import type { Json } from "./json.ts";
import { personSubject } from "./person-subject.ts";
import { settle } from "./settling.ts";
import { emptyState } from "./record.ts";
import { deciding, recordWith } from "./test-records.ts";

const subject = (values: Record<string, Json>): Subject => ({
  value: (attribute) => values[attribute],
  list: (attribute) =>
    ((values[attribute] ?? []) as Record<string, Json>[]).map((one) => subject(one)),
});
const is = (attribute: string, how: Comparison, value: Json) =>
  ({ attribute, is: how, value }) satisfies Criteria;

describe("a comparison", () => {
  it.each([
    ["eq", 5, true],
    ["eq", "5", true],
    ["ne", 5, false],
    ["gt", 4, true],
    ["gt", 5, false],
    ["gte", 5, true],
    ["lt", 6, true],
    ["lte", 4, false],
    ["in", [4, 5], true],
    ["in", [4], false],
    ["in", 5, false],
    ["gt", "b", false],
    ["eq", "", false],
    ["eq", null, false],
    ["exists", true, true],
  ] as const)("of 5 that is %s %j is %s", (how, value, expected) => {
    expect(matches(is("n", how, value as Json), subject({ n: 5 }))).toBe(expected);
  });

  it("of what is not known is never met, but by ne", () => {
    for (const how of ["eq", "gt", "gte", "lt", "lte", "in"] as const) {
      expect(matches(is("n", how, how === "in" ? [0, null] : 0), subject({}))).toBe(false);
      expect(matches(is("n", how, how === "in" ? [0, null] : 0), subject({ n: null }))).toBe(false);
    }
    expect(matches(is("n", "ne", 0), subject({}))).toBe(true);
  });

  it("compares days as text", () => {
    const born = subject({ birth_date: "1992-02-01" });
    expect(matches(is("birth_date", "lt", "1992-02-02"), born)).toBe(true);
    expect(matches(is("birth_date", "gt", "1992-02-02"), born)).toBe(false);
  });
});

it("puts conditions together as logic does", () => {
  const person = subject({ n: 5 });
  fc.assert(
    fc.property(fc.array(fc.nat(9)), (numbers) => {
      const parts = numbers.map((n) => is("n", "gt", n));
      const each = parts.map((part) => matches(part, person));
      expect(matches({ all: parts }, person)).toBe(each.every(Boolean));
      expect(matches({ any: parts }, person)).toBe(each.some(Boolean));
      expect(matches({ not: { all: parts } }, person)).toBe(!each.every(Boolean));
    }),
  );
  expect(matches(everybody, subject({}))).toBe(true);
});

it("asks of one and the same item of a list", () => {
  const jobs = subject({
    jobs: [
      { title: "cook", end: "2025-01-01" },
      { title: "baker", end: "2026-01-01" },
    ],
  });
  const where: Criteria = { all: [is("title", "eq", "cook"), is("end", "gt", "2025-06-01")] };
  expect(matches({ some: "jobs", where }, jobs)).toBe(false);
  expect(matches({ some: "jobs", where: is("end", "gt", "2025-06-01") }, jobs)).toBe(true);
});

it("names every attribute it asks about", () => {
  const criteria: Criteria = {
    all: [{ not: is("age", "gt", 18) }, { any: [{ some: "jobs", where: is("end", "lt", "x") }] }],
  };
  expect(attributesOf(criteria)).toEqual(["age", "jobs", "end"]);
});

describe("a person as conditions see one", () => {
  const state = recordWith(
    deciding(),
    "Person",
    { birth_date: "1992-02-01", name: { given_name: "Amina", surname: "Diallo" }, notes: "x" },
    { employment_info: { "sp.demo:1": { job_title: "cook", end_date: "2025-01-01" } } },
  ).state;
  const amina = personSubject(state, "2026-11-23");

  it("has an age, parts of a name, lists, and a link only when told so", () => {
    expect(amina.value("age")).toBe(34);
    expect(amina.value("name.surname")).toBe("Diallo");
    expect(amina.value("name.surname.x")).toBeUndefined();
    expect(amina.list("employment_info").map((job) => job.value("job_title"))).toEqual(["cook"]);
    expect(amina.value("linked")).toBe(false);
    expect(personSubject(emptyState, "2026-11-23", { linked: true }).value("linked")).toBe(true);
    expect(personSubject(emptyState, "2026-11-23").value("age")).toBeUndefined();
  });

  it("may not be asked for anything local, nor for contact details", () => {
    for (const attribute of ["notes", "left_out", "phone_number", "email", "address"]) {
      expect(settle("Person", is(attribute, "eq", "x"))).toMatchObject({ ok: false });
    }
    expect(settle("Person", is("age", "eq", 3))).toMatchObject({ ok: true });
  });
});
