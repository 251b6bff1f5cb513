import * as fc from "fast-check";
import { expect, it } from "vitest";
import { settleGiven } from "../../domain/settling.ts";
import type { AskableAttribute } from "../../server/api/round-schemas.ts";
import { cashTransfer } from "../../tools/demo/cash-transfer.ts";
import { greenRoads } from "../../tools/demo/green-roads.ts";
import {
  comparisonsFor,
  criteriaOfLines,
  linesOfCriteria,
  type CriteriaLine,
} from "./criteria-lines.ts";

const attributes: AskableAttribute[] = [
  { of: "member", name: "age", type: "number", codes: [] },
  { of: "member", name: "employment_status", type: "text", codes: ["employed", "not_employed"] },
  { of: "member", name: "is_disabled", type: "boolean", codes: [] },
  { of: "household", name: "region", type: "text", codes: [] },
  { of: "household", name: "poverty_score", type: "number", codes: [] },
];

const aLine = fc.constantFrom(...attributes).chain((attribute): fc.Arbitrary<CriteriaLine> => {
  const { of, name, type } = attribute;
  const value =
    type === "number"
      ? fc.integer({ min: 0, max: 200 }).map(String)
      : type === "boolean"
        ? fc.constantFrom("true", "false")
        : fc.constantFrom("East", "not_employed");
  return fc
    .constantFrom(...comparisonsFor(attribute))
    .chain((is) =>
      fc
        .array(value, { minLength: 1, maxLength: is === "in" ? 3 : 1 })
        .map((values) => ({ of, attribute: name, is, values })),
    );
});
const byKind = (lines: readonly CriteriaLine[], unit: string) =>
  lines.toSorted((a, b) => Number(a.of !== unit) - Number(b.of !== unit));

it("what was written in lines is read back as the same lines, over a person and over a household", () => {
  const units = fc.constantFrom("member" as const, "household" as const);
  fc.assert(
    fc.property(fc.array(aLine, { maxLength: 8 }), units, (lines, unit) => {
      const criteria = criteriaOfLines(lines, unit, attributes);
      expect(linesOfCriteria(criteria, unit)).toEqual(byKind(lines, unit));
    }),
  );
});

it("what lines say can be asked", () => {
  const units = fc.constantFrom("member" as const, "household" as const);
  fc.assert(
    fc.property(fc.array(aLine, { maxLength: 8 }), units, (lines, unit) => {
      const criteria = criteriaOfLines(lines, unit, attributes);
      const type = unit === "household" ? "Household" : "Person";
      expect(settleGiven(type, criteria)).toMatchObject({ ok: true });
    }),
  );
});

it.each([
  ["cash transfer", cashTransfer],
  ["public works", greenRoads],
])("the demo's %s stands in lines and comes back unchanged", (_, { criteria, unit }) => {
  const lines = linesOfCriteria(criteria, unit);
  expect(lines).not.toBeNull();
  const again = criteriaOfLines(lines ?? [], unit, attributes);
  expect(linesOfCriteria(again, unit)).toEqual(lines);
});

it.each([
  { any: [{ attribute: "age", is: "gte", value: 18 }] },
  { not: { attribute: "age", is: "gte", value: 18 } },
  { attribute: "age", is: "exists", value: true },
  {
    all: [
      { some: "member_list", where: { attribute: "age", is: "lte", value: 5 } },
      { some: "member_list", where: { attribute: "age", is: "gte", value: 65 } },
    ],
  },
])("%j says more than lines can: it is kept, not flattened", (criteria) => {
  expect(linesOfCriteria(criteria, "household")).toBeNull();
});

it("a line that is not finished is left out, and no line is no condition", () => {
  const line: CriteriaLine = { of: "member", attribute: "age", is: "gte", values: [""] };
  expect(criteriaOfLines([line], "member", attributes)).toEqual({ all: [] });
  const wrong = { ...line, values: ["old"] };
  expect(criteriaOfLines([wrong], "member", attributes)).toEqual({ all: [] });
});
