import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { clock_off_max_ms, createSoundness, medianOf } from "./soundness.ts";

function opened() {
  const at = { wall: Date.parse("2026-11-23T09:00:00Z"), steady: 1_000 };
  const soundness = createSoundness({ nowMs: () => at.wall, monotonicMs: () => at.steady });
  const pass = (ms: number) => {
    at.wall += ms;
    at.steady += ms;
  };
  const codes = () => soundness.faults().map(({ code }) => code);
  return { at, soundness, pass, codes };
}

describe("a clock", () => {
  it("is believed while nobody was heard, and while partners agree within a minute", () => {
    const { at, soundness } = opened();
    expect(soundness.refuses()).toBe(false);
    soundness.hear("ess", at.wall + clock_off_max_ms);
    expect(soundness.refuses()).toBe(false);
    soundness.hear("ess", at.wall - clock_off_max_ms - 1);
    expect(soundness.refuses()).toBe(true);
  });

  it("that jumps is noticed at once, without hearing anybody again, and forgiven when it is right", () => {
    const { at, soundness, codes, pass } = opened();
    soundness.hear("ess", at.wall);
    pass(200_000);
    expect(codes()).toEqual([]);
    at.wall += 61_000;
    expect(codes()).toEqual(["clock_off"]);
    at.wall -= 122_000;
    expect(codes()).toEqual(["clock_off"]);
    at.wall += 61_000;
    expect(codes()).toEqual([]);
  });

  it("is not judged by what was heard long ago", () => {
    const { at, soundness, pass } = opened();
    soundness.hear("ess", at.wall + 3_600_000);
    expect(soundness.refuses()).toBe(true);
    pass(301_000);
    expect(soundness.clockOffMs()).toBeNull();
    expect(soundness.refuses()).toBe(false);
  });

  it("of one wrong partner stops nobody while as many others agree with us", () => {
    const offset = fc.integer({ min: -59_000, max: 59_000 });
    const wrong = fc.oneof(fc.constant(-9e9), fc.constant(9e9));
    fc.assert(
      fc.property(fc.array(offset, { minLength: 1 }), fc.array(wrong), (good, bad) => {
        const heard = [...good, ...bad.slice(0, good.length)];
        expect(Math.abs(medianOf(heard) ?? 0)).toBeLessThanOrEqual(clock_off_max_ms);
      }),
    );
  });
});

describe("a fault", () => {
  it("is there from when it was noted until it is gone, by what the database says", () => {
    const { at, soundness, codes, pass } = opened();
    soundness.failed({ code: "53100" });
    const since = new Date(at.wall).toISOString();
    pass(5_000);
    soundness.failed({ code: "53100" });
    soundness.failed({ code: "23505" });
    soundness.failed(new Error("x"));
    expect(soundness.faults()).toEqual([{ code: "disk_full", since }]);
    soundness.note("read_only", true);
    soundness.note("disk_full", false);
    expect(codes()).toEqual(["read_only"]);
  });
});
