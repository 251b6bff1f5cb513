import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { differenceIn, differenceInList } from "./plain-digest.ts";
import { readingOf, type Shadow } from "./three-way.ts";

/** Told `b` last and `a` before; heard `h`. */
const shadow: Shadow = {
  heard: new Map([["f", "h"]]),
  told: new Map([["f", new Set(["b"])]]),
  earlier: new Map([["f", new Set(["a"])]]),
};
const at = (theirs: string, ours: string | undefined, shown = ours) => ({
  field: "f",
  theirs,
  ours,
  shown,
});

const followed = { isFollowed: true, heardLast: false };
const once = { isFollowed: false, heardLast: false };

describe("a field as a plain partner has it", () => {
  it("is the same as long as it is what we say or what shows here", () => {
    expect(differenceIn(shadow, at("b", "b"), followed)).toEqual({ lost: false, news: false });
    expect(differenceIn(shadow, at("h", "b", "h"), followed)).toEqual({ lost: false, news: false });
  });

  it("was lost there when it is an older one that passed between us, and is no news", () => {
    for (const theirs of ["a", "h"]) {
      expect(differenceIn(shadow, at(theirs, "b"), followed)).toEqual({ lost: true, news: false });
    }
  });

  it("is what it told us last while we have not said otherwise since: the two differ and know it", () => {
    const heardLast = { isFollowed: true, heardLast: true };
    expect(differenceIn(shadow, at("h", "b"), heardLast)).toEqual({ lost: false, news: false });
    expect(differenceIn(shadow, at("a", "b"), heardLast)).toEqual({ lost: true, news: false });
  });

  it("is news when it never passed between us, whatever we have", () => {
    fc.assert(
      fc.property(fc.constantFrom("b", "c", undefined), fc.boolean(), (ours, isFollowed) => {
        const held = at("z", ours);
        expect(differenceIn(shadow, held, { isFollowed, heardLast: false })).toEqual({
          lost: false,
          news: true,
        });
      }),
    );
  });

  it("of a partner that is told once is what it was told once", () => {
    expect(differenceIn(shadow, at("b", "c"), once)).toEqual({ lost: false, news: false });
    expect(differenceIn(shadow, at("a", "c"), once)).toEqual({ lost: true, news: false });
  });

  it("that we say nothing of is never lost", () => {
    expect(differenceIn(shadow, at("a", undefined), followed)).toEqual({
      lost: false,
      news: false,
    });
  });
});

const element = fc.constantFrom("a", "b", "c", "d", "e");
const elements = fc.uniqueArray(element).map((all) => new Set(all));
describe("a list as a plain partner has it", () => {
  it("differs exactly by what is missing, what was removed here, and what never passed", () => {
    fc.assert(
      fc.property(elements, elements, elements, elements, (told, heard, theirs, ours) => {
        const passed: Shadow = {
          heard: new Map([["f", readingOf([...heard])]]),
          told: new Map([["f", new Set([readingOf([...told])])]]),
        };
        const held = { field: "f", theirs, ours, shown: ours };
        const known = new Set([...told, ...heard]);
        const { lost, news } = differenceInList(passed, held, true);
        const extra = [...theirs].filter((one) => !ours.has(one));
        const missing = [...ours].filter((one) => !theirs.has(one));
        expect(lost).toBe(missing.length > 0 || extra.some((one) => known.has(one)));
        expect(news).toBe(
          extra.some((one) => !known.has(one)) || missing.some((one) => heard.has(one)),
        );
      }),
    );
  });

  it("that is the same is no difference", () => {
    fc.assert(
      fc.property(elements, fc.boolean(), (both, isFollowed) => {
        const held = { field: "f", theirs: both, ours: both, shown: both };
        const none = { lost: false, news: false };
        expect(differenceInList({ heard: new Map(), told: new Map() }, held, isFollowed)).toEqual(
          none,
        );
      }),
    );
  });
});
