import { describe, expect, it } from "vitest";
import { settle } from "../../domain/settling.ts";
import type { AskableAttribute } from "../../server/api/round-schemas.ts";
import { criteriaOf, isAsked, linesOf, type DraftLine } from "./criteria-draft.ts";

const attributes: AskableAttribute[] = [
  { name: "region", of: "household", type: "text", codes: [] },
  { name: "age", of: "member", type: "number", codes: [] },
  { name: "in_full_time_education", of: "member", type: "boolean", codes: [] },
];
const lines: DraftLine[] = [
  { of: "household", attribute: "region", is: "eq", value: " North " },
  { of: "member", attribute: "age", is: "gte", value: "18" },
  { of: "member", attribute: "in_full_time_education", is: "eq", value: "false" },
];

describe("a condition as it is typed", () => {
  it("asks one and the same member for every line about a member", () => {
    expect(criteriaOf(lines, attributes)).toEqual({
      all: [
        { attribute: "region", is: "eq", value: "North" },
        {
          some: "member_list",
          where: {
            all: [
              { attribute: "age", is: "gte", value: 18 },
              { attribute: "in_full_time_education", is: "eq", value: false },
            ],
          },
        },
      ],
    });
    expect(settle("Household", criteriaOf(lines, attributes)).ok).toBe(true);
  });

  it("leaves out what is not finished, and says when nothing is asked", () => {
    const half: DraftLine[] = [
      { of: "household", attribute: "region", is: "eq", value: "  " },
      { of: "member", attribute: "age", is: "gte", value: "many" },
      { of: "member", attribute: "unknown", is: "eq", value: "x" },
    ];
    const criteria = criteriaOf(half, attributes);
    expect(criteria).toEqual({ all: [] });
    expect(isAsked(criteria)).toBe(false);
    expect(isAsked(criteriaOf(lines, attributes))).toBe(true);
  });

  it("is read back line by line", () => {
    const tidy = lines.map((line) => ({ ...line, value: line.value.trim() }));
    expect(linesOf(criteriaOf(lines, attributes))).toEqual(tidy);
    expect(linesOf(null)).toEqual([]);
  });
});
