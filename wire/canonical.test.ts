import * as fc from "fast-check";
import { expect, test } from "vitest";
import { canonical_depth_max, canonicalize } from "./canonical.ts";

const json = fc.jsonValue({ maxDepth: 5 });

test("canonical text read and written again is the same text", () => {
  fc.assert(
    fc.property(json, (value) => {
      const text = canonicalize(value);
      expect(canonicalize(JSON.parse(text))).toBe(text);
    }),
  );
});

test("canonical text is the same value", () => {
  fc.assert(
    fc.property(json, (value) => {
      const plain: unknown = JSON.parse(JSON.stringify(value));
      expect(JSON.parse(canonicalize(value))).toEqual(plain);
    }),
  );
});

test("the order of keys does not matter", () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), json), (record) => {
      const turned = Object.fromEntries(Object.entries(record).reverse());
      expect(canonicalize(turned)).toBe(canonicalize(record));
    }),
  );
});

test("keys are ordered by UTF-16 code units (RFC 8785 3.2.3, its own example)", () => {
  const value = {
    "\u20ac": "Euro Sign",
    "\r": "Carriage Return",
    "\ufb33": "Hebrew Letter Dalet With Dagesh",
    "1": "One",
    "\ud83d\ude00": "Emoji: Grinning Face",
    "\u0080": "Control",
    "\u00f6": "Latin Small Letter O With Diaeresis",
  };
  expect(Object.values(JSON.parse(canonicalize(value)) as object)).toHaveLength(7);
  const texts = canonicalize(value).match(/"(Carriage|One|Control|Latin|Euro|Emoji|Hebrew)/g);
  expect(texts).toEqual(
    ["Carriage", "One", "Control", "Latin", "Euro", "Emoji", "Hebrew"].map((text) => `"${text}`),
  );
});

test.each([
  [0, "0"],
  [-0, "0"],
  [1e21, "1e+21"],
  [Number("333333333.33333329"), "333333333.3333333"],
  [1e-27, "1e-27"],
  [0.000001, "0.000001"],
  [5e-324, "5e-324"],
])("numbers are written as ECMAScript writes them (RFC 8785 3.2.2.3): %d", (value, text) => {
  expect(canonicalize(value)).toBe(text);
});

test("strings are escaped only where they must be (RFC 8785 3.2.2.2)", () => {
  expect(canonicalize('\u20ac$\u000f\nA\'B"\\\\"/é\u2028\u007f')).toBe(
    '"\u20ac$\\u000f\\nA\'B\\"\\\\\\\\\\"/é\u2028\u007f"',
  );
});

test.each([
  ["undefined", undefined],
  ["an undefined member", { a: undefined }],
  ["NaN", [Number.NaN]],
  ["infinity", Number.POSITIVE_INFINITY],
  ["a lone surrogate", "\ud800"],
  ["a lone surrogate in a key", { "\udc00": 1 }],
  ["a big integer", 1n],
  ["a date", new Date(0)],
  ["a function", () => 1],
])("%s has no canonical form", (_name, value) => {
  expect(() => canonicalize(value)).toThrow(TypeError);
});

test("nesting beyond the limit is refused, a cycle included", () => {
  const cycle: unknown[] = [];
  cycle.push(cycle);
  expect(() => canonicalize(cycle)).toThrow("nested too deep");
  expect(canonical_depth_max).toBe(512);
});
