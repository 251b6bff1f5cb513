import type { Json, JsonObject } from "../domain/json.ts";
import type { RecordType } from "../domain/records/field.ts";
import { recordTables } from "../domain/records/tables.ts";
import { canonicalForm, type Additional } from "./canonical-form.ts";
import { standardProfile, type WritingProfile } from "./profiles.ts";
import { isBlank, isObject } from "./spellings.ts";
import { understand } from "./understanding.ts";

/** What a plain partner's record says, and what of it we do not know. */
export interface ReadRecord {
  /** Field → value, set → values; each as the record table allows it. */
  values: Record<string, Json>;
  /**
   * The rest, in the same nesting: attributes we have no field for and values we do not understand.
   * Null at a known attribute: nothing of it is left over (any more).
   */
  rest: JsonObject;
}

/** Parts of a record that are other records, or follow from the rest. */
const elsewhere: Partial<Record<RecordType, readonly string[]>> = {
  Person: ["last_updated"],
  Household: ["last_updated", "member_list", "group_head_info", "place_address"],
  Enrolment: ["member", "group", "assistance_unit"],
};

/**
 * Reads a plain partner's Person, Member, Group or Beneficiary, whichever of the standard's
 * spellings it comes in (digest 7.1 to 7.12). Any JSON may come in; only valid values come out, and
 * what is not understood is never guessed.
 */
export function readRecord(
  type: RecordType,
  given: JsonObject,
  profile: WritingProfile = standardProfile,
): ReadRecord {
  const { record, additional } = canonicalForm(type, given, profile);
  const values: Record<string, Json> = {};
  const extras = new Map(
    additional.flatMap((one) => (one.name === null ? [] : [[one.name, one] as const])),
  );
  const understood = new Set<Additional>();
  for (const [field, spec] of Object.entries(recordTables[type].fields)) {
    if (!spec.dci) continue;
    const extra = spec.dci.extension ? extras.get(spec.dci.path) : undefined;
    const said = extra ? extra.value : at(record, spec.dci.path);
    if (isBlank(said)) continue;
    const read = understand(type, field, spec, said ?? null, profile);
    if (!read) continue;
    values[field] = read.value;
    if (extra) understood.add(extra);
    else put(record, spec.dci.path, read.rest);
  }
  for (const name of elsewhere[type] ?? []) delete record[name];
  const rest = withoutLabels(record);
  const left = additional.map((one) => (understood.has(one) ? { ...one, value: null } : one));
  if (left.length > 0) rest["additional_attributes"] = left.map(asItem);
  return { values, rest };
}

/** The values alone. */
export function readPlain(
  type: RecordType,
  given: JsonObject,
  profile: WritingProfile = standardProfile,
): Record<string, Json> {
  return readRecord(type, given, profile).values;
}

/** The value at a dotted path. */
function at(record: JsonObject, path: string): Json | undefined {
  let value: Json | undefined = record;
  for (const step of path.split(".")) {
    if (!isObject(value)) return undefined;
    value = Object.hasOwn(value, step) ? value[step] : undefined;
  }
  return value;
}

/** Replaces the value at a path that is there; objects on the way are copied, as they are the sender's. */
function put(record: JsonObject, path: string, value: Json): void {
  const [step = "", ...further] = path.split(".");
  if (further.length === 0) {
    record[step] = value;
    return;
  }
  const inner = record[step];
  if (!isObject(inner)) return;
  const copy = { ...inner };
  put(copy, further.join("."), value);
  record[step] = copy;
}

/** The parts of a record whose attributes are kept one by one. */
const containers = ["demographic_info", "place"];

/** Without `@context`, `@id` and `@type`, which say nothing of the person, and without empty parts. */
function withoutLabels(record: JsonObject): JsonObject {
  const kept: [string, Json][] = [];
  for (const [name, value] of Object.entries(record)) {
    if (name.startsWith("@") || name === "__proto__") continue;
    if (!containers.includes(name) || !isObject(value)) kept.push([name, value]);
    else {
      const inner = withoutLabels(value);
      if (Object.keys(inner).length > 0) kept.push([name, inner]);
    }
  }
  return Object.fromEntries(kept);
}

function asItem({ name, value, form }: Additional): Json {
  if (name === null) return value;
  return form === "named" ? { attribute_name: name, attribute_value: value } : { [name]: value };
}
