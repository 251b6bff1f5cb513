import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Json } from "./json.ts";
import { mayBeOffered, offerRules, offerState, type OfferRule } from "./offer.ts";
import { ageOn } from "./person-subject.ts";
import { emptyState, type RecordState } from "./record.ts";
import { personTable } from "./records/person.ts";
import { deciding, recordWith, statesOf, valuesOfField } from "./test-records.ts";

const today = "2026-11-23";
const fit = {
  birth_date: "1992-02-01",
  household: "sp.demo/h1",
  vital_status: "alive",
  in_full_time_education: false,
  work_offer: "not_offered",
};
const person = (fields: Record<string, Json>): RecordState =>
  recordWith(deciding(), "Person", { ...fit, ...fields }).state;
const broken = (fields: Record<string, Json>): OfferRule[] =>
  mayBeOffered(person(fields), today)
    .reasons.filter(({ met }) => !met)
    .map(({ rule }) => rule);

it("is made to whoever meets every rule, and says every rule", () => {
  const { fits, reasons } = mayBeOffered(person({}), today);
  expect(fits).toBe(true);
  expect(reasons).toEqual(offerRules.map((rule) => ({ rule, met: true })));
});

describe.each([
  ["alive", { vital_status: "reported" }],
  ["alive", { vital_status: "confirmed" }],
  ["in_household", { household: "" }],
  ["age", { birth_date: "2008-11-24" }],
  ["age", { birth_date: "1961-11-23" }],
  ["age", { birth_date: "unknown" }],
  ["education", { in_full_time_education: true }],
  ["not_already", { work_offer: "accepted" }],
  ["not_left_out", { left_out: true }],
  ["not_left_out", { work_offer: "left_out" }],
] as const)("the rule %s", (rule, fields) => {
  it(`alone is not met with ${JSON.stringify(fields)}, and then there is no offer`, () => {
    expect(broken(fields)).toEqual([rule]);
    expect(mayBeOffered(person(fields), today).fits).toBe(false);
  });
});

it.each([
  ["2008-11-23", "on the 18th birthday"],
  ["1961-11-24", "on the last day of the 64th year"],
])("is made to somebody born %s: %s", (birth_date) => {
  expect(broken({ birth_date })).toEqual([]);
});

it("knows nobody's vital status or schooling as a reason against them", () => {
  const { birth_date, household } = fit;
  const little = recordWith(deciding(), "Person", { birth_date, household }).state;
  expect(mayBeOffered(little, today).fits).toBe(true);
});

const never = [
  "sex",
  "self_id_disability",
  "care_hours",
  "marital_status",
  "relationship",
  "main_contact",
] as const;

it("is the same for twins who differ only in what the rule may never read", () => {
  const traits = fc.record(
    Object.fromEntries(never.map((field) => [field, valuesOfField("Person", field)])),
    { requiredKeys: [] },
  ) as fc.Arbitrary<Record<string, Json>>;
  const languages = fc.dictionary(fc.constantFrom("sp.demo:1", "ess.demo:2"), fc.constant("fr"));
  fc.assert(
    fc.property(statesOf("Person"), traits, languages, traits, languages, (base, a, la, b, lb) => {
      const twin = (fields: Record<string, Json>, spoken: Record<string, Json>): RecordState => {
        const own = recordWith(deciding(), "Person", fields, { languages: spoken }).state;
        const kept = Object.entries(base.fields).filter(
          ([field]) => !never.some((one) => one === field),
        );
        return {
          fields: { ...Object.fromEntries(kept), ...own.fields },
          sets: { ...base.sets, ...own.sets },
        };
      };
      expect(mayBeOffered(twin(a, la), today)).toEqual(mayBeOffered(twin(b, lb), today));
    }),
  );
});

it("reads nothing but the fields its rules name", () => {
  const read = new Set<string>();
  const fields = new Proxy(person({}).fields, {
    get(target, field) {
      if (typeof field === "string") read.add(field);
      return Reflect.get(target, field) as unknown;
    },
  });
  mayBeOffered({ fields, sets: {} }, today);
  const allowed = Object.keys({ ...fit, left_out: true });
  expect([...read].filter((field) => !allowed.includes(field))).toEqual([]);
  expect(Object.keys(personTable.fields)).toEqual(expect.arrayContaining([...never]));
});

it("has not been made until it is", () => {
  expect(offerState(emptyState)).toBe("not_offered");
});

it("counts full years, also for those born on 29 February", () => {
  expect(ageOn("2008-02-29", "2026-02-28")).toBe(17);
  expect(ageOn("2008-02-29", "2026-03-01")).toBe(18);
  expect(ageOn("29.2.2008", "2026-03-01")).toBeNull();
});
