import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { mayAsk, type Agreement } from "./agreement.ts";
import { askedTypes, type AskedType } from "./attributes.ts";
import { compareText, everybody, matches, type Criteria, type SortKey } from "./criteria.ts";
import { ageOn, recordSubject } from "./person-subject.ts";
import { bornBy } from "./derived.ts";
import { settle } from "./settling.ts";
import { askedStatesOf, criteriaOf } from "./test-criteria.ts";

describe.each(askedTypes)("a settled condition on a %s", (type) => {
  it("is settled for good, and means what it meant", () => {
    fc.assert(
      fc.property(
        criteriaOf(type),
        askedStatesOf(type, "sp.demo", "ess.demo"),
        (criteria, state) => {
          const settled = settle(type, criteria);
          if (!settled.ok) return;
          expect(settle(type, settled.criteria)).toEqual(settled);
          const subject = recordSubject(type, state, "2026-11-23");
          // Only identifiers are brought to another text than was asked for.
          if (JSON.stringify(criteria).includes("identifier_value")) return;
          expect(matches(settled.criteria, subject)).toBe(matches(criteria, subject));
        },
      ),
    );
  });
});

it("orders text as the bytes of UTF-8 stand", () => {
  const texts = fc.string({ unit: "binary", maxLength: 4 });
  fc.assert(
    fc.property(fc.oneof(texts, fc.constantFrom("\u{1F600}", "\uFFFF")), texts, (a, b) => {
      const bytes = Math.sign(Buffer.compare(Buffer.from(a), Buffer.from(b)));
      expect(compareText(a, b)).toBe(bytes);
    }),
  );
});

it("turns an age into a day of birth, on every day", () => {
  const days = fc
    .integer({ min: -40_000, max: 40_000 })
    .map((day) => new Date(day * 86_400_000).toISOString().slice(0, 10));
  const leap = fc.constantFrom("2004-02-29", "2024-02-29", "2023-03-01", "2023-02-28");
  const any = fc.oneof(days, leap);
  fc.assert(
    fc.property(any, any, fc.integer({ min: -5, max: 120 }), (birth, today, age) => {
      const bound = bornBy(age, today);
      expect(bound !== null && birth <= bound).toBe((ageOn(birth, today) ?? Number.NaN) >= age);
    }),
    { numRuns: 2_000 },
  );
});

describe("a partner may ask only about what the agreement tells", () => {
  const agreement = {
    records: {
      Person: ["sex", "birth_date", "employment_info", "household"],
      Household: ["region", "group_size"],
      Enrolment: ["person", "status"],
    },
    sensitive_reasons: false,
  } as unknown as Agreement;
  const asks = (attribute: string): Criteria => ({ attribute, is: "eq", value: "x" });
  const of = (some: string, where: Criteria = everybody): Criteria => ({ some, where });

  it.each<[boolean, AskedType, Criteria]>([
    [true, "Person", asks("sex")],
    [true, "Person", asks("age")],
    [true, "Person", asks("household.region")],
    [true, "Person", of("employment_info", asks("end_date"))],
    [true, "Person", asks("months_without_formal_work")],
    [false, "Person", asks("occupation")],
    [false, "Person", asks("linked")],
    [false, "Person", asks("household.poverty_score")],
    [false, "Person", of("identifiers", asks("identifier_value"))],
    [false, "Person", { not: { any: [asks("sex"), { all: [asks("occupation")] }] } }],
    [true, "Household", asks("group_size")],
    [true, "Household", of("member_list", asks("sex"))],
    [false, "Household", of("member_list", asks("occupation"))],
    [false, "Household", of("member_list", of("identifiers"))],
    [false, "Household", asks("poverty_score")],
    [true, "Enrolment", asks("status")],
    [true, "Enrolment", asks("member.sex")],
    [true, "Enrolment", asks("member.household.region")],
    [false, "Enrolment", asks("programme.id")],
    [false, "Enrolment", asks("member.occupation")],
    [false, "Enrolment", of("member.identifiers")],
  ])("%s: %s %j", (expected, type, criteria) => {
    expect(mayAsk(agreement, criteria, type)).toBe(expected);
  });

  it("nor order by anything else: the order would tell it", () => {
    const by = (attribute: string): SortKey[] => [{ attribute, descending: false }];
    expect(mayAsk(agreement, everybody, "Household", by("group_size"))).toBe(true);
    expect(mayAsk(agreement, everybody, "Household", by("poverty_score"))).toBe(false);
    expect(mayAsk(agreement, everybody, "Person", by("household.poverty_score"))).toBe(false);
  });

  it("nor about the members of a household when who belongs to one is not told", () => {
    const without = { ...agreement, records: { ...agreement.records, Person: ["sex"] } };
    expect(mayAsk(without, of("member_list", asks("sex")), "Household")).toBe(false);
  });

  it("nor across a relation that is not told: who lives where, whose enrolment it is", () => {
    const records = { ...agreement.records, Person: ["sex", "birth_date"], Enrolment: ["status"] };
    const without = { ...agreement, records } as Agreement;
    expect(mayAsk(without, asks("household.region"))).toBe(false);
    expect(mayAsk(without, asks("member.sex"), "Enrolment")).toBe(false);
    expect(mayAsk(without, of("member.employment_info"), "Enrolment")).toBe(false);
    const persons = { ...records, Enrolment: ["status", "person"] };
    const told = { ...agreement, records: persons } as Agreement;
    expect(mayAsk(told, asks("member.sex"), "Enrolment")).toBe(true);
    expect(mayAsk(told, asks("member.household.region"), "Enrolment")).toBe(false);
  });

  it("nor about why somebody is out of work, unless reasons of care and health go along", () => {
    const told = { ...agreement, records: { Person: ["unemployment_reason"] } };
    expect(mayAsk(told, asks("unemployment_reason"))).toBe(false);
    expect(mayAsk({ ...told, sensitive_reasons: true }, asks("unemployment_reason"))).toBe(true);
  });
});
