import * as fc from "fast-check";
import { expect, it } from "vitest";
import { isStamp, laterStamp, nextStamp, stampMs, stampOf, stampZero, successor } from "./hlc.ts";

const moments = fc.integer({ min: 0, max: 4_102_444_800_000 });

it("gives later and later stamps, whatever the wall clock does", () => {
  fc.assert(
    fc.property(fc.array(moments, { minLength: 2 }), (walls) => {
      let high = stampZero;
      for (const wall of walls) {
        const next = nextStamp(high, wall);
        expect(next > high).toBe(true);
        expect(stampMs(next)).toBeGreaterThanOrEqual(wall);
        high = next;
      }
    }),
  );
});

it("comes after everything seen from a partner", () => {
  fc.assert(
    fc.property(moments, fc.nat(0xffff), moments, (seen, counter, wall) => {
      const stamp = stampOf(seen, counter);
      expect(nextStamp(laterStamp(stampZero, stamp), wall) > stamp).toBe(true);
    }),
  );
});

it("sorts as text the way it sorts as time", () => {
  fc.assert(
    fc.property(moments, fc.nat(0xffff), moments, fc.nat(0xffff), (a, i, b, j) => {
      const byTime = a - b || i - j;
      expect(stampOf(a, i) > stampOf(b, j)).toBe(byTime > 0);
    }),
  );
});

it("carries a full counter into the milliseconds, and never skips", () => {
  expect(successor(stampOf(5, 3))).toBe(stampOf(5, 4));
  expect(successor(stampOf(5, 0xffff))).toBe(stampOf(6));
});

it("knows a stamp by its form", () => {
  expect(isStamp(stampOf(1_764_000_000_000, 7))).toBe(true);
  for (const not of ["", "x", "0193512a0c00", "0193512A0C00-0003", 5, null]) {
    expect(isStamp(not)).toBe(false);
  }
});
