import { farAheadUntilMs, neededReferences, type HoldReason } from "../../../domain/holding.ts";
import { placeOf, type Incoming } from "../../../domain/receiving.ts";
import { creatorOf } from "../../../domain/record.ts";
import { referencesIn } from "../../../domain/references.ts";
import type { Desk } from "./desk.ts";

/** Where an item goes: nowhere, onto the shelf with a reason, or into its record. */
export type Place =
  | { kind: "duplicate" }
  /** `waitsFor`: records it refers to that have not come; it is joined to them when they do. */
  | { kind: "apply"; waitsFor: string[] }
  | { kind: "hold"; reason: HoldReason; waitsFor?: string[]; untilMs?: number };

/**
 * By the high-water mark of its record, which never expires (G3, G4), by its stamps (convergence C:
 * one wrong clock must not own the order of writes) and by the records it names.
 */
export function place(desk: Desk, item: Incoming): Place {
  const inChain = placeOf(desk.markOf(item), item);
  if (inChain === "duplicate") return { kind: "duplicate" };
  if (inChain === "gap") {
    const isBehind = desk.heldOf(item).some(({ ver }) => ver >= item.prev && ver < item.ver);
    return { kind: "hold", reason: isBehind ? "behind" : "gap" };
  }
  const untilMs = farAheadUntilMs(item.delta, desk.nowMs);
  if (untilMs !== null) return { kind: "hold", reason: "clock_ahead", untilMs };
  const foreign = foreignKeys(desk, item);
  if (foreign.length > 0) return { kind: "hold", reason: "unknown_key", waitsFor: foreign };
  return { kind: "apply", waitsFor: absentKeys(desk, item) };
}

/**
 * Keys of records of ours that were never shared with the partner: it may not speak of them. One that
 * it may name (gather.ts) is no such key.
 */
function foreignKeys({ at }: Desk, item: Incoming): string[] {
  const names = [item.key, ...referencesIn(item.type, item.delta)];
  return [...new Set(names)].filter((key) => at.known.get(key)?.foreign);
}

/**
 * Keys of records that the partner gives and that have not come although the agreement shares their kind.
 * References are soft, so the change is applied without them; one that the partner was asked for and
 * does not give is not waited for.
 */
function absentKeys(desk: Desk, item: Incoming): string[] {
  const { at, batch, standing } = desk;
  return neededReferences(item, batch.shared).filter((key) => {
    if (at.references.has(key) || at.known.get(key)?.match_id) return false;
    return desk.gives(creatorOf(key)) && !standing.notGiven.has(key);
  });
}
