/**
 * The Merkle tree of RFC 9162, 2.1, over the entries of the audit log: a leaf is SHA-256 of 0x00 and
 * the entry, a node SHA-256 of 0x01 and its two children. Only the right edge is kept, the roots of
 * the perfect subtrees from left to right (at most 53 hashes), so adding an entry costs the same
 * however long the log is. Pure.
 */
import { createHash } from "node:crypto";

/** A tree as far as it must be known to go on. Hashes are base64. */
export interface Edge {
  size: number;
  hashes: readonly string[];
}

export const emptyTree: Edge = { size: 0, hashes: [] };

/** The tree with more entries behind those it has. */
export function grown(edge: Edge, entries: Iterable<string>): Edge {
  const hashes = [...edge.hashes];
  let { size } = edge;
  for (const entry of entries) {
    let hash = leafHash(entry);
    // As many subtrees are completed as the size ends in binary ones.
    for (let rest = size; rest % 2 === 1; rest = (rest - 1) / 2) {
      hash = nodeHash(hashes.pop() ?? "", hash);
    }
    hashes.push(hash);
    size += 1;
  }
  return { size, hashes };
}

/** The root hash (RFC 9162, 2.1.1), base64; of an empty tree the hash of nothing. */
export function rootOf({ hashes }: Edge): string {
  const [last, ...others] = [...hashes].reverse();
  if (last === undefined) return createHash("sha256").digest("base64");
  return others.reduce((right, left) => nodeHash(left, right), last);
}

export function leafHash(entry: string): string {
  return createHash("sha256").update(leaf).update(entry).digest("base64");
}

export function nodeHash(left: string, right: string): string {
  return createHash("sha256")
    .update(node)
    .update(Buffer.from(left, "base64"))
    .update(Buffer.from(right, "base64"))
    .digest("base64");
}

const leaf = Buffer.from([0]);
const node = Buffer.from([1]);
