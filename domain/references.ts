import type { RecordState } from "./record.ts";
import type { RecordType } from "./records/field.ts";
import { recordTables } from "./records/tables.ts";
import { Ref, RefOrNone } from "./records/values.ts";

const referenceFields = new Map(
  Object.values(recordTables).map((table) => [
    table.type,
    Object.entries(table.fields)
      .filter(([, spec]) => spec.schema === Ref || spec.schema === RefOrNone)
      .map(([field]) => field),
  ]),
);

/** Keys of other records that a state names. References are soft: a referent may not be here yet. */
export function referencesIn(type: RecordType, state: RecordState): string[] {
  return (referenceFields.get(type) ?? []).flatMap((field) =>
    (state.fields[field] ?? []).flatMap((version) =>
      typeof version.v === "string" ? [version.v] : [],
    ),
  );
}

/** The same state with its references in another naming; unknown keys stay as they are. */
export function renameReferences(
  type: RecordType,
  state: RecordState,
  rename: (key: string) => string,
): RecordState {
  const names = referenceFields.get(type) ?? [];
  if (!names.some((field) => state.fields[field])) return state;
  const fields = { ...state.fields };
  for (const field of names) {
    const versions = fields[field];
    if (!versions) continue;
    fields[field] = versions.map((version) =>
      typeof version.v === "string" ? { ...version, v: rename(version.v) } : version,
    );
  }
  return { ...state, fields };
}
