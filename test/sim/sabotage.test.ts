import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Slot } from "./databases.ts";
import { runSeed } from "./run.ts";
import { agreementsRemembered, appendsLost, cursorBeforeAck, type Sabotage } from "./sabotage.ts";
import { testSlots } from "./test-slots.ts";

let at: { slots: Slot[]; close: () => Promise<void> };
beforeAll(async () => {
  at = await testSlots();
});
afterAll(() => at.close());

const minutes_ms = 600_000;
const seeds_max = 25;

describe("the simulation finds a product that is broken on purpose:", () => {
  const broken: [string, () => Sabotage, RegExp][] = [
    ["the cursor moves before the ACK", () => cursorBeforeAck, /^G[16] |not quiet/],
    ["an acknowledged change is not written", appendsLost, /^G1 /],
    ["an agreement is read once and never again", agreementsRemembered, /^G8 /],
  ];
  it.each(broken)(
    "%s",
    async (_name, sabotage, law) => {
      const found: string[] = [];
      for (let seed = 1; seed <= seeds_max && found.length === 0; seed += 1) {
        const { faults } = await runSeed(at.slots, { seed, sabotage: sabotage() });
        found.push(...faults.filter((fault) => law.test(fault)));
      }
      expect(found).not.toEqual([]);
    },
    minutes_ms,
  );
});
