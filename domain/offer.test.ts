import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Json } from "./json.ts";
import { mayBeOffered, offerEndOf, offerRules, offerState, type OfferRule } from "./offer.ts";
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
      const [one, other] = [twin(a, la), twin(b, lb)];
      expect(mayBeOffered(one, today)).toEqual(mayBeOffered(other, today));
      expect(offerEndOf(one, today)).toEqual(offerEndOf(other, today));
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

describe("an offer that was made or accepted", () => {
  const end = (fields: Record<string, Json>, day = today) =>
    offerEndOf(person({ work_offer: "accepted", ...fields }), day);

  it("ends when the person turns 65, and not on the day before", () => {
    expect(end({ birth_date: "1961-11-24" })).toBeNull();
    expect(end({ birth_date: "1961-11-23" })).toBe("age");
    expect(end({ birth_date: "1961-11-24" }, "2026-11-24")).toBe("age");
  });
  it("ends with full-time education, and with a birth date that was put right", () => {
    expect(end({ in_full_time_education: true })).toBe("education");
    expect(end({ birth_date: "2010-01-01" })).toBe("age");
    expect(end({ work_offer: "offered", in_full_time_education: true })).toBe("education");
  });
  it("is not ended by what is not known, by a death that is only told, or by what is not offered", () => {
    expect(end({ birth_date: "unknown" })).toBeNull();
    expect(end({ vital_status: "reported" })).toBeNull();
    for (const work_offer of ["not_offered", "said_no", "left_out"]) {
      expect(end({ work_offer, birth_date: "1950-01-01" })).toBeNull();
    }
  });
  it("that would not be made to this age or student is ended, and one that would is not", () => {
    fc.assert(
      fc.property(statesOf("Person"), (state) => {
        const reasons = mayBeOffered(state, today).reasons.filter(({ met }) => !met);
        const rules = reasons.map(({ rule }) => rule);
        const ended = offerEndOf(state, today);
        if (ended !== null) expect(rules).toContain(ended);
        const isMade = ["offered", "accepted"].includes(offerState(state));
        if (isMade && rules.includes("education")) expect(ended).not.toBeNull();
      }),
    );
  });
});
