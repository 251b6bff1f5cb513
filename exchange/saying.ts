import { stampMs, stampZero } from "../domain/hlc.ts";
import type { Json, JsonObject } from "../domain/json.ts";
import { elementsOf, type RecordState } from "../domain/record.ts";
import type { FieldSpec, RecordType } from "../domain/records/field.ts";
import { recordTables } from "../domain/records/tables.ts";
import { place } from "./dci-record.ts";
import { additionalName, giveBack } from "./kept-attributes.ts";
import { partnerNames } from "./partner-names.ts";
import type { WritingProfile } from "./profiles.ts";
import { isObject, listIn } from "./spellings.ts";
import { languageOf } from "./understanding.ts";
import { relationshipWord, writeValue } from "./values.ts";

/**
 * A record to be written for a plain partner: its key on the wire, its state as domain/view.ts cut
 * it for this partner, and what is kept of the partner's own attributes (domain field `unknown`).
 */
export interface Subject {
  key: string;
  state: RecordState;
  kept?: JsonObject;
}

/** What of a state is said to a partner, where our tables have it. */
export interface Said {
  record: JsonObject;
  additional: [name: string, value: Json][];
  fields: string[];
  unsaid: string[];
  updated: string;
}

/** Each field of a state at the place of its table, in the partner's words. A withheld value (null) is not said. */
export function say(
  type: RecordType,
  { state }: Subject,
  profile: WritingProfile,
  wanted: (field: string, spec: FieldSpec) => boolean = () => true,
): Said {
  const said: Said = { record: {}, additional: [], fields: [], unsaid: [], updated: stampZero };
  const names = partnerNames(type, profile);
  for (const [field, spec] of Object.entries(recordTables[type].fields)) {
    if (!spec.dci || spec.class === "local" || !wanted(field, spec)) continue;
    const name = `${type}.${field}`;
    const versions = versionsOf(state, field, spec);
    if (versions.length === 0) continue;
    const written = lacks(field, name, profile)
      ? undefined
      : wordsOf(name, spec, versions, profile);
    if (written === undefined || written.partly) said.unsaid.push(field);
    if (written === undefined) continue;
    said.fields.push(field);
    for (const { h } of versions) if (h > said.updated) said.updated = h;
    if (name === "Person.relationship" && profile.relationship === "relationship_head") {
      said.record["relationship_head"] = relationshipWord(written.value, profile);
    } else if (spec.dci.extension) {
      said.additional.push([names.get(spec.dci.path) ?? spec.dci.path, written.value]);
    } else place(said.record, spec.dci.path, spec.dci.list ? [written.value] : written.value);
  }
  return said;
}

function versionsOf(state: RecordState, field: string, spec: FieldSpec) {
  const known =
    spec.class === "set"
      ? elementsOf(state, field).map(({ version }) => version)
      : (state.fields[field] ?? []).slice(0, 1);
  return known.filter(({ v }) => v !== null);
}

/** Has the partner no attribute for it? What is assessed and what a person says are two attributes. */
function lacks(field: string, name: string, profile: WritingProfile): boolean {
  if (profile.fields[name]?.omit) return true;
  const isDisability = field === "self_id_disability" || field === "is_disabled";
  return isDisability && profile.disability !== "both" && profile.disability !== field;
}

function wordsOf(
  name: string,
  spec: FieldSpec,
  versions: readonly { v: Json }[],
  profile: WritingProfile,
): { value: Json; partly: boolean } | undefined {
  const { dci } = spec;
  if (!dci) return undefined;
  const written = versions.map(({ v }) => writeValue(name, dci, v, profile));
  const values = written.filter((one): one is Json => one !== undefined && one !== null);
  const [first] = values;
  if (first === undefined) return undefined;
  const partly = values.length < written.length;
  if (spec.class !== "set") return { value: first, partly };
  if (name === "Person.languages" && profile.languages === "shortest") {
    return { value: values.map((one) => languageOf(one) ?? one), partly };
  }
  if (name === "Person.employment_info" && profile.employment_info === "object") {
    return { value: values.reduce(laterJob), partly: partly || values.length > 1 };
  }
  return { value: values, partly };
}

/** Where one job only can be said, the current or latest one is. */
function laterJob(a: Json, b: Json): Json {
  const key = (one: Json) => {
    const { start_date: start, end_date: end } = one as JsonObject;
    return `${typeof end === "string" ? end : "9999"} ${typeof start === "string" ? start : ""} ${JSON.stringify(one)}`;
  };
  return key(b) > key(a) ? b : a;
}

/** What was said, what is given back, and when the last of what was said changed. */
export function returned(said: Said, { kept = {} }: Subject, profile: WritingProfile): JsonObject {
  const { additional_attributes: theirs, ...rest } = kept;
  const record = giveBack(said.record, rest);
  if (said.updated !== stampZero) {
    record["last_updated"] = new Date(stampMs(said.updated)).toISOString();
  }
  const additional = additionalOf(said.additional, listIn(theirs), profile);
  if (additional !== null) record["additional_attributes"] = additional;
  return record;
}

function additionalOf(
  ours: readonly [string, Json][],
  theirs: readonly Json[],
  { additional }: WritingProfile,
): Json {
  const names = new Set(ours.map(([name]) => name));
  const back = theirs.filter((item) => !names.has(additionalName(item) ?? ""));
  if (ours.length + back.length === 0) return null;
  if (additional === "object") {
    const pairs = back.flatMap((item): [string, Json][] => {
      if (!isObject(item)) return [];
      const name = item["attribute_name"];
      return typeof name === "string"
        ? [[name, item["attribute_value"] ?? null]]
        : Object.entries(item);
    });
    return Object.fromEntries([...pairs, ...ours]);
  }
  const items = ours.map(([name, value]): Json =>
    additional === "named" ? { attribute_name: name, attribute_value: value } : { [name]: value },
  );
  return [...items, ...back];
}
