/**
 * A Merkle tree over what two systems share, made alike on both sides: equal roots mean equal sets of
 * (key, hash), and where roots differ, a few questions lead to exactly the keys that do.
 *
 * 1. A key's place is the SHA-256 of the key in hex. A node is named by a prefix of places; the root
 *    by the empty one.
 * 2. A node with at most `digest_bucket_max` leaves (or at the greatest depth) is a bucket: its hash
 *    is over its leaves in order of their places. Any other node's hash is over its up to sixteen
 *    children. So a hash depends on the leaves below it and on nothing else.
 */
import { createHash } from "node:crypto";

/** A record by its name on the wire, and the hash of what is shared of it (hex). */
export interface DigestLeaf {
  key: string;
  hash: string;
}

/** A node as it is told: its children's hashes by hex digit, or its leaves when it is a bucket. */
export interface DigestNode {
  prefix: string;
  count: number;
  hash: string;
  children?: Record<string, string>;
  leaves?: DigestLeaf[];
}

/** Leaves a bucket holds, and hex digits a prefix has, at most. */
export const digest_bucket_max = 32;
export const digest_prefix_chars_max = 8;
const digits = "0123456789abcdef".split("");

/** What an empty subtree has for a hash. */
export const emptyDigest = "";

export class DigestTree {
  readonly #entries: readonly { place: string; leaf: DigestLeaf }[];
  readonly #hashes = new Map<string, string>();

  constructor(leaves: Iterable<DigestLeaf>) {
    this.#entries = [...leaves]
      .map((leaf) => ({ place: sha256(leaf.key), leaf }))
      .sort((a, b) => (a.place < b.place ? -1 : 1));
  }

  get count(): number {
    return this.#entries.length;
  }

  get root(): string {
    return this.hash("");
  }

  hash(prefix: string): string {
    const known = this.#hashes.get(prefix);
    if (known !== undefined) return known;
    const [begin, end] = this.#range(prefix);
    const hash = this.#hashOf(prefix, begin, end);
    this.#hashes.set(prefix, hash);
    return hash;
  }

  /** The leaves below a prefix, in order of their places. */
  leavesUnder(prefix: string): DigestLeaf[] {
    const [begin, end] = this.#range(prefix);
    return this.#entries.slice(begin, end).map(({ leaf }) => leaf);
  }

  node(prefix: string): DigestNode {
    const [begin, end] = this.#range(prefix);
    const told = { prefix, count: end - begin, hash: this.hash(prefix) };
    if (isBucket(prefix, end - begin)) return { ...told, leaves: this.leavesUnder(prefix) };
    return { ...told, children: Object.fromEntries(this.#children(prefix)) };
  }

  #hashOf(prefix: string, begin: number, end: number): string {
    if (begin === end) return emptyDigest;
    if (isBucket(prefix, end - begin)) {
      const part = this.#entries.slice(begin, end);
      return sha256(part.map(({ place, leaf }) => `${place} ${leaf.hash}\n`).join(""));
    }
    const children = this.#children(prefix);
    return sha256(children.map(([digit, hash]) => `${digit} ${hash}\n`).join(""));
  }

  #children(prefix: string): [string, string][] {
    return digits
      .map((digit): [string, string] => [digit, this.hash(prefix + digit)])
      .filter(([, hash]) => hash !== emptyDigest);
  }

  /** Where the places with this prefix begin, and where they have ended. */
  #range(prefix: string): [number, number] {
    return [this.#firstAtOrAfter(prefix), this.#firstAtOrAfter(`${prefix}g`)];
  }

  #firstAtOrAfter(place: string): number {
    let [low, high] = [0, this.#entries.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#entries[middle]?.place ?? "") < place) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

function isBucket(prefix: string, count: number): boolean {
  return count <= digest_bucket_max || prefix.length >= digest_prefix_chars_max;
}

/** Prefixes one question names at most. */
export const digest_prefixes_max = 64;

/**
 * The keys whose leaves differ, or that only one side has, found by asking about nodes from the root
 * down. `ask` gives null when the other side can say no more; so does this. `keys_max` bounds what a
 * partner can make us look at.
 */
export async function differingKeys(
  mine: DigestTree,
  ask: (prefixes: string[]) => Promise<readonly DigestNode[] | null>,
  keys_max = Number.POSITIVE_INFINITY,
): Promise<string[] | null> {
  const found = new Set<string>();
  const open = [""];
  while (open.length > 0 && found.size < keys_max) {
    const prefixes = open.splice(0, digest_prefixes_max);
    const nodes = await ask(prefixes);
    if (!nodes) return null;
    const byPrefix = new Map(nodes.map((node) => [node.prefix, node]));
    for (const prefix of prefixes) {
      const node = byPrefix.get(prefix);
      if (!node) return null;
      if (node.hash === mine.hash(prefix)) continue;
      if (node.children && prefix.length < digest_prefix_chars_max) {
        for (const digit of digits) {
          const theirs = Object.hasOwn(node.children, digit) ? node.children[digit] : emptyDigest;
          if (theirs !== mine.hash(prefix + digit)) open.push(prefix + digit);
        }
      } else for (const key of unlike(mine.leavesUnder(prefix), node.leaves ?? [])) found.add(key);
    }
  }
  return [...found].sort();
}

function unlike(mine: readonly DigestLeaf[], theirs: readonly DigestLeaf[]): string[] {
  const here = new Map(mine.map(({ key, hash }) => [key, hash]));
  const there = new Map(theirs.map(({ key, hash }) => [key, hash]));
  return [...new Set([...here.keys(), ...there.keys()])].filter(
    (key) => here.get(key) !== there.get(key),
  );
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
