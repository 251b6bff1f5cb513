import type { Json, JsonObject } from "../domain/json.ts";

/**
 * The names under which the standard's own sources, its samples and the systems around it say the
 * same attribute (digest 3.6, 7.6). Left of each line is the name Tandem's record tables use.
 */
export type Spellings = Readonly<Record<string, readonly string[]>>;

export const memberNames: Spellings = {
  member_identifier: ["individual_identifier"],
  demographic_info: ["demographics"],
  related_person: ["related_persons"],
  language_code: ["languages", "language", "language_codes"],
  education_level: ["education"],
  employment_status: [],
  unemployment_reason: [],
  employment_info: [],
  occupation: [],
  marital_status: [],
  self_id_disability: [],
  is_disabled: [],
  disability_info: [],
  registration_date: ["registered_on"],
  last_updated: ["last_update"],
  relationship_head: ["relationship_to_head"],
  additional_attributes: [],
  identifier: [],
  person: [],
};

export const personNames: Spellings = {
  name: [],
  sex: ["gender"],
  birth_date: ["birthDate", "birthdate", "date_of_birth"],
  death_date: ["deathDate", "date_of_death"],
  phone_number: ["phone", "phone_numbers", "telephone", "telephones"],
  email: ["emails", "email_address"],
  address: ["addresses"],
};

export const nameNames: Spellings = {
  given_name: ["first_name", "givenName", "given_names"],
  surname: ["sur_name", "family_name", "familyName", "last_name"],
  second_name: ["middle_name", "additionalName"],
  maiden_name: [],
  prefix: ["honorificPrefix"],
  suffix: ["honorificSuffix"],
};

export const addressNames: Spellings = {
  address_line_1: ["address_line1", "street_address", "street"],
  locality: ["city", "town"],
  region_code: ["region", "state", "province"],
  postal_code: ["postcode", "zip"],
  country_code: ["country"],
};

export const identifierNames: Spellings = {
  identifier_type: ["id_type"],
  identifier_value: ["id_value"],
  issuer: [],
};

export const limitationNames: Spellings = {
  disability_limitation_type: ["functional_limitation_type", "disability_type"],
  functional_severity: [],
};

export const groupNames: Spellings = {
  group_identifier: ["household_identifier"],
  group_type: [],
  place: ["geographical_location"],
  place_address: [],
  address: [],
  poverty_score: [],
  poverty_score_type: [],
  group_size: [],
  group_head_info: ["group_head"],
  member_list: ["members"],
  registration_date: [],
  last_updated: ["last_update"],
  additional_attributes: [],
};

export const placeNames: Spellings = {
  name: [],
  address_line: ["address"],
  geo: [],
  contained_in_place: [],
};

export const beneficiaryNames: Spellings = {
  programme_identifier: ["program_identifier"],
  enrolment_status: ["enrollment_status", "enrolled_status"],
  enrolment_date: ["enrollment_date"],
  status_change_date: [],
  member: ["household_member"],
  group: [],
  assistance_unit: [],
  benefits: [],
  additional_attributes: [],
};

export const programmeNames: Spellings = {
  ...beneficiaryNames,
  programme: ["program"],
  programme_name: ["program_name"],
};

/** Every name that means something already; a partner's own name for a field must be another. */
export const namesTaken: ReadonlySet<string> = new Set(
  [
    memberNames,
    personNames,
    nameNames,
    addressNames,
    identifierNames,
    limitationNames,
    groupNames,
    placeNames,
    beneficiaryNames,
    programmeNames,
  ].flatMap((names) => [...Object.keys(names), ...Object.values(names).flat()]),
);

const others = new Map<string, string>();
for (const names of [
  memberNames,
  personNames,
  nameNames,
  addressNames,
  identifierNames,
  limitationNames,
  groupNames,
  programmeNames,
]) {
  for (const [name, spellings] of Object.entries(names)) {
    for (const other of spellings) others.set(other, name);
  }
}

/** The standard's name of an attribute in any of its spellings; what nobody knows is its own name. */
export function standardName(name: string): string {
  return others.get(name) ?? name;
}

/**
 * An object under the names of the table: other spellings renamed where the standard's own is not
 * there, a prefix (`spdci:birth_date`) dropped from known names, blanks as null. What the table does
 * not know stays as it is. Names that JavaScript gives a meaning of its own are dropped.
 */
export function spelled(given: Json | undefined, names: Spellings): JsonObject {
  const from = objectIn(given);
  const known = new Set([...Object.keys(names), ...Object.values(names).flat()]);
  const kept = new Map<string, Json>();
  for (const [name, value] of Object.entries(from)) {
    if (name === "__proto__") continue;
    const bare = name.slice(name.lastIndexOf(":") + 1);
    const plain = name.includes(":") && known.has(bare) && !Object.hasOwn(from, bare) ? bare : name;
    kept.set(plain, isBlank(value) ? null : value);
  }
  for (const [name, spellings] of Object.entries(names)) {
    for (const other of spellings) {
      if (!kept.has(other) || (kept.get(name) ?? null) !== null) continue;
      kept.set(name, kept.get(other) ?? null);
      kept.delete(other);
    }
  }
  return Object.fromEntries(kept);
}

/** The object meant: itself, or the only one of a list. */
export function objectIn(given: Json | undefined): JsonObject {
  const one = Array.isArray(given) && given.length === 1 ? given[0] : given;
  return isObject(one) ? one : {};
}

export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Samples send `""`, `" "`, `{}` and `[]` for what they do not say. */
export function isBlank(value: Json | undefined): boolean {
  if (value === undefined || value === null) return true;
  if (typeof value === "string") return value.trim() === "";
  return typeof value === "object" && Object.keys(value).length === 0;
}

export function listIn(given: Json | undefined): Json[] {
  if (isBlank(given)) return [];
  return Array.isArray(given) ? given.filter((one) => !isBlank(one)) : [given as Json];
}
