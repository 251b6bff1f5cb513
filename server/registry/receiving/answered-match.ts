import type { Change, Deciding } from "../../../domain/change.ts";
import { applyIncoming, recordFromPartner, type Incoming } from "../../../domain/receiving.ts";
import { emptyState, valueOf, type StoredRecord } from "../../../domain/record.ts";
import { renameReferences } from "../../../domain/references.ts";
import { afterChange } from "../../../store/act.ts";
import { pairOf } from "../../../store/relayed.ts";
import type { RelayedRow } from "../../../store/side-effects.ts";
import type { Gathered } from "./gather.ts";

/**
 * Items that waited for "Same person?", applied to the record a person chose (or to a new one).
 * `tops`: the highest version of each origin that the chosen record has (store/relayed.ts); what came
 * to it another way is joined under a number of its own.
 */
export function applyHeld(
  ctx: Deciding,
  items: readonly Incoming[],
  chosen: StoredRecord | null,
  references: Gathered["references"],
  tops: ReadonlyMap<string, number> = new Map(),
): { record: StoredRecord; changes: Change[]; passed: Passed[] } | null {
  const [first] = items;
  if (!first) return null;
  let record: StoredRecord =
    chosen ?? recordFromPartner(first, ctx.newId(), { subject: null, household: null });
  const changes: Change[] = [];
  const passed: Passed[] = [];
  for (const [index, item] of items.entries()) {
    const household = valueOf(item.delta, "household");
    const known = typeof household === "string" ? references.get(household) : undefined;
    record = { ...record, household: known?.id ?? record.household };
    const delta = renameReferences(item.type, item.delta, (key) => references.get(key)?.key ?? key);
    const isTaken = item.ver <= (tops.get(pairOf(record.id, item.origin)) ?? 0);
    const ver = isTaken ? -(Date.parse(ctx.nowIso) * 1000 + index) : item.ver;
    const change = applyIncoming(record, { ...item, ver, delta }, ctx.systems);
    changes.push(change);
    if (item.hops) passed.push({ origin: item.origin, ver, hops: item.hops });
    record = afterChange(record, change);
  }
  const applied = changes.length > 0 ? record : { ...record, state: emptyState };
  return { record: applied, changes, passed };
}

/** What of them was forwarded, and how. */
type Passed = Pick<RelayedRow, "origin" | "ver" | "hops">;
