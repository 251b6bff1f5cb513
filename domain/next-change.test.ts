import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { everybody, matches, type Criteria } from "./criteria.ts";
import { nextChange } from "./next-change.ts";
import { personSubject, recordSubject } from "./person-subject.ts";
import { settle } from "./settling.ts";
import { askedStatesOf, criteriaOf } from "./test-criteria.ts";
import { deciding, recordWith } from "./test-records.ts";

const today = "2026-11-23";
const born = (birth_date: string) =>
  personSubject(recordWith(deciding(), "Person", { birth_date }).state, today);
const age = (is: "eq" | "gt" | "gte" | "lt" | "lte", value: number): Criteria => ({
  attribute: "age",
  is,
  value,
});

describe("the day on which time alone changes the answer", () => {
  it.each([
    ["somebody who turns 18", age("gte", 18), "2008-11-24", "2026-11-24"],
    ["somebody older than 18, by the standard's sample", age("gt", 18), "2008-11-24", "2027-11-24"],
    ["one who grows out of it", age("lt", 64), "1962-11-24", "2026-11-24"],
    ["one born on 29 February, in a year without", age("gte", 18), "2012-02-29", "2030-03-01"],
    ["and in a leap year", age("gte", 16), "2012-02-29", "2028-02-29"],
    ["equal now", age("eq", 18), "2008-11-20", "2027-11-20"],
    ["equal later", age("eq", 18), "2008-12-01", "2026-12-01"],
    ["somebody old enough already", age("gte", 18), "1990-01-01", null],
    ["a condition without time", everybody, "1990-01-01", null],
  ] as const)("%s", (_, criteria, birth, expected) => {
    expect(nextChange(criteria, born(birth), today)).toBe(expected);
  });

  it("is counted from the end of the last job too", () => {
    const { state } = recordWith(
      deciding(),
      "Person",
      {},
      {
        employment_info: {
          "sp.demo:1": { job_title: "cook", end_date: "2025-05-31" },
          "sp.demo:2": { job_title: "baker", end_date: "2024-01-01" },
        },
      },
    );
    const idle: Criteria = { attribute: "months_without_formal_work", is: "gte", value: 21 };
    expect(nextChange(idle, personSubject(state, today), today)).toBe("2027-03-01");
  });

  it("passes over a day on which only a part of the condition turns", () => {
    const both: Criteria = {
      all: [age("gte", 18), { attribute: "sex", is: "eq", value: "other" }],
    };
    expect(nextChange(both, born("2008-11-24"), today)).toBeNull();
  });
});

const dayAfter = (day: string, days: number) =>
  new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);

it("and until that day the answer is constant, whatever the condition and the record", () => {
  const dated = fc.oneof(
    fc.record({
      attribute: fc.constantFrom("age", "months_without_formal_work"),
      is: fc.constantFrom("eq" as const, "gt" as const, "lte" as const, "ne" as const),
      value: fc.constantFrom(17, 18, 17.5, 26, 0, 1, 300),
    }),
    criteriaOf("Person", 2),
  );
  const conditions = fc
    .array(fc.tuple(dated, fc.boolean()), { minLength: 1, maxLength: 3 })
    .map((parts) => ({ any: parts.map(([part, not]): Criteria => (not ? { not: part } : part)) }));
  const days = fc.array(fc.integer({ min: 0, max: 20_000 }), { minLength: 20, maxLength: 20 });
  fc.assert(
    fc.property(
      fc.constantFrom("Person" as const, "Household" as const),
      conditions,
      fc.array(askedStatesOf("Person", "sp.demo", "ess.demo"), { minLength: 1, maxLength: 3 }),
      days,
      (type, criteria, people, offsets) => {
        const condition: Criteria =
          type === "Person" ? criteria : { some: "member_list", where: criteria };
        const settled = settle(type, condition);
        if (!settled.ok) return;
        const [first] = people;
        const subject = recordSubject(
          type,
          type === "Person" && first ? first : { fields: {}, sets: {} },
          today,
          { members: people },
        );
        const now = matches(settled.criteria, subject);
        const next = nextChange(settled.criteria, subject, today);
        const before = offsets
          .map((offset) => dayAfter(today, offset))
          .filter((day) => next === null || day < next);
        if (next !== null) before.push(dayAfter(next, -1));
        for (const day of before) {
          expect([day, matches(settled.criteria, subject.on?.(day) ?? subject)]).toEqual([
            day,
            now,
          ]);
        }
        if (next !== null) {
          expect(matches(settled.criteria, subject.on?.(next) ?? subject)).toBe(!now);
        }
      },
    ),
    { numRuns: 500 },
  );
});
