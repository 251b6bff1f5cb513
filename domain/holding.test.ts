import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { stamp_ahead_max_ms, stampOf } from "./hlc.ts";
import {
  epochs_max,
  farAheadUntilMs,
  inEpoch,
  isVersionPlausible,
  neededReferences,
} from "./holding.ts";
import { placeOf, type Incoming } from "./receiving.ts";

const now = Date.parse("2026-11-23T09:00:00Z");
const item: Incoming = {
  type: "Person",
  key: "sp.demo/1",
  ver: 1,
  prev: 0,
  origin: "sp.demo",
  act: "person.edited",
  at: "2026-11-23T09:00:00Z",
  by: { name: "", role: "system", system: "sp.demo" },
  reason: "",
  delta: { fields: {}, sets: {} },
  left: null,
};

it("a stamp more than five minutes ahead waits until the clock is within five minutes of it", () => {
  const at = now + stamp_ahead_max_ms + 1;
  const late = { v: "x", h: stampOf(at), o: "ess.demo" };
  expect(farAheadUntilMs({ fields: { email: [late] }, sets: {} }, now)).toBe(now + 1);
  expect(farAheadUntilMs({ fields: {}, sets: { languages: { "e:1": late } } }, now)).toBe(now + 1);
  expect(farAheadUntilMs({ fields: { email: [late] }, sets: {} }, now + 1)).toBeNull();
  expect(farAheadUntilMs({ fields: {}, sets: {} }, now)).toBeNull();
});

describe("versions over epochs", () => {
  const versions = fc.record({
    epoch: fc.integer({ min: 0, max: epochs_max }),
    ver: fc.integer({ min: 1, max: 2 ** 40 - 1 }),
  });
  it("keep their order within an epoch, and every version of a later epoch is after all earlier ones", () => {
    fc.assert(
      fc.property(versions, versions, (a, b) => {
        const [one, two] = [a, b].map(({ epoch, ver }) => inEpoch({ ...item, ver }, epoch).ver);
        const order = a.epoch === b.epoch ? a.ver - b.ver : a.epoch - b.epoch;
        expect(Math.sign((one ?? 0) - (two ?? 0))).toBe(Math.sign(order));
        expect(Number.isSafeInteger(one)).toBe(true);
      }),
    );
  });

  it("make no chain across epochs: what builds on a version of a new epoch misses it", () => {
    const next = inEpoch({ ...item, ver: 7, prev: 6 }, 1);
    expect(placeOf(6, next)).toBe("gap");
    expect(placeOf(6, inEpoch({ ...item, ver: 7, prev: 0 }, 1))).toBe("next");
  });

  it("are no larger than any system has", () => {
    expect(isVersionPlausible({ ver: 2 ** 40, prev: 0 })).toBe(false);
    expect(isVersionPlausible({ ver: 2 ** 40 - 1, prev: 1 })).toBe(true);
  });
});

it("a change needs those records first that it refers to and the agreement shares", () => {
  const version = (v: string) => [{ v, h: stampOf(now), o: "sp.demo" }];
  const fields = { household: version("sp.demo/h"), target: version("sp.demo/t") };
  const change = { ...item, delta: { fields, sets: {} } };
  expect(neededReferences(change, new Set(["Household", "Person"]))).toEqual(["sp.demo/h"]);
  expect(neededReferences(change, new Set(["Person"]))).toEqual([]);
});
