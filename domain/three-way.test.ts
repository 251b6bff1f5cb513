import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { heardAlso, listNewsOf, newsOf, readingOf, type Shadow } from "./three-way.ts";

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

const list = fc.uniqueArray(value).map((elements) => new Set(elements));
const passed = fc
  .record({ heard: list, told: fc.array(list, { maxLength: 2 }) })
  .map(({ heard, told }) => ({
    heard,
    told,
    shadow: {
      heard: new Map([["f", readingOf([...heard])]]),
      told: new Map([["f", new Set(told.map((one) => readingOf([...one])))]]),
    },
  }));

describe("a list that a plain partner says", () => {
  it("brings exactly the elements that are new, and takes away exactly what it said and says no more", () => {
    fc.assert(
      fc.property(passed, list, list, ({ shadow, heard, told }, theirs, ours) => {
        const { added, removed } = listNewsOf(shadow, "f", theirs, ours);
        for (const one of ["a", "b", "c", "d"] as const) {
          const wentBetween = heard.has(one) || told.some((of) => of.has(one));
          expect(added.has(one)).toBe(theirs.has(one) && !ours.has(one) && !wentBetween);
          expect(removed.has(one)).toBe(heard.has(one) && !theirs.has(one) && ours.has(one));
        }
      }),
    );
  });

  it("is no news when it is said again, whatever came of it", () => {
    fc.assert(
      fc.property(passed, list, list, ({ shadow }, theirs, ours) => {
        const first = listNewsOf(shadow, "f", theirs, ours);
        const now = new Set([...ours, ...first.added].filter((one) => !first.removed.has(one)));
        const heard = heardAlso(shadow, new Map([["f", readingOf([...theirs])]]));
        const again = listNewsOf({ ...shadow, heard }, "f", theirs, now);
        expect([...again.added, ...again.removed]).toEqual([]);
      }),
    );
  });
});
