import { isStamp, type Stamp } from "../domain/hlc.ts";
import type { Json, JsonObject } from "../domain/json.ts";
import type { RecordState, Version } from "../domain/record.ts";
import type { FieldSpec, RecordType, SystemId } from "../domain/records/field.ts";
import { fieldSpec, recordTables } from "../domain/records/tables.ts";
import type { FieldStamps } from "../wire/sync-meta.ts";
import type { WritingProfile } from "./profiles.ts";
import { readValue, writeValue } from "./values.ts";

/** A record as DCI says it, and the stamps that ride in `header.meta.sync` for Tandem partners. */
export interface Written {
  record: JsonObject;
  changed: string[];
  stamps: Record<string, FieldStamps>;
}

/**
 * For Tandem partners; plain ones are written by plain-records.ts and read by reading.ts.
 * Writes a (cut) state as a DCI record by the record table: each field at its path, in the codes of
 * its list; what the standard has no attribute for goes to `additional_attributes`.
 */
export function writeRecord(
  type: RecordType,
  id: string,
  state: RecordState,
  profile: WritingProfile,
): Written {
  const record: JsonObject = {
    "@context": profile.context,
    "@id": id,
    "@type": typeLiteral(type, profile),
  };
  if (type === "Person") record["demographic_info"] = { "@type": profile.types.person };
  const stamps: Record<string, FieldStamps> = {};
  const extensions: Json[] = [];
  for (const [field, spec] of Object.entries(recordTables[type].fields)) {
    const value = fieldValue(type, field, spec, state, profile, stamps);
    if (value === undefined || !spec.dci) continue;
    if (spec.dci.extension) {
      extensions.push({ attribute_name: spec.dci.path, attribute_value: value });
    } else place(record, spec.dci.path, spec.dci.list && value !== null ? [value] : value);
  }
  if (extensions.length > 0) record["additional_attributes"] = extensions;
  return { record, changed: Object.keys(stamps), stamps };
}

/** The field's value in DCI words, and its stamps noted; undefined when the state does not have it. */
function fieldValue(
  type: RecordType,
  field: string,
  spec: FieldSpec,
  state: RecordState,
  profile: WritingProfile,
  stamps: Record<string, FieldStamps>,
): Json | undefined {
  if (!spec.dci) return undefined;
  const name = `${type}.${field}`;
  if (spec.class === "set") {
    const elements = state.sets[field];
    if (!elements) return undefined;
    const entries = Object.entries(elements).sort(([a], [b]) => (a < b ? -1 : 1));
    const living = entries.filter(([, version]) => !version.gone);
    const gone = entries.filter(([, version]) => version.gone);
    stamps[field] = [
      ...living.map(([id, version]): [string, Stamp] => [id, version.h]),
      ...gone.map(([id, version]): [string, Stamp, 1] => [id, version.h, 1]),
    ];
    const dci = spec.dci;
    return living.map(([, version]) => writeValue(name, dci, version.v, profile) ?? null);
  }
  const version = state.fields[field]?.[0];
  if (!version) return undefined;
  stamps[field] =
    version.n === undefined
      ? [version.h, version.b ?? ""]
      : [version.h, version.b ?? "", version.n];
  return writeValue(name, spec.dci, version.v, profile);
}

/** Reads a Tandem partner's item back into a delta: the changed fields, with their stamps. */
export function readDelta(
  type: RecordType,
  record: JsonObject,
  changed: readonly string[],
  stamps: Record<string, FieldStamps>,
  origin: SystemId,
): RecordState {
  const delta: RecordState = { fields: {}, sets: {} };
  for (const field of changed) {
    const spec = fieldSpec(type, field);
    const stamp = Object.hasOwn(stamps, field) ? stamps[field] : undefined;
    if (!spec?.dci || !stamp) continue;
    const given = find(record, spec.dci.path, spec.dci.extension === true);
    if (spec.class === "set") {
      delta.sets[field] = readSet(`${type}.${field}`, spec, given, stamp, origin);
      continue;
    }
    const value = given === undefined ? undefined : readValue(`${type}.${field}`, spec.dci, given);
    const [h, b, n] = stamp as [Stamp, Stamp, number?];
    if (value === undefined || !isStamp(h)) continue;
    const version: Version = { v: value, h, o: origin };
    if (isStamp(b)) version.b = b;
    if (n !== undefined) version.n = n;
    delta.fields[field] = [version];
  }
  return delta;
}

function readSet(
  name: string,
  spec: FieldSpec,
  given: Json | undefined,
  stamps: FieldStamps,
  origin: SystemId,
): Record<string, Version> {
  const values = Array.isArray(given) ? given : [];
  const elements: Record<string, Version> = {};
  for (const [index, [id, h, gone]] of (stamps as [string, Stamp, 1?][]).entries()) {
    if (!isStamp(h)) continue;
    if (gone) elements[id] = { v: null, h, o: origin, gone: true };
    else {
      const value = spec.dci ? readValue(name, spec.dci, values[index] ?? null) : undefined;
      if (value !== undefined && value !== null) elements[id] = { v: value, h, o: origin };
    }
  }
  return elements;
}

function typeLiteral(type: RecordType, { types }: WritingProfile): string {
  const literals: Partial<Record<RecordType, string>> = {
    Person: types.member,
    Household: types.group,
    Enrolment: types.beneficiary,
  };
  return literals[type] ?? recordTables[type].wireType;
}

/** Puts a value at a dotted path, making the objects on the way. */
export function place(record: JsonObject, path: string, value: Json): void {
  const steps = path.split(".");
  const last = steps.pop() ?? path;
  let at = record;
  for (const step of steps) {
    const next = at[step];
    const inner: JsonObject = typeof next === "object" && next && !Array.isArray(next) ? next : {};
    at[step] = inner;
    at = inner;
  }
  at[last] = value;
}

function find(record: JsonObject, path: string, extension: boolean): Json | undefined {
  if (extension) {
    const attributes = record["additional_attributes"];
    if (!Array.isArray(attributes)) return undefined;
    const found = attributes.find(
      (one) =>
        typeof one === "object" && one !== null && (one as JsonObject)["attribute_name"] === path,
    );
    return (found as JsonObject | undefined)?.["attribute_value"];
  }
  let at: Json | undefined = record;
  for (const step of path.split(".")) {
    if (typeof at !== "object" || at === null || Array.isArray(at)) return undefined;
    at = Object.hasOwn(at, step) ? at[step] : undefined;
  }
  return at;
}
