import type { Json, JsonObject } from "../domain/json.ts";
import type { DciPlace } from "../domain/records/field.ts";
import { aboutTypes, recordTables } from "../domain/records/tables.ts";
import { Ref, RefOrNone } from "../domain/records/values.ts";
import { readCode } from "../wire/codes.ts";
import { relationshipType } from "../wire/relationship-codes.ts";
import { codeLists, listFor, type WritingProfile } from "./profiles.ts";

/** How one field's value is said in DCI, where its path alone is not enough. */
interface Shape {
  write(value: Json, profile: WritingProfile, name: string): Json | undefined;
  read(value: Json): Json | undefined;
}

/**
 * Writes a field's value (or a set's element) as the standard shapes it, in the partner's words.
 * Undefined: its list has no faithful word, and no other word is put in its place.
 */
export function writeValue(
  name: string,
  place: DciPlace,
  value: Json,
  profile: WritingProfile,
): Json | undefined {
  if (value === null) return null;
  const shape = shapes.get(name);
  const shaped = shape ? shape.write(value, profile, name) : value;
  if (place.codes && typeof shaped === "string") return wordOf(place.codes, shaped, profile, name);
  if (typeof shaped === "boolean" && profile.booleans === "digits") return shaped ? "1" : "0";
  return shaped;
}

/**
 * Reads back what `writeValue` writes under the standard profile, exactly, as Tandem systems write
 * to each other. Plain partners' records go through understanding.ts. Undefined: not understood.
 */
export function readValue(name: string, place: DciPlace, given: Json): Json | undefined {
  if (given === null) return null;
  const value = place.list && Array.isArray(given) ? given[0] : given;
  if (value === undefined || value === null) return undefined;
  if (place.codes) {
    const list = codeLists[place.codes];
    return list ? readCode(list, value) : undefined;
  }
  const shape = shapes.get(name);
  return shape ? shape.read(value) : value;
}

/** A neutral word as the partner's code or label, the code in two digits where it wants them. */
export function wordOf(
  codes: string,
  value: string,
  profile: WritingProfile,
  name: string,
): string | undefined {
  const list = listFor(codes, profile);
  const entry = list?.entries.find((one) => one.value === value && one.read_only !== true);
  if (!entry) return undefined;
  const { form = profile.form, padded = profile.padded } = profile.fields[name] ?? {};
  if (form === "label") return entry.label;
  return padded && /^\d$/.test(entry.code) ? `0${entry.code}` : entry.code;
}

/** A relationship in the partner's form; words outside CD.COM.07 are the speaker's own and stay. */
export function relationshipWord(value: Json, profile: WritingProfile): Json {
  const entry = relationshipType.entries.find(({ code }) => code === value);
  const { form = profile.form } = profile.fields["Person.relationship"] ?? {};
  return entry ? entry[form] : value;
}

function dayOf(value: Json | undefined): Json | undefined {
  const day = typeof value === "string" ? /^\d{4}-\d{2}-\d{2}/.exec(value) : null;
  return day ? day[0] : undefined;
}

/** A day, or the same day at midnight UTC: the day that is read in it is the one that was meant. */
function sayDay(value: Json, profile: WritingProfile, name: string): Json {
  const { dates = profile.dates } = profile.fields[name] ?? {};
  return dates === "date-time" && typeof value === "string" ? `${value}T00:00:00Z` : value;
}

function only(value: Json, names: readonly string[]): JsonObject {
  const from = typeof value === "object" && value !== null && !Array.isArray(value) ? value : {};
  const kept: JsonObject = {};
  for (const name of names) {
    const one = from[name];
    if (one !== undefined && one !== null && one !== "") kept[name] = one;
  }
  return kept;
}

const day: Shape = { write: sayDay, read: dayOf };
const reference: Shape = {
  write: (value) => ({ "@id": value }),
  read: (value) => {
    const id = only(value, ["@id"])["@id"];
    return typeof id === "string" ? id : undefined;
  },
};
const nameParts = ["given_name", "surname", "second_name", "maiden_name", "prefix", "suffix"];
const addressParts = ["address_line_1", "locality", "region_code", "postal_code", "country_code"];
const spellParts = ["job_title", "employer", "employment_type", "start_date", "end_date"];

const name: Shape = {
  write: (value, profile) => {
    const { given_name, surname, ...rest } = only(value, nameParts);
    const said: JsonObject = { "@type": "Name" };
    if (given_name !== undefined) said[profile.given_name] = given_name;
    if (surname !== undefined) said[profile.surname] = surname;
    return { ...said, ...rest };
  },
  read: (value) => {
    const read = only(value, nameParts);
    const { given_name: given, surname } = read;
    if (typeof surname !== "string" && typeof given !== "string") return undefined;
    return { ...read, given_name: given ?? "—", surname: surname ?? "—" };
  },
};

