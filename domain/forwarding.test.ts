import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  hops_max,
  listedOrigins,
  mayForward,
  mayName,
  refuseOrigin,
  type Forwards,
} from "./forwarding.ts";

const names = ["a", "b", "c", "d", "e"] as const;
const link = (from: string, to: string, ...origins: string[]): Forwards => ({
  from,
  to,
  origins: origins.map((id) => ({ id, kind: "ess" as const })),
});
const all = (from: string, to: string) => link(from, to, ...names);

describe("whose versions go on", () => {
  it("is nobody's where the agreement lists no origin, and never those of its two ends", () => {
    expect(mayForward({ from: "h", to: "b" }, "a", [])).toBe(false);
    expect(listedOrigins(link("h", "b", "h", "b", "a"))).toEqual(new Map([["a", "ess"]]));
  });

  it("is a listed origin's, but not to itself, nor to whom it passed, nor round a second time", () => {
    expect(mayForward(all("b", "c"), "a", [])).toBe(true);
    expect(mayForward(all("b", "a"), "a", [])).toBe(false);
    expect(mayForward(all("b", "c"), "a", ["c", "d"])).toBe(false);
    expect(mayForward(all("b", "c"), "a", ["b", "d"])).toBe(false);
    const long = Array.from({ length: hops_max }, (_, index) => `s${index}`);
    expect(mayForward(all("b", "c"), "a", long)).toBe(false);
    expect(mayForward(all("b", "c"), "a", long.slice(1))).toBe(true);
  });
});

describe("what is accepted", () => {
  it("is the sender's own without hops, and a listed origin's with a list that ends with the sender", () => {
    expect(refuseOrigin(link("h", "b"), "h", [])).toBeNull();
    expect(refuseOrigin(link("h", "b"), "h", ["x"])).toBe("hops");
    expect(refuseOrigin(link("h", "b", "a"), "a", ["h"])).toBeNull();
    expect(refuseOrigin(link("h", "b", "a"), "a", ["c", "h"])).toBeNull();
  });

  it("is nothing of an origin that is not listed, or that is ourselves", () => {
    expect(refuseOrigin(link("h", "b"), "a", ["h"])).toBe("origin");
    expect(refuseOrigin(all("h", "b"), "b", ["h"])).toBe("origin");
  });

  it.each([
    ["ends with somebody else", ["h", "c"]],
    ["is empty", []],
    ["names us", ["b", "h"]],
    ["names the origin", ["a", "h"]],
    ["names somebody twice", ["c", "c", "h"]],
    ["is longer than any", [...Array.from({ length: hops_max }, (_, index) => `s${index}`), "h"]],
  ])("is nothing whose hop list %s", (_, hops) => {
    expect(refuseOrigin(all("h", "b"), "a", hops)).toBe("hops");
  });

  it("is a record's key that the sender's own system gave, or a listed one", () => {
    expect(mayName(link("h", "b", "a"), "h")).toBe(true);
    expect(mayName(link("h", "b", "a"), "a")).toBe(true);
    expect(mayName(link("h", "b", "a"), "b")).toBe(false);
    expect(mayName(link("h", "b"), "a")).toBe(false);
  });
});

describe("a version that goes wherever it may", () => {
  it("passes each directed link at most once, is accepted by all it is sent to, and ends", () => {
    const links = fc.uniqueArray(
      fc
        .tuple(fc.constantFrom(...names), fc.constantFrom(...names))
        .filter(([from, to]) => from !== to),
      { selector: ([from, to]) => `${from}>${to}`, maxLength: 20 },
    );
    fc.assert(
      fc.property(links, fc.boolean(), (directed, last) => {
        const partners = (of: string) => directed.filter(([from]) => from === of);
        const carried: string[] = [];
        const has = new Set(["a"]);
        const queue = partners("a").map(([from, to]) => ({ from, to, hops: [] as string[] }));
        for (let at = queue.shift(); at; at = last ? queue.pop() : queue.shift()) {
          const { from, to, hops } = at;
          carried.push(`${from}>${to}`);
          expect(to).not.toBe("a");
          expect(refuseOrigin(all(from, to), "a", hops)).toBeNull();
          // No state change, nothing to send.
          if (has.has(to)) continue;
          has.add(to);
          for (const [, next] of partners(to)) {
            if (!mayForward(all(to, next), "a", hops)) continue;
            queue.push({ from: to, to: next, hops: [...hops, to] });
          }
        }
        expect(new Set(carried).size).toBe(carried.length);
        const reached = (seen: Set<string>): Set<string> => {
          const more = directed.filter(([from, to]) => seen.has(from) && !seen.has(to));
          return more.length === 0
            ? seen
            : reached(new Set([...seen, ...more.map(([, to]) => to)]));
        };
        expect(has).toEqual(reached(new Set(["a"])));
      }),
    );
  });
});
