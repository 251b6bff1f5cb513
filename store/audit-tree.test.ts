import { createHash } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { emptyTree, grown, leafHash, nodeHash, rootOf } from "./audit-tree.ts";

/** RFC 9162, 2.1.1, word for word: split at the largest power of two below the size. */
function treeHash(entries: readonly string[]): string {
  const [first] = entries;
  if (first === undefined) return createHash("sha256").digest("base64");
  if (entries.length === 1) return leafHash(first);
  let split = 1;
  while (split * 2 < entries.length) split *= 2;
  return nodeHash(treeHash(entries.slice(0, split)), treeHash(entries.slice(split)));
}

const entries = fc.array(fc.string(), { maxLength: 70 });

describe("the tree of the audit log", () => {
  it("has the root of RFC 9162, however it grew", () => {
    fc.assert(
      fc.property(entries, entries, (some, more) => {
        const stored = JSON.parse(JSON.stringify(grown(emptyTree, some))) as typeof emptyTree;
        const tree = grown(stored, more);
        expect(rootOf(tree)).toBe(treeHash([...some, ...more]));
        expect(tree.size).toBe(some.length + more.length);
        const ones = tree.size.toString(2).replaceAll("0", "").length;
        expect(tree.hashes.length).toBe(ones);
      }),
    );
  });

  it("tells an entry from a node of the same bytes", () => {
    const [left, right] = [leafHash("a"), leafHash("b")];
    const bytes = Buffer.concat([Buffer.from(left, "base64"), Buffer.from(right, "base64")]);
    const leaf = createHash("sha256")
      .update(Buffer.from([0]))
      .update(bytes)
      .digest("base64");
    expect(leaf).not.toBe(nodeHash(left, right));
  });
});
