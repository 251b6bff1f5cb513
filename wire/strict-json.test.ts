import * as fc from "fast-check";
import { expect, test } from "vitest";
import { canonicalize } from "./canonical.ts";
import { decodeUtf8, json_depth_max, parseStrictJson } from "./strict-json.ts";

test("what any serialiser writes is read as the same value", () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 4 }), fc.constantFrom(0, 2), (value, indent) => {
      const read = parseStrictJson(JSON.stringify(value, null, indent));
      // Doubles that are integers beyond 2^53 are refused by the I-JSON rule.
      if (read.ok) expect(canonicalize(read.value)).toBe(canonicalize(value));
      else expect(read.reason).toMatch(/out of range|forbidden key|lone surrogate/);
    }),
  );
});

test("a duplicated key is refused wherever it stands", () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.integer(), { minKeys: 1 }), (record) => {
      const [key] = Object.keys(record);
      fc.pre(key !== "__proto__");
      const members = Object.entries(record).map(([k, v]) => `${JSON.stringify(k)}:${v}`);
      const text = `[1,{"in":{${[...members, `${JSON.stringify(key)}:0`].join(",")}}}]`;
      expect(parseStrictJson(text)).toMatchObject({ ok: false });
    }),
  );
});

test.each([
  ["duplicate key", `{"a":1,"a":1}`],
  ["duplicate key", `{"a":1,"\\u0061":1}`],
  ["duplicate key", `{"a":{"b":[{"c":1}, {"c":1, "c":2}]}}`],
  ["duplicate key", `{"a\\"":1, "x":"a\\"", "a\\"":2}`],
  ["duplicate key", `{"a":{"x":"}"},"b":[],"a":2}`],
  ["forbidden key", `{"__proto__":{}}`],
  ["forbidden key", `[{"\\u005f_proto__":1}]`],
  ["number out of range", `1e400`],
  ["number out of range", `{"a":9007199254740993}`],
  ["number out of range", `-12345678901234567890`],
  ["number out of range", `1e21`],
  ["lone surrogate", `"\\ud800"`],
  ["lone surrogate", `{"\\udc00":1}`],
  ["byte order mark", `\ufeff{}`],
  ["not JSON", ``],
  ["not JSON", `{"a":1`],
  ["not JSON", `{'a':1}`],
  ["not JSON", `NaN`],
  ["not JSON", `[1,]`],
  ["not JSON", `{} {}`],
  ["not JSON", `// c\n{}`],
])("refused, %s: %s", (reason, text) => {
  expect(parseStrictJson(text)).toEqual({ ok: false, reason });
});

test.each([
  `{"a":"a","b":"a"}`,
  `{"b":1,"a":{"b":1,"a":2}}`,
  ` [ {"a": 1}, {"a": 1} ] `,
  `{"a":["b","b",{"b":"a"}],"b":"\\\\"}`,
  `{"constructor":1}`,
  `9007199254740991`,
])("accepted: %s", (text) => {
  expect(parseStrictJson(text)).toEqual({ ok: true, value: JSON.parse(text) });
});

const nested = (levels: number) => "[".repeat(levels) + "]".repeat(levels);

test("nesting is limited, however deep the text", () => {
  expect(parseStrictJson(nested(json_depth_max)).ok).toBe(true);
  expect(parseStrictJson(nested(json_depth_max + 1))).toMatchObject({ reason: "nested too deep" });
  expect(parseStrictJson(nested(200_000)).ok).toBe(false);
  expect(parseStrictJson(nested(3), { depth_max: 2 }).ok).toBe(false);
});

test("bytes that are not UTF-8 are refused, and a byte order mark is kept to be refused", () => {
  expect(decodeUtf8(Uint8Array.of(0xc0, 0xaf))).toBeUndefined();
  expect(decodeUtf8(Uint8Array.of(0xed, 0xa0, 0x80))).toBeUndefined();
  expect(decodeUtf8(Uint8Array.of(0xef, 0xbb, 0xbf, 0x31))).toBe("\ufeff1");
});
