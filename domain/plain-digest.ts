import { everPassed, lastElements, listNewsOf, type Shadow } from "./three-way.ts";

/** What a plain partner and we have of one field. */
export interface FieldHeld {
  field: string;
  /** Readings (three-way.ts): what it has, and what we would tell it now; undefined: nothing. */
  theirs: string;
  ours: string | undefined;
  /** What shows here, whoever wrote it. */
  shown: string | undefined;
}
/** Of a list, the elements. */
export interface ListHeld {
  field: string;
  theirs: ReadonlySet<string>;
  ours: ReadonlySet<string>;
  shown: ReadonlySet<string>;
}

/**
 * - `lost`: it has something that passed between us before, and not what it took from us since.
 * - `news`: it has something that never passed between us: we missed what it told, or it never did.
 */
export interface Difference {
  lost: boolean;
  news: boolean;
}
const same: Difference = { lost: false, news: false };

/**
 * Where a field stands. `isFollowed`: the partner is told of every change; else what it was told once
 * is what it is to have. `heardLast`: it told us of the record after we told it; where it has what it
 * told then, the two differ and know it: a proposal waits, or was turned down. A reading of earlier days is an old copy, as of a restored backup, and never
 * news: what an old copy says would undo what was written since. A change back to an earlier value
 * that was never told is taken for one too, and gets ours again.
 */
export function differenceIn(
  shadow: Shadow,
  held: FieldHeld,
  { isFollowed, heardLast }: { isFollowed: boolean; heardLast: boolean },
): Difference {
  const { field, theirs, ours, shown } = held;
  if (theirs === ours || theirs === shown) return same;
  const isHeard = shadow.heard.get(field) === theirs;
  if (isHeard && (heardLast || !isFollowed)) return same;
  if (shadow.told.get(field)?.has(theirs) === true && !isFollowed) return same;
  const isTold = ours !== undefined;
  // What we have nothing to say of it has by itself.
  if (everPassed(shadow, field, theirs)) return { lost: isTold, news: false };
  return { lost: false, news: true };
}

/** The same of a list, element by element: what we removed and it still has, it lost as well. */
export function differenceInList(shadow: Shadow, held: ListHeld, isFollowed: boolean): Difference {
  const { field, theirs, ours, shown } = held;
  const { all } = lastElements(shadow, field);
  const wanted = isFollowed ? ours : new Set([...ours].filter((one) => all.has(one)));
  const isMissing = [...wanted].some((one) => !theirs.has(one));
  const earlier = new Set(
    [...(shadow.earlier?.get(field) ?? [])].flatMap((reading) => reading.split(" ")),
  );
  const isOld = (one: string) => !shown.has(one) && (all.has(one) || earlier.has(one));
  const { added, removed } = listNewsOf(shadow, field, theirs, shown);
  const fresh = [...added].filter((one) => !earlier.has(one));
  return {
    lost: isMissing || (isFollowed && [...theirs].some(isOld)),
    news: fresh.length > 0 || removed.size > 0,
  };
}
