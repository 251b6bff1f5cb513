import * as fc from "fast-check";
import { expect, it } from "vitest";
import { referencesIn, renameReferences } from "./references.ts";
import { recordTypes } from "./records/tables.ts";
import { deciding, recordWith, statesOf } from "./test-records.ts";

it("finds the keys a record names, and nothing else", () => {
  const { state } = recordWith(deciding(), "Proposal", {
    person: "sp.demo/p",
    target: "sp.demo/t",
    field: "sp.demo/not-a-reference",
  });
  expect(referencesIn("Proposal", state).toSorted()).toEqual(["sp.demo/p", "sp.demo/t"]);
  expect(referencesIn("Person", recordWith(deciding(), "Person", { email: "a/b" }).state)).toEqual(
    [],
  );
});

it.each(recordTypes)(
  "renames the references of a %s there and back, and touches nothing else",
  (type) => {
    fc.assert(
      fc.property(statesOf(type), (state) => {
        const there = renameReferences(type, state, (key) => `x.${key}`);
        expect(referencesIn(type, there)).toEqual(
          referencesIn(type, state).map((key) => `x.${key}`),
        );
        expect(renameReferences(type, there, (key) => key.slice(2))).toEqual(state);
        expect(renameReferences(type, state, (key) => key)).toEqual(state);
      }),
    );
  },
);
