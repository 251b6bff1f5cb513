import type { JsonObject } from "../domain/json.ts";
import type { RecordType } from "../domain/records/field.ts";
import { fieldSpec } from "../domain/records/tables.ts";
import type { WritingProfile } from "./profiles.ts";
import { isObject } from "./spellings.ts";

/** Attributes that a partner's terms call by another name: ours → the partner's. */
export function partnerNames(type: RecordType, { fields }: WritingProfile): Map<string, string> {
  const names = new Map<string, string>();
  for (const [named, { name: theirs }] of Object.entries(fields)) {
    const [of, field = ""] = named.split(".");
    const path = of === type ? fieldSpec(type, field)?.dci?.path : undefined;
    if (path !== undefined && theirs !== undefined) {
      names.set(path.slice(path.lastIndexOf(".") + 1), theirs);
    }
  }
  return names;
}

export function inverse(names: ReadonlyMap<string, string>): Map<string, string> {
  return new Map([...names].map(([ours, theirs]) => [theirs, ours]));
}

/** Renames attributes of a record and of the person inside it. */
export function renamed(record: JsonObject, names: ReadonlyMap<string, string>): JsonObject {
  if (names.size === 0) return record;
  return Object.fromEntries(
    Object.entries(record).map(([name, value]) => [
      names.get(name) ?? name,
      isObject(value) && (name === "demographic_info" || name === "person")
        ? renamed(value, names)
        : value,
    ]),
  );
}

/** May a field have another name? Only where it stands by itself, not as a part of a place. */
export function isNameable(type: RecordType, field: string): boolean {
  const path = fieldSpec(type, field)?.dci?.path ?? "";
  return !path.includes(".") || /^demographic_info\.[a-z_]+$/.test(path);
}
