import * as fc from "fast-check";
import { expect, test } from "vitest";
import { holds } from "./agreeing.ts";
import type { Json } from "./json.ts";

const json = fc.jsonValue({ maxDepth: 3 }) as fc.Arbitrary<Json>;

test("what is known holds itself, and nothing holds what is not known", () => {
  fc.assert(fc.property(json, (value) => holds(value, value)));
  fc.assert(fc.property(json, (value) => !holds(undefined, value)));
});

test("knowing more is no contradiction; another value is", () => {
  fc.assert(
    fc.property(fc.array(json), fc.array(json), (some, more) => holds([...more, ...some], some)),
  );
  expect(holds({ a: 1, b: 2 }, { a: 1 })).toBe(true);
  expect(holds({ a: 1 }, { a: 1, b: 2 })).toBe(false);
  expect(holds("employee", "not_employed")).toBe(false);
  expect(holds([{ type: "UIN", value: "1" }], [{ type: "UIN", value: "2" }])).toBe(false);
  expect(holds({}, { toString: {} })).toBe(false);
});
