import { afterAll, beforeAll, expect, it } from "vitest";
import type { Slot } from "./databases.ts";
import { runSeed } from "./run.ts";
import { testSlots } from "./test-slots.ts";

let at: { slots: Slot[]; close: () => Promise<void> };
beforeAll(async () => {
  at = await testSlots();
});
afterAll(() => at.close());

const minutes_ms = 600_000;

it(
  "goes the same way each time the seed is the same, and another way for another seed",
  async () => {
    for (const seed of [7, 12]) {
      const first = await runSeed(at.slots, { seed });
      const second = await runSeed(at.slots, { seed });
      expect(second.digest).toBe(first.digest);
      expect(second.figures).toEqual(first.figures);
      expect((await runSeed(at.slots, { seed: seed + 1 })).digest).not.toBe(first.digest);
    }
  },
  minutes_ms,
);
