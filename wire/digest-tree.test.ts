import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { differingKeys, DigestTree, digest_prefixes_max, type DigestLeaf } from "./digest-tree.ts";

const treeOf = (map: ReadonlyMap<string, string>) =>
  new DigestTree([...map].map(([key, hash]): DigestLeaf => ({ key, hash })));

const overTheWire = (tree: DigestTree) => {
  let asks = 0;
  return {
    asks: () => asks,
    ask: (prefixes: string[]) => {
      asks += 1;
      expect(prefixes.length).toBeLessThanOrEqual(digest_prefixes_max);
      return Promise.resolve(prefixes.map((prefix) => tree.node(prefix)));
    },
  };
};

function differing(a: ReadonlyMap<string, string>, b: ReadonlyMap<string, string>): string[] {
  const keys = new Set([...a.keys(), ...b.keys()]);
  return [...keys].filter((key) => a.get(key) !== b.get(key)).sort();
}

const mapOf = (size: number) =>
  fc
    .array(fc.tuple(fc.nat(400), fc.constantFrom("a", "b", "c")), { maxLength: size })
    .map((pairs) => new Map(pairs.map(([n, hash]) => [`sp.demo/${n}`, hash])));

describe("the tree of what two systems share", () => {
  it("finds exactly the keys that differ, between any two maps", async () => {
    await fc.assert(
      fc.asyncProperty(mapOf(600), mapOf(600), async (a, b) => {
        const found = await differingKeys(treeOf(a), overTheWire(treeOf(b)).ask);
        expect(found).toEqual(differing(a, b));
      }),
      { numRuns: 150 },
    );
  });

  it("finds exactly what was changed, taken out or added in a large map, in few questions", async () => {
    const large = new Map(Array.from({ length: 20_000 }, (_, n) => [`sp.demo/${n}`, `h${n}`]));
    const mine = treeOf(large);
    const deeds = fc.array(fc.tuple(fc.nat(25_000), fc.boolean()), { maxLength: 20 });
    await fc.assert(
      fc.asyncProperty(deeds, async (list) => {
        const other = new Map(large);
        for (const [n, out] of list) {
          if (out) other.delete(`sp.demo/${n}`);
          else other.set(`sp.demo/${n}`, "else");
        }
        const wire = overTheWire(treeOf(other));
        expect(await differingKeys(mine, wire.ask)).toEqual(differing(large, other));
        expect(wire.asks()).toBeLessThanOrEqual(8);
      }),
      { numRuns: 10 },
    );
  });

  it("has one root for one set, whatever order it came in, and another for any other", () => {
    fc.assert(
      fc.property(mapOf(300), mapOf(300), (a, b) => {
        const turned = new Map([...a].reverse());
        expect(treeOf(turned).root).toBe(treeOf(a).root);
        expect(treeOf(a).root === treeOf(b).root).toBe(differing(a, b).length === 0);
      }),
    );
  });

  it("gives up rather than guess when the other side answers something else", async () => {
    const tree = treeOf(new Map([["sp.demo/1", "a"]]));
    expect(await differingKeys(tree, () => Promise.resolve([]))).toBeNull();
    expect(await differingKeys(tree, () => Promise.resolve(null))).toBeNull();
  });
});
