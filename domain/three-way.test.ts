import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { heardAlso, newsOf, type Shadow } from "./three-way.ts";

const value = fc.constantFrom("a", "b", "c", "d");
const field = fc.constantFrom("f", "g");
const shadows: fc.Arbitrary<Shadow> = fc.record({
  heard: fc.array(fc.tuple(field, value)).map((all) => new Map(all)),
  told: fc
    .array(fc.tuple(field, fc.array(value, { maxLength: 2 })))
    .map((all) => new Map(all.map(([name, values]) => [name, new Set(values)]))),
});

describe("what a plain partner says", () => {
  it("is no news when it said it before, when it was told it, or when we say the same", () => {
    fc.assert(
      fc.property(
        shadows,
        field,
        value,
        fc.option(value, { nil: undefined }),
        (shadow, f, v, ours) => {
          const old = shadow.heard.get(f) === v || shadow.told.get(f)?.has(v) || v === ours;
          expect(newsOf(shadow, f, v, ours) === "none").toBe(old);
        },
      ),
    );
  });

  it("is never news twice", () => {
    fc.assert(
      fc.property(
        shadows,
        field,
        value,
        fc.option(value, { nil: undefined }),
        (shadow, f, v, ours) => {
          const after = { ...shadow, heard: heardAlso(shadow, new Map([[f, v]])) };
          expect(newsOf(after, f, v, ours)).toBe("none");
        },
      ),
    );
  });

  it("is theirs alone exactly while ours is nothing that did not pass between the two", () => {
    const told = (v: string): Shadow => ({
      heard: new Map(),
      told: new Map([["f", new Set([v])]]),
    });
    const heard = (v: string): Shadow => ({ heard: new Map([["f", v]]), told: new Map() });
    expect(newsOf(told("a"), "f", "b", "a")).toBe("theirs");
    expect(newsOf(heard("a"), "f", "b", "a")).toBe("theirs");
    expect(newsOf(heard("a"), "f", "b", undefined)).toBe("theirs");
    expect(newsOf(heard("a"), "f", "b", "c")).toBe("both");
    expect(newsOf({ heard: new Map(), told: new Map() }, "f", "b", "a")).toBe("both");
  });

  it("of one field says nothing of another", () => {
    const shadow: Shadow = { heard: new Map([["g", "b"]]), told: new Map() };
    expect(newsOf(shadow, "f", "b", undefined)).toBe("theirs");
  });
});
