import fc from "fast-check";
import { expect, test } from "vitest";
import { beginsNear, nearBeginnings } from "./near-words.ts";

test("one slip is forgiven: a letter more, a letter less, another letter, two that changed places", () => {
  expect(beginsNear("amiina", "amina")).toBe(true);
  expect(beginsNear("amna", "amina")).toBe(true);
  expect(beginsNear("amena", "amina")).toBe(true);
  expect(beginsNear("maina", "amina")).toBe(true);
  expect(beginsNear("zmina", "amina")).toBe(true);
  expect(beginsNear("يوصف", "يوسف")).toBe(true);
});

test("two slips are not", () => {
  expect(beginsNear("emena", "amina")).toBe(false);
  expect(beginsNear("yusef", "youssef")).toBe(false);
});

test("what was typed may be the beginning of a word", () => {
  expect(beginsNear("abdoul", "abdoulaye")).toBe(true);
  expect(beginsNear("abdaul", "abdoulaye")).toBe(true);
  expect(beginsNear("abduol", "abdoulaye")).toBe(true);
});

const letters = ["a", "b", "c", "d"];
const word = fc.string({ unit: fc.constantFrom(...letters), minLength: 1, maxLength: 7 });

test("a word is near exactly when it begins with one of the near beginnings", () => {
  fc.assert(
    fc.property(word, word, (typed, one) => {
      const found = nearBeginnings(typed, letters).some((beginning) => one.startsWith(beginning));
      expect([typed, one, found]).toEqual([typed, one, beginsNear(typed, one)]);
    }),
    { numRuns: 3_000 },
  );
});

test("no near beginning begins with another: nobody is found twice", () => {
  fc.assert(
    fc.property(word, (typed) => {
      const near = nearBeginnings(typed, letters);
      const doubled = near.filter((one) =>
        near.some((other) => other !== one && one.startsWith(other)),
      );
      expect(doubled).toEqual([]);
    }),
  );
});
