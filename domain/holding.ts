import { stamp_ahead_max_ms, stampMs } from "./hlc.ts";
import type { Incoming } from "./receiving.ts";
import { stampsIn, type RecordState } from "./record.ts";
import type { RecordType } from "./records/field.ts";

/**
 * Why a partner's change waits while the others of its batch are applied: the version before it has
 * not come (`gap`) or waits itself (`behind`), its stamps are too far ahead (`clock_ahead`), it names
 * records that are not shared yet (`unknown_key`), or it came free and cannot be applied (`refused`).
 */
export const holdReasons = ["gap", "behind", "clock_ahead", "unknown_key", "refused"] as const;
export type HoldReason = (typeof holdReasons)[number];

/** Why a partner is to be asked for something. */
export type MissingReason = "gap" | "unknown_key" | "lost_messages" | "new_epoch";

/**
 * When by our clock the latest stamp of a delta is no longer too far ahead, in ms; null when none is
 * now. Until then it must not own the order of writes, and our clock must not follow it.
 */
export function farAheadUntilMs(delta: RecordState, nowMs: number): number | null {
  const latest = Math.max(0, ...stampsIn(delta).map(stampMs));
  const until = latest - stamp_ahead_max_ms;
  return until > nowMs ? until : null;
}

/**
 * Versions of a partner count within its epoch: after a restore it may use a number again. They are
 * told apart, and stay in order, by a base for each epoch in the order we heard of it.
 */
const epoch_versions_max = 2 ** 40;
/** A partner that flips its epoch more often than this is not followed. */
export const epochs_max = 4_096;

/**
 * The item with its versions as they count over all epochs; `prev` 0 stands for nothing before it. A
 * version that was forwarded is counted by its origin, whose epochs who forwards it has told apart.
 */
export function inEpoch(item: Incoming, epochNumber: number): Incoming {
  const base = epochNumber * epoch_versions_max;
  if (base === 0 || item.hops) return item;
  return { ...item, ver: item.ver + base, prev: item.prev === 0 ? 0 : item.prev + base };
}

/** No partner has as many versions of one record in one epoch; one that says so has none of ours. */
export function isVersionPlausible({
  ver,
  prev,
  hops,
}: Pick<Incoming, "ver" | "prev" | "hops">): boolean {
  const max = hops ? epoch_versions_max * epochs_max : epoch_versions_max;
  return ver < max && prev < max;
}

/** Which type of record a field refers to, where the field says so. */
const referredTypes: ReadonlyMap<string, RecordType> = new Map([
  ["person", "Person"],
  ["household", "Household"],
]);

/** Keys that an item refers to, of records that the agreement shares: those must be here first. */
export function neededReferences(item: Incoming, shared: ReadonlySet<RecordType>): string[] {
  return [...referredTypes].flatMap(([field, type]) => {
    if (!shared.has(type)) return [];
    return (item.delta.fields[field] ?? []).flatMap(({ v }) => (typeof v === "string" ? [v] : []));
  });
}
