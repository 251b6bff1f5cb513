import type { Json, JsonObject } from "../domain/json.ts";
import type { RecordType } from "../domain/records/field.ts";
import { fieldSpec, recordTypes } from "../domain/records/tables.ts";
import { standardProfile, type WritingProfile } from "./profiles.ts";
import { standardName } from "./spellings.ts";

const alwaysSent = [
  "@context",
  "@id",
  "@type",
  "member_identifier",
  "identifier",
  "group_identifier",
  "member.@id",
];

/**
 * Keeps of a DCI record only what a partner's selection asked for (`demographic_info.name.surname`).
 * Identifiers always go along where the agreement allows them: without one the answer is of no use.
 *
 * A selection may use any spelling of an attribute, the standard's or the partner's, whichever the
 * record was written in: `place` selects `geographical_location`, `name.surname` finds `sur_name`,
 * and `demographic_info.name` also finds a name that lies one step further in.
 */
export function project(
  record: JsonObject,
  paths: readonly string[] | null,
  profile: WritingProfile = standardProfile,
): JsonObject {
  if (!paths) return record;
  const own = new Map<string, string>();
  for (const [field, { name }] of Object.entries(profile.fields)) {
    if (name !== undefined) own.set(name, attributeOf(field));
  }
  const known = (step: string) => own.get(step) ?? standardName(step);
  const wanted = [...paths, ...alwaysSent].map((path) => path.split(".").map(known));
  return pick(record, wanted, known);
}

/** The last step of the place where a field (`Person.occupation`) stands. */
function attributeOf(field: string): string {
  const [type = "", name = ""] = field.split(".");
  const path = recordTypes.includes(type as RecordType)
    ? fieldSpec(type as RecordType, name)?.dci?.path
    : undefined;
  return path === undefined ? name : path.slice(path.lastIndexOf(".") + 1);
}

type Paths = readonly (readonly string[])[];

function pick(from: JsonObject, paths: Paths, known: (step: string) => string): JsonObject {
  const kept: [string, Json][] = [];
  const steps = Object.hasOwn(from, "person")
    ? paths
    : paths.map((path) => (path[0] === "person" ? path.slice(1) : path));
  const wraps = Object.hasOwn(from, "person") && !paths.some(([first]) => first === "person");
  for (const [name, value] of Object.entries(from)) {
    const mine = steps.filter(([first]) => first === known(name));
    const inner = mine.map((path) => path.slice(1)).filter((path) => path.length > 0);
    if (wraps && name === "person") kept.push([name, pickInside(value, paths, known)]);
    else if (inner.length > 0) kept.push([name, pickInside(value, inner, known)]);
    else if (mine.length > 0 || name === "@type" || name === "@id") kept.push([name, value]);
  }
  return Object.fromEntries(kept);
}

function pickInside(value: Json, paths: Paths, known: (step: string) => string): Json {
  if (Array.isArray(value)) return value.map((one) => pickInside(one, paths, known));
  return typeof value === "object" && value !== null ? pick(value, paths, known) : value;
}
