import * as fc from "fast-check";
import { expect, it } from "vitest";
import { changesBetween } from "./useSteadyOrder.ts";

it("counts what came, what went and what stands elsewhere", () => {
  expect(changesBetween(["a", "b"], ["a", "b"])).toBe(0);
  expect(changesBetween(["a", "b"], ["a", "b", "c"])).toBe(1);
  expect(changesBetween(["a", "b"], ["b"])).toBe(1);
  expect(changesBetween(["a", "b", "c"], ["c", "a", "b"])).toBe(3);
});

it("says nothing exactly when the list is the same", () => {
  const lists = fc.uniqueArray(fc.constantFrom("a", "b", "c", "d", "e"));
  fc.assert(
    fc.property(lists, lists, (before, now) => {
      expect(changesBetween(before, now) === 0).toBe(before.join() === now.join());
    }),
  );
});
