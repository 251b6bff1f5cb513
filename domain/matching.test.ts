import { describe, expect, it } from "vitest";
import type { Json } from "./json.ts";
import { decideLink, sameIdentifier } from "./matching.ts";
import { deciding, recordWith } from "./test-records.ts";

const ctx = deciding();
const person = (value: string | null, fields: Record<string, Json> = {}) =>
  recordWith(
    ctx,
    "Person",
    { birth_date: "1992-02-01", sex: "female", ...fields },
    {
      identifiers:
        value === null ? {} : { "sp.demo:1": { identifier_type: "UIN", identifier_value: value } },
    },
  );
const decide = (
  incoming: ReturnType<typeof person>,
  found: ReturnType<typeof person>[],
  trusted = ["UIN"],
) => decideLink(incoming.state, trusted, found, [person("9")]);

describe("the declared rule links", () => {
  it("on one exact trusted identifier that nothing contradicts", () => {
    const mine = person("AB 1");
    expect(decide(person("ab-1"), [mine])).toEqual({
      kind: "link",
      record: mine,
      evidence: "exact UIN",
    });
  });

  it("also when a birth date or sex is not known on one side", () => {
    for (const fields of [{ sex: "unknown" }, { birth_date: null as unknown as string }]) {
      expect(decide(person("1", fields), [person("1")]).kind).toBe("link");
    }
  });
});

describe("the declared rule asks a person", () => {
  it.each([
    ["none_identified", person(null), [], ["UIN"]],
    ["none_identified", person("1"), [], []],
    ["several", person("1"), [person("1"), person("1")], ["UIN"]],
    ["contradiction", person("1", { sex: "male" }), [person("1")], ["UIN"]],
    ["contradiction", person("1", { birth_date: "1992-02-02" }), [person("1")], ["UIN"]],
  ] as const)("because of %s", (why, incoming, found, trusted) => {
    const decision = decide(incoming, [...found], [...trusted]);
    expect(decision).toMatchObject({ kind: "ask", why });
  });

  it("and then offers those of a like name, or those it found", () => {
    const found = [person("1"), person("1")];
    expect(decide(person("1"), found)).toMatchObject({ candidates: found });
    expect(decide(person(null), [])).toMatchObject({ candidates: [{ type: "Person" }] });
  });
});

it("makes a record of its own when a trusted identifier finds nobody", () => {
  expect(decide(person("1"), [])).toEqual({ kind: "create" });
});

it("compares identifiers without spaces, dashes and case, but never across type or issuer", () => {
  const one = { identifier_type: "UIN", identifier_value: "ab-12 3" };
  expect(sameIdentifier(one, { ...one, identifier_value: "AB123" })).toBe(true);
  expect(sameIdentifier(one, { ...one, identifier_type: "NationalID" })).toBe(false);
  expect(sameIdentifier(one, { ...one, issuer: "north" })).toBe(false);
});
