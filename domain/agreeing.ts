import { sameJson, type Json } from "./json.ts";

/**
 * Does what we know hold what somebody else says? A list is held when each of its items is, an object
 * when each of its members is: knowing more is no contradiction.
 */
export function holds(ours: Json | undefined, theirs: Json): boolean {
  if (ours === undefined) return false;
  if (Array.isArray(theirs)) {
    const list = Array.isArray(ours) ? ours : [ours];
    return theirs.every((one) => list.some((other) => holds(other, one)));
  }
  if (typeof theirs === "object" && theirs !== null) {
    if (typeof ours !== "object" || ours === null || Array.isArray(ours)) return false;
    return Object.entries(theirs).every(([name, value]) =>
      holds(Object.hasOwn(ours, name) ? ours[name] : undefined, value),
    );
  }
  return sameJson(ours, theirs);
}
