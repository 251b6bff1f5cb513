import { describe, expect, it } from "vitest";
import { createManners } from "./manners.ts";

function opened() {
  const clock = { ms: 0 };
  const rests: number[] = [];
  const manners = createManners({
    nowMs: () => clock.ms,
    pause: (ms) => {
      rests.push(ms);
      clock.ms += ms;
      return Promise.resolve();
    },
  });
  return { clock, rests, manners };
}

describe("a drain that is far behind", () => {
  it("rests as long as it worked while another is kept in step, and no longer than a quarter second", async () => {
    const { clock, rests, manners } = opened();
    await manners.sent("live", true);
    expect(manners.isBeside("far")).toBe(true);
    await manners.sent("far", false);
    clock.ms += 40;
    await manners.sent("far", false);
    clock.ms += 600;
    await manners.sent("far", false);
    expect(rests).toEqual([40, 250]);
  });

  it("never waits alone, nor for one that is behind as well, nor for one that had nothing to hear for a second", async () => {
    const { clock, rests, manners } = opened();
    for (const code of ["far", "farther", "far", "farther"]) {
      clock.ms += 30;
      await manners.sent(code, false);
    }
    expect(manners.isBeside("far")).toBe(false);
    await manners.sent("live", true);
    expect(manners.isBeside("live")).toBe(false);
    clock.ms += 1_001;
    await manners.sent("far", false);
    expect(rests).toEqual([]);
  });

  it("is one of those who are kept in step once it has caught up", async () => {
    const { clock, rests, manners } = opened();
    await manners.sent("far", false);
    clock.ms += 20;
    await manners.sent("far", true);
    expect(manners.isBeside("other")).toBe(true);
    expect(rests).toEqual([]);
  });
});
