import { farAheadUntilMs, neededReferences, type HoldReason } from "../../../domain/holding.ts";
import { placeOf, type Incoming } from "../../../domain/receiving.ts";
import { creatorOf } from "../../../domain/record.ts";
import { referencesIn } from "../../../domain/references.ts";
import type { Desk } from "./desk.ts";

/** Where an item goes: nowhere, onto the shelf with a reason, or into its record. */
export type Place =
  | { kind: "duplicate" }
  | { kind: "apply" }
  | { kind: "hold"; reason: HoldReason; waitsFor?: string[]; untilMs?: number };

/**
 * By the high-water mark of its record, which never expires (G3, G4), by its stamps (convergence C:
 * one wrong clock must not own the order of writes) and by the records it names.
 */
export function place(desk: Desk, item: Incoming): Place {
  const inChain = placeOf(desk.markOf(item.key), item);
  if (inChain === "duplicate") return { kind: "duplicate" };
  if (inChain === "gap") {
    const isBehind = desk.heldOf(item.key).some(({ ver }) => ver >= item.prev && ver < item.ver);
    return { kind: "hold", reason: isBehind ? "behind" : "gap" };
  }
  const untilMs = farAheadUntilMs(item.delta, desk.nowMs);
  if (untilMs !== null) return { kind: "hold", reason: "clock_ahead", untilMs };
  const waitsFor = unknownKeys(desk, item);
  if (waitsFor.length > 0) return { kind: "hold", reason: "unknown_key", waitsFor };
  return { kind: "apply" };
}

/**
 * Keys of records of ours that were never shared with the partner, and of records of its own that
 * have not come although the agreement shares their kind. One that the partner was asked for and does
 * not give is not waited for: references are soft.
 */
function unknownKeys(desk: Desk, item: Incoming): string[] {
  const { known, references } = desk.at;
  const names = [item.key, ...referencesIn(item.type, item.delta)];
  const foreign = names.filter((key) => known.get(key)?.foreign);
  const needed = neededReferences(item, desk.batch.shared).filter((key) => {
    if (references.has(key) || known.get(key)?.match_id) return false;
    return creatorOf(key) === desk.batch.partner && !desk.standing.notGiven.has(key);
  });
  return [...new Set([...foreign, ...needed])];
}
