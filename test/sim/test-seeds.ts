import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Slot } from "./databases.ts";
import { runSeed, type Outcome } from "./run.ts";
import { testSlots } from "./test-slots.ts";

const part = 25;
/**
 * Seeds that find a fault nobody has put right yet, of the product or of the simulation, and what
 * they find. One that is put right fails here, so that it leaves the list.
 */
const open = new Map<number, RegExp>([]);
/** A machine that does other things at the same time is given time. */
const part_ms_max = 600_000;

/** Runs so many seeds, each of which is a test of every promise, and tells what they were made of. */
export function seedsHold(from: number, count: number): void {
  let at: { slots: Slot[]; close: () => Promise<void> };
  const outcomes: Outcome[] = [];
  beforeAll(async () => {
    at = await testSlots();
  });
  afterAll(() => at.close());

  describe("three to five systems under faults keep every promise, and agree when healed", () => {
    const begins = Array.from({ length: count / part }, (_, nth) => from + nth * part);
    it.each(begins)(
      `${part} seeds from %i`,
      async (begin) => {
        for (let seed = begin; seed < begin + part; seed += 1) {
          const outcome = await runSeed(at.slots, { seed });
          const again = `again with: npm run sim -- --seed ${seed}`;
          const fault = open.get(seed);
          if (fault) expect(outcome.faults.join("\n"), again).toMatch(fault);
          else expect(outcome.faults, again).toEqual([]);
          outcomes.push(outcome);
        }
      },
      part_ms_max,
    );

    it("had much to do, and much to bear", () => {
      const mean = (of: (outcome: Outcome) => number) =>
        outcomes.reduce((sum, one) => sum + of(one), 0) / outcomes.length;
      expect(outcomes).toHaveLength(count);
      expect(mean(({ figures }) => figures.acknowledged)).toBeGreaterThan(10);
      expect(mean(({ figures }) => figures.faults)).toBeGreaterThan(10);
      expect(mean(({ figures }) => figures.compared)).toBeGreaterThan(3);
    });
  });
}
