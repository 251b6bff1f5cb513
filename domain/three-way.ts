/**
 * What a plain partner says of a field, held against what it last said and was last told: the three-
 * way merge of Unison and `kubectl apply` (guarantees, the convergence design D5 and E). Values are
 * compared as keyed hashes, so the shadow holds nothing that can be read. A list is compared element
 * by element: its reading is the hashes of its elements.
 */

/** What passed between a partner and us of one record, field by field. */
export interface Shadow {
  heard: ReadonlyMap<string, string>;
  /** By each of its subscriptions; the partner may have taken up any of them. */
  told: ReadonlyMap<string, ReadonlySet<string>>;
  /** Readings that passed before the last ones: by them an old copy of the partner's is known. */
  earlier?: ReadonlyMap<string, ReadonlySet<string>>;
}

/**
 * - `none`: the same as here, or as it said before, or our own data coming back. Where ours differs,
 *   it is our news that the partner does not have yet.
 * - `theirs`: changed there only.
 * - `both`: changed there, and ours is nothing that ever passed between the two.
 */
export type News = "none" | "theirs" | "both";

/** `ours` is undefined where we know nothing. */
export function newsOf(
  shadow: Shadow,
  field: string,
  theirs: string,
  ours: string | undefined,
): News {
  const told = shadow.told.get(field);
  const passed = (hash: string) => shadow.heard.get(field) === hash || told?.has(hash) === true;
  if (theirs === ours || passed(theirs)) return "none";
  return ours === undefined || passed(ours) ? "theirs" : "both";
}

/** A list's reading, from those of its elements. */
export function readingOf(elements: readonly string[]): string {
  return [...new Set(elements)].sort().join(" ");
}

/** The elements of a list that passed between the two last. */
export function lastElements(
  shadow: Shadow,
  field: string,
): { heard: Set<string>; all: Set<string> } {
  const split = (reading: string | undefined) => (reading ?? "").split(" ").filter(Boolean);
  const heard = new Set(split(shadow.heard.get(field)));
  const told = [...(shadow.told.get(field) ?? [])].flatMap(split);
  return { heard, all: new Set([...heard, ...told]) };
}

/**
 * What is news in a list a partner told of: elements that never passed between the two, and elements
 * it said before and left out now. What we took away since it was told is no news, and what it lacks
 * of ours it only does not have.
 */
export function listNewsOf(
  shadow: Shadow,
  field: string,
  theirs: ReadonlySet<string>,
  ours: ReadonlySet<string>,
): { added: Set<string>; removed: Set<string> } {
  const { heard, all } = lastElements(shadow, field);
  const isNew = (one: string) => !ours.has(one) && !all.has(one);
  return {
    added: new Set([...theirs].filter(isNew)),
    removed: new Set([...heard].filter((one) => !theirs.has(one) && ours.has(one))),
  };
}

/** Did this pass between the two at any time, or is it what is here? */
export function everPassed(shadow: Shadow, field: string, reading: string): boolean {
  return (
    shadow.heard.get(field) === reading ||
    shadow.told.get(field)?.has(reading) === true ||
    shadow.earlier?.get(field)?.has(reading) === true
  );
}

/** The shadow's side of what was heard, after it was heard. */
export function heardAlso(
  shadow: Pick<Shadow, "heard">,
  said: ReadonlyMap<string, string>,
): Map<string, string> {
  return new Map([...shadow.heard, ...said]);
}
