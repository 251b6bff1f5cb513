import type { SystemId } from "../../domain/records/field.ts";
import type { Door } from "./knock.ts";

/** Questions of one partner that are answered at one time; more would be answered at the others' cost. */
export const answering_max = 64;
/** When a partner that asked for too much at once may come again. */
export const come_again_seconds = 1;

const underWay = new WeakMap<Door, Map<SystemId, number>>();

/** Takes a place among a partner's questions; gives it back when called, or null when there is none. */
export function takePlace(door: Door, partner: SystemId): (() => void) | null {
  const counts = underWay.get(door) ?? new Map<SystemId, number>();
  underWay.set(door, counts);
  const before = counts.get(partner) ?? 0;
  if (before >= answering_max) return null;
  counts.set(partner, before + 1);
  let given = false;
  return () => {
    if (given) return;
    given = true;
    const now = (counts.get(partner) ?? 1) - 1;
    if (now > 0) counts.set(partner, now);
    else counts.delete(partner);
  };
}