const identifier: Shape = {
  write: (value, profile) => {
    const { identifier_type: type, ...rest } = value as JsonObject;
    return { "@type": "Identifier", identifier_type: typeName(type, profile), ...rest };
  },
  read: (value) => {
    const read = only(value, ["identifier_type", "identifier_value", "issuer"]);
    const isText = Object.values(read).every((part) => typeof part === "string");
    return isText && read["identifier_type"] && read["identifier_value"] ? read : undefined;
  },
};

function typeName(type: Json | undefined, { identifier_types }: WritingProfile): Json {
  if (typeof type !== "string") return type ?? null;
  return Object.hasOwn(identifier_types, type) ? (identifier_types[type] ?? type) : type;
}

const spell: Shape = {
  write: (value, profile, of) => {
    const said = { ...(value as JsonObject) };
    const kind = said["employment_type"];
    if (typeof kind === "string") {
      said["employment_type"] = wordOf("employment_type", kind, profile, of) ?? kind;
    }
    for (const date of ["start_date", "end_date"]) {
      if (said[date] !== undefined) said[date] = sayDay(said[date], profile, of);
    }
    return said;
  },
  read: (value) => {
    const read = only(value, spellParts);
    const list = codeLists["employment_type"];
    const kind = list && readCode(list, read["employment_type"]);
    delete read["employment_type"];
    if (kind) read["employment_type"] = kind;
    for (const date of ["start_date", "end_date"]) {
      const known = dayOf(read[date]);
      if (known === undefined) delete read[date];
      else read[date] = known;
    }
    return { ...read, job_title: read["job_title"] ?? "" };
  },
};

const limitations: Shape = {
  write: (value, profile, of) =>
    (value as JsonObject[]).map(({ limitation_type: type, severity }) => {
      const said: JsonObject = { "@type": "DisabilityInfo" };
      if (typeof type === "string") {
        said["disability_limitation_type"] =
          wordOf("functional_limitation", type, profile, of) ?? type;
      }
      if (typeof severity === "string") {
        said["functional_severity"] =
          wordOf("functional_severity", severity, profile, of) ?? severity;
      }
      return said;
    }),
  read: (value) => {
    const types = codeLists["functional_limitation"];
    const severities = codeLists["functional_severity"];
    if (!Array.isArray(value) || !types || !severities) return undefined;
    return value.map((one) => {
      const from = only(one, ["disability_limitation_type", "functional_severity"]);
      const severity = readCode(severities, from["functional_severity"]);
      return {
        limitation_type: readCode(types, from["disability_limitation_type"]) ?? "",
        ...(severity === undefined ? {} : { severity }),
      };
    });
  },
};

const programme: Shape = {
  write: (value) => {
    const { id, name: title } = value as JsonObject;
    return [{ "@type": "Programme", programme_identifier: id ?? "", programme_name: title ?? "" }];
  },
  read: (value) => {
    const from = (Array.isArray(value) ? value[0] : value) as JsonObject | undefined;
    const { programme_identifier: id, programme_name: title } = from ?? {};
    return typeof id === "string" && typeof title === "string" ? { id, name: title } : undefined;
  },
};

const groupNumber: Shape = {
  write: (value, profile) => {
    const type = typeName("HouseholdNumber", profile);
    const said = { "@type": "Identifier", identifier_type: type, identifier_value: value };
    return profile.group_identifier === "object" ? said : [said];
  },
  read: (value) => {
    const first = (Array.isArray(value) ? value[0] : value) as JsonObject | undefined;
    const number = first?.["identifier_value"];
    return typeof number === "string" ? number : undefined;
  },
};

/** References of what the standard lacks (proposals, services, plans), as linked data has them. */
const references = aboutTypes
  .filter((type) => recordTables[type].wireType.startsWith("tandem:"))
  .flatMap((type) =>
    Object.entries(recordTables[type].fields)
      .filter(([, { schema, dci }]) => dci && (schema === Ref || schema === RefOrNone))
      .map(([field]): [string, Shape] => [`${type}.${field}`, reference]),
  );

const shapes: ReadonlyMap<string, Shape> = new Map([
  ...references,
  ["Person.birth_date", day],
  ["Person.registration_date", day],
  ["Household.registration_date", day],
  ["Enrolment.effective_date", day],
  ["Enrolment.enrolment_date", day],
  ["Person.name", name],
  ["Person.identifiers", identifier],
  ["Person.address", { write: (value) => value, read: (value) => only(value, addressParts) }],
  ["Person.employment_info", spell],
  ["Person.disability_info", limitations],
  ["Person.household", reference],
  ["Enrolment.person", reference],
  ["Enrolment.programme", programme],
  ["Household.number", groupNumber],
  [
    "Household.address_line",
    {
      write: (value) => ({ address_line_1: value }),
      read: (value) => {
        const line = (value as JsonObject)["address_line_1"];
        return typeof line === "string" ? line : undefined;
      },
    },
  ],
]);
