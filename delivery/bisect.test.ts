import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { afterAccepted, afterRefused, nextStep, searchAmong } from "./bisect.ts";

/** Delivers items to a partner that refuses every batch with one of `bad` in it; counts the sends. */
function deliver(all: readonly number[], bad: ReadonlySet<number>) {
  const delivered: number[] = [];
  const parked: number[] = [];
  const extra: number[] = [];
  const isAccepted = (items: readonly number[]) => !items.some((item) => bad.has(item));
  let waiting = all;
  while (waiting.length > 0) {
    if (isAccepted(waiting)) {
      delivered.push(...waiting);
      break;
    }
    let search = searchAmong(waiting);
    let sends = 0;
    for (;;) {
      const step = nextStep(search);
      if (step.kind === "over") break;
      if (step.kind === "found") {
        parked.push(step.item);
        waiting = waiting.filter((item) => item !== step.item);
        break;
      }
      sends += 1;
      const part = search.suspects.slice(0, step.count);
      if (!isAccepted(part)) {
        search = afterRefused(search, step.count);
        continue;
      }
      delivered.push(...part);
      waiting = waiting.filter((item) => !part.includes(item));
      search = afterAccepted(search, step.count);
    }
    extra.push(sends);
  }
  return { delivered, parked, extra };
}

describe("the search for what a partner refuses", () => {
  it("finds exactly the bad ones, whichever they are, and delivers all others in their order", () => {
    const batches = fc
      .integer({ min: 1, max: 127 })
      .chain((n) => fc.tuple(fc.constant(n), fc.uniqueArray(fc.nat(n - 1))));
    fc.assert(
      fc.property(batches, ([n, picked]) => {
        const bad = new Set(picked);
        const all = Array.from({ length: n }, (_, index) => index);
        const { delivered, parked, extra } = deliver(all, bad);
        expect(parked).toEqual(all.filter((item) => bad.has(item)));
        expect(delivered).toEqual(all.filter((item) => !bad.has(item)));
        for (const sends of extra) expect(sends).toBeLessThanOrEqual(Math.ceil(Math.log2(n + 1)));
      }),
      { numRuns: 500 },
    );
  });

  it("takes at most seven more sends for each bad one among a hundred, wherever it stands", () => {
    const all = Array.from({ length: 100 }, (_, index) => index);
    const most = all.map((one) => Math.max(...deliver(all, new Set([one])).extra));
    expect(Math.max(...most)).toBeLessThanOrEqual(7);
  });

  it("parks nobody for a refusal that is not repeated", () => {
    let search = searchAmong(["a", "b", "c"]);
    for (;;) {
      const step = nextStep(search);
      expect(step.kind).not.toBe("found");
      if (step.kind !== "send") break;
      search = afterAccepted(search, step.count);
    }
  });
});
