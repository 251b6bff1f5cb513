import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { matches, type Criteria, type Subject } from "./criteria.ts";
import { normalCriteria } from "./normal-criteria.ts";

const leaves: fc.Arbitrary<Criteria> = fc.record({
  attribute: fc.constantFrom("a", "b"),
  is: fc.constantFrom("eq", "gt", "lte"),
  value: fc.nat(3),
});
const { tree } = fc.letrec<{ tree: Criteria }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 4 },
    leaves,
    fc.record({ all: fc.array(tie("tree"), { maxLength: 3 }) }),
    fc.record({ any: fc.array(tie("tree"), { maxLength: 3 }) }),
    fc.record({ not: tie("tree") }),
    fc.record({ some: fc.constant("list"), where: tie("tree") }),
  ),
}));
const subjectOf = (values: number[], items: number[][]): Subject => ({
  value: (name) => values[name === "a" ? 0 : 1],
  list: () => items.map((item) => subjectOf(item, [])),
});

describe("a condition's one form", () => {
  it("asks the same of everybody", () => {
    const values = fc.array(fc.nat(3), { maxLength: 2 });
    fc.assert(
      fc.property(tree, values, fc.array(values, { maxLength: 2 }), (criteria, own, items) => {
        const subject = subjectOf(own, items);
        expect(matches(normalCriteria(criteria), subject)).toBe(matches(criteria, subject));
      }),
    );
  });

  it("is its own form, and does not depend on the order or nesting of groups", () => {
    fc.assert(
      fc.property(fc.array(tree, { maxLength: 4 }), (parts) => {
        const form = normalCriteria({ all: parts });
        expect(normalCriteria(form)).toEqual(form);
        const [first, ...rest] = parts;
        const nested: Criteria = { all: [{ all: rest.toReversed() }, ...(first ? [first] : [])] };
        expect(normalCriteria(nested)).toEqual(form);
      }),
    );
  });
});
