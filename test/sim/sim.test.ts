import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Slot } from "./databases.ts";
import { runSeed } from "./run.ts";
import { testSlots } from "./test-slots.ts";

let slots: Slot[];
let close: () => Promise<void>;
beforeAll(async () => {
  ({ slots, close } = await testSlots());
});
afterAll(() => close());

const seeds_count = 6;
const minutes_ms = 600_000;

describe("three to five systems under faults by seed", () => {
  it(
    "keep every promise, and agree when healed",
    async () => {
      for (let seed = 1; seed <= seeds_count; seed += 1) {
        const { faults, ok } = await runSeed(slots, { seed });
        expect(faults, `npm run sim -- --seed ${seed}`).toEqual([]);
        expect(ok).toBe(true);
      }
    },
    minutes_ms,
  );

  it(
    "go the same way each time the seed is the same",
    async () => {
      const first = await runSeed(slots, { seed: 7 });
      const second = await runSeed(slots, { seed: 7 });
      const other = await runSeed(slots, { seed: 8 });
      expect(second.digest).toBe(first.digest);
      expect(other.digest).not.toBe(first.digest);
    },
    minutes_ms,
  );
});
