import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { matches, type Criteria } from "../domain/criteria.ts";
import type { Json } from "../domain/json.ts";
import { recordSubject } from "../domain/person-subject.ts";
import { deciding, recordWith } from "../domain/test-records.ts";
import { writeExpression } from "./expression-writing.ts";
import { standardProfile } from "./profiles.ts";
import { readQuery } from "./query.ts";

const today = "2026-11-23";
const write = (criteria: Criteria) =>
  writeExpression("Household", criteria, standardProfile, today);

describe("a condition written for a registry", () => {
  it("says an age in days of birth, and codes in the registry's words", () => {
    const criteria: Criteria = {
      all: [
        { attribute: "region", is: "eq", value: "Port Marov" },
        {
          some: "member_list",
          where: {
            all: [
              { attribute: "age", is: "gte", value: 18 },
              { attribute: "age", is: "lte", value: 64 },
              { attribute: "employment_status", is: "eq", value: "not_employed" },
            ],
          },
        },
      ],
    };
    expect(write(criteria)).toEqual({
      $and: [
        { "place.contained_in_place.name": { $eq: "Port Marov" } },
        {
          member_list: {
            $elemMatch: {
              $and: [
                { "demographic_info.birth_date": { $lte: "2008-11-23" } },
                { "demographic_info.birth_date": { $gt: "1961-11-23" } },
                { employment_status: { $eq: "Not employed" } },
              ],
            },
          },
        },
      ],
    });
  });

  it("is refused where it cannot be said, and never said half", () => {
    const half: Criteria = {
      all: [
        { attribute: "region", is: "eq", value: "North" },
        { some: "member_list", where: { attribute: "age", is: "in", value: [18, 19] } },
      ],
    };
    expect(write(half)).toBeNull();
    expect(write({ any: [] })).toBeNull();
    expect(write({ attribute: "no_such", is: "eq", value: 1 })).toBeNull();
  });

  it("means the same when the other side reads it", () => {
    const comparison = fc.constantFrom("eq", "gt", "gte", "lt", "lte" as const);
    const ofMember: fc.Arbitrary<Criteria> = fc.oneof(
      fc.record({
        attribute: fc.constant("age"),
        is: comparison,
        value: fc.integer({ min: 0, max: 90 }),
      }) as fc.Arbitrary<Criteria>,
      fc.record({
        attribute: fc.constant("employment_status"),
        is: fc.constantFrom("eq", "ne" as const),
        value: fc.constantFrom<Json>("not_employed", "employee", "unknown"),
      }) as fc.Arbitrary<Criteria>,
      fc.record({
        attribute: fc.constant("sex"),
        is: fc.constant("in" as const),
        value: fc.constantFrom<Json>(["female"], ["female", "male"]),
      }) as fc.Arbitrary<Criteria>,
    );
    const criteria: fc.Arbitrary<Criteria> = fc.oneof(
      { maxDepth: 3 },
      fc.record({ some: fc.constant("member_list"), where: ofMember }),
      fc.record({
        attribute: fc.constant("group_size"),
        is: comparison,
        value: fc.integer({ min: 0, max: 8 }),
      }) as fc.Arbitrary<Criteria>,
      fc
        .array(
          ofMember.map((where): Criteria => ({ some: "member_list", where })),
          {
            minLength: 1,
            maxLength: 3,
          },
        )
        .chain((parts) =>
          fc.constantFrom<Criteria>({ all: parts }, { any: parts }, { not: { all: parts } }),
        ),
    );
    const person = fc.record({
      sex: fc.constantFrom<Json>("female", "male"),
      birth_date: fc.constantFrom<Json>("2008-11-23", "2008-11-24", "1961-11-23", "2004-02-29"),
      employment_status: fc.constantFrom<Json>("not_employed", "employee"),
    });
    fc.assert(
      fc.property(
        criteria,
        fc.array(person, { maxLength: 3 }),
        fc.integer({ min: 0, max: 8 }),
        (asked, people, group_size) => {
          const said = write(asked);
          const read = readQuery("Household", "expression", {
            type: "ns:org:QueryType:expression",
            value: { expression: said as object },
          });
          if (!read.ok) throw new Error(read.reason);
          const ctx = deciding();
          const household = recordWith(ctx, "Household", { group_size }).state;
          const members = people.map((one) => recordWith(ctx, "Person", one).state);
          const subject = recordSubject("Household", household, today, { members });
          expect(matches(read.criteria, subject)).toBe(matches(asked, subject));
        },
      ),
      { numRuns: 300 },
    );
  });
});
