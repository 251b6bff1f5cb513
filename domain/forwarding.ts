import type { Agreement } from "./agreement.ts";
import type { SystemId, SystemKind } from "./records/field.ts";

/** A system whose versions one partner may forward to another, and what it is the authority for. */
export interface ForwardedOrigin {
  id: SystemId;
  kind: SystemKind;
}

/** A version passes at most so many systems on its way (guarantees, D: the hop list). */
export const hops_max = 8;

/** What an agreement says of forwarding: its two ends and the origins it lists. */
export type Forwards = Pick<Agreement, "from" | "to" | "origins">;

/**
 * The systems whose versions `from` may forward to `to`, by kind. None unless the agreement lists
 * them; what the two ends write themselves is no forwarding.
 */
export function listedOrigins({ from, to, origins = [] }: Forwards): Map<SystemId, SystemKind> {
  const others = origins.filter(({ id }) => id !== from && id !== to);
  return new Map(others.map(({ id, kind }) => [id, kind]));
}

/**
 * May a version of `origin` that came here through `hops` go on under this agreement? Never to its
 * origin, never to a system it has passed, never farther than the hop list reaches.
 */
export function mayForward(
  agreement: Forwards,
  origin: SystemId,
  hops: readonly SystemId[],
): boolean {
  const { from, to } = agreement;
  if (origin === to || hops.includes(to) || hops.includes(from)) return false;
  return hops.length < hops_max && listedOrigins(agreement).has(origin);
}

/**
 * Why a version that the sender (`from`) gives us (`to`) is not accepted; null: it is. Its own
 * versions have no hops; another system's only where the agreement lists it, and then the list ends
 * with the sender and names neither us nor the origin, nor anybody twice.
 */
export function refuseOrigin(
  agreement: Forwards,
  origin: SystemId,
  hops: readonly SystemId[],
): "origin" | "hops" | null {
  const { from, to } = agreement;
  if (origin === from) return hops.length === 0 ? null : "hops";
  if (!listedOrigins(agreement).has(origin)) return "origin";
  const passed = new Set([...hops, origin, to]);
  const isPath = hops.at(-1) === from && passed.size === hops.length + 2;
  return isPath && hops.length <= hops_max ? null : "hops";
}

/** May a system speak of a record by the key its creator gave it? Of its own, and of what it may forward. */
export function mayName(agreement: Forwards, creator: SystemId): boolean {
  return creator === agreement.from || listedOrigins(agreement).has(creator);
}
