import type { Sha256 } from "../sha256.ts";

/**
 * Who gets a place where more fit than there are places: a public draw that anybody can repeat, or a
 * published order (case.md, Proactive enrolment). Pure: the hash comes in.
 */

/** What is published before the draw: with it nobody can change the seed, and nobody knows the order. */
export function sealOf(seed: string, hash: Sha256): string {
  return hash(`tandem-draw-seal/1\n${seed}`);
}

/**
 * The order of a draw: by the hash of seed and name, so that it depends on nothing else, not on how
 * the list was sorted nor on who else is in it. Whoever has the seed and the list gets the same.
 */
export function drawOrder(seed: string, names: readonly string[], hash: Sha256): string[] {
  return [...new Set(names)]
    .map((name) => ({ name, lot: hash(`tandem-draw/1\n${seed}\n${name}`) }))
    .sort((a, b) => (a.lot < b.lot ? -1 : a.lot > b.lot ? 1 : 0))
    .map(({ name }) => name);
}

/** The published order: the larger household first, then by its number; said before it is used. */
export function publishedOrder(households: readonly { name: string; size: number }[]): string[] {
  return [...households]
    .sort((a, b) => b.size - a.size || (a.name < b.name ? -1 : a.name > b.name ? 1 : 0))
    .map(({ name }) => name);
}
