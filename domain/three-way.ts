/**
 * What a plain partner says of a field, held against what it last said and was last told: the three-
 * way merge of Unison and `kubectl apply` (guarantees, the convergence design D5 and E). Values are
 * compared as keyed hashes, so the shadow holds nothing that can be read.
 */

/** What passed between a partner and us of one record, field by field. */
export interface Shadow {
  heard: ReadonlyMap<string, string>;
  /** By each of its subscriptions; the partner may have taken up any of them. */
  told: ReadonlyMap<string, ReadonlySet<string>>;
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

/** The shadow's side of what was heard, after it was heard. */
export function heardAlso(
  shadow: Pick<Shadow, "heard">,
  said: ReadonlyMap<string, string>,
): Map<string, string> {
  return new Map([...shadow.heard, ...said]);
}
