import { ownVersions, type RecordState } from "./record.ts";
import type { RecordType, SystemId } from "./records/field.ts";
import { fieldSpec } from "./records/tables.ts";

/**
 * Is there anything in a record that this system itself wrote and may tell? Notes kept to ourselves
 * do not count: that we know of somebody from a partner is not ours to tell another.
 */
export function isOurs(type: RecordType, state: RecordState, self: SystemId): boolean {
  const own = ownVersions(state, self);
  return [...Object.keys(own.fields), ...Object.keys(own.sets)].some(
    (field) => fieldSpec(type, field)?.class !== "local",
  );
}
