import type { Change, Deciding } from "../../../domain/change.ts";
import { applyIncoming, recordFromPartner, type Incoming } from "../../../domain/receiving.ts";
import { emptyState, valueOf, type StoredRecord } from "../../../domain/record.ts";
import { renameReferences } from "../../../domain/references.ts";
import { afterChange } from "../../../store/act.ts";
import type { Gathered } from "./gather.ts";

/** Items that waited for "Same person?", applied to the record a person chose (or to a new one). */
export function applyHeld(
  ctx: Deciding,
  items: readonly Incoming[],
  chosen: StoredRecord | null,
  references: Gathered["references"],
): { record: StoredRecord; changes: Change[] } | null {
  const [first] = items;
  if (!first) return null;
  let record: StoredRecord =
    chosen ?? recordFromPartner(first, ctx.newId(), { subject: null, household: null });
  const changes: Change[] = [];
  for (const item of items) {
    const household = valueOf(item.delta, "household");
    const known = typeof household === "string" ? references.get(household) : undefined;
    record = { ...record, household: known?.id ?? record.household };
    const delta = renameReferences(item.type, item.delta, (key) => references.get(key)?.key ?? key);
    const change = applyIncoming(record, { ...item, delta }, ctx.systems);
    changes.push(change);
    record = afterChange(record, change);
  }
  return { record: changes.length > 0 ? record : { ...record, state: emptyState }, changes };
}
