import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { matches, type Criteria } from "./criteria.ts";
import { explain } from "./explanation.ts";
import { recordSubject } from "./person-subject.ts";
import { askedStatesOf, criteriaOf } from "./test-criteria.ts";
import { deciding, recordWith } from "./test-records.ts";

const { state } = recordWith(
  deciding(),
  "Person",
  { sex: "female", birth_date: "2010-01-01", self_id_disability: true },
  { languages: { "sp.demo:1": "ar" } },
);
const girl = recordSubject("Person", state, "2026-11-23");
const is = (attribute: string, how: "eq" | "gte" | "ne", value: string | number | boolean) =>
  ({ attribute, is: how, value }) satisfies Criteria;

describe("a reason", () => {
  it("is given for what decided, and for nothing else", () => {
    const criteria: Criteria = { all: [is("sex", "eq", "female"), is("age", "gte", 18)] };
    expect(explain(criteria, girl)).toEqual({
      matched: false,
      because: [{ path: ["age"], is: "gte", negated: false, code: "not_met" }],
    });
    expect(explain({ any: criteria.all }, girl)).toEqual({
      matched: true,
      because: [{ path: ["sex"], is: "eq", negated: false, code: "met" }],
    });
  });

  it("says what is not known, what was asked to be otherwise, and in which list", () => {
    expect(explain(is("occupation", "eq", "cook"), girl).because).toEqual([
      { path: ["occupation"], is: "eq", negated: false, code: "not_known" },
    ]);
    expect(explain({ not: is("sex", "eq", "female") }, girl).because).toEqual([
      { path: ["sex"], is: "eq", negated: true, code: "met" },
    ]);
    const speaks = (code: string): Criteria => ({
      some: "languages",
      where: is("language_code", "eq", code),
    });
    expect(explain(speaks("ar"), girl).because).toEqual([
      { path: ["languages", "language_code"], is: "eq", negated: false, code: "met" },
    ]);
    expect(explain(speaks("en"), girl).because).toEqual([
      { path: ["languages"], is: "some", negated: false, code: "not_met" },
    ]);
  });

  it("is kept back where its attribute is hidden", () => {
    const criteria: Criteria = {
      all: [is("self_id_disability", "eq", false), is("age", "gte", 18)],
    };
    const shows = ([first]: readonly string[]) => first !== "self_id_disability";
    expect(explain(criteria, girl, shows).because.map(({ path }) => path)).toEqual([["age"]]);
  });

  it("never tells a value, and there is one unless the condition asks for nothing", () => {
    fc.assert(
      fc.property(
        criteriaOf("Person"),
        askedStatesOf("Person", "sp.demo", "ess.demo"),
        (criteria, known) => {
          const subject = recordSubject("Person", known, "2026-11-23");
          const { matched, because } = explain(criteria, subject);
          expect(matched).toBe(matches(criteria, subject));
          for (const reason of because) {
            expect(Object.keys(reason)).toEqual(["path", "is", "negated", "code"]);
          }
        },
      ),
    );
  });
});
