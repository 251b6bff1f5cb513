import type { Json, JsonObject } from "../domain/json.ts";
import type { DciPlace } from "../domain/records/field.ts";
import { readCode, writeCode, type CodeForm } from "../wire/codes.ts";
import { codeLists } from "./profiles.ts";

/** How one field's value is said in DCI, where its path alone is not enough. */
interface Shape {
  write(value: Json, form: CodeForm): Json;
  read(value: Json): Json | undefined;
}

/** Writes a field's value (or a set's element) as the standard shapes it. */
export function writeValue(name: string, place: DciPlace, value: Json, form: CodeForm): Json {
  if (value === null) return null;
  const shape = shapes[name];
  const shaped = shape ? shape.write(value, form) : value;
  return place.codes && typeof shaped === "string" ? written(place.codes, shaped, form) : shaped;
}

/** Reads it back, tolerant of labels and codes, lists of one, and dates with a time. Undefined: not understood. */
export function readValue(name: string, place: DciPlace, given: Json): Json | undefined {
  if (given === null) return null;
  const value = place.list && Array.isArray(given) ? given[0] : given;
  if (value === undefined || value === null) return undefined;
  if (place.codes) {
    const list = codeLists[place.codes];
    return list ? readCode(list, value) : undefined;
  }
  const shape = shapes[name];
  return shape ? shape.read(value) : value;
}

function written(codes: string, value: string, form: CodeForm): Json {
  const list = codeLists[codes];
  return (list && writeCode(list, value, form)) ?? value;
}

/** Keeps a date's day and drops a time and zone: days are never shifted by a zone (digest 7.8). */
function dayOf(value: Json): Json | undefined {
  const day = typeof value === "string" ? /^\d{4}-\d{2}-\d{2}/.exec(value) : null;
  return day ? day[0] : undefined;
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

const day: Shape = { write: (value) => value, read: dayOf };
const reference: Shape = {
  write: (value) => ({ "@id": value }),
  read: (value) => {
    const id = only(value, ["@id"])["@id"];
    return typeof id === "string" ? id : undefined;
  },
};

const shapes: Record<string, Shape> = {
  "Person.birth_date": day,
  "Person.registration_date": day,
  "Household.registration_date": day,
  "Enrolment.effective_date": day,
  "Enrolment.enrolment_date": day,
  "Person.name": {
    write: (value) => ({ "@type": "Name", ...only(value, Object.keys(value as JsonObject)) }),
    read: (value) => {
      const from = value as JsonObject;
      const name = only(value, [
        "given_name",
        "surname",
        "second_name",
        "maiden_name",
        "prefix",
        "suffix",
      ]);
      const surname = name["surname"] ?? from["sur_name"];
      const given = name["given_name"] ?? from["first_name"];
      if (typeof surname !== "string" && typeof given !== "string") return undefined;
      return { ...name, given_name: given ?? "—", surname: surname ?? "—" };
    },
  },
  "Person.identifiers": {
    write: (value) => ({ "@type": "Identifier", ...(value as JsonObject) }),
    read: (value) => {
      const identifier = only(value, ["identifier_type", "identifier_value", "issuer"]);
      const { identifier_type, identifier_value, issuer = "" } = identifier;
      // A number that came as a number is the same number; anything else is no identifier.
      const text =
        typeof identifier_value === "number" ? String(identifier_value) : identifier_value;
      if (typeof identifier_type !== "string" || typeof text !== "string") return undefined;
      if (typeof issuer !== "string") return undefined;
      return { ...identifier, identifier_value: text };
    },
  },
  "Person.address": {
    write: (value) => value,
    read: (value) => {
      const from = value as JsonObject;
      const address = only(value, [
        "address_line_1",
        "locality",
        "region_code",
        "postal_code",
        "country_code",
      ]);
      const street = from["street_address"];
      if (!address["address_line_1"] && typeof street === "string")
        address["address_line_1"] = street;
      return address;
    },
  },
  "Person.employment_info": {
    write: (value, form) => {
      const spell = { ...(value as JsonObject) };
      const kind = spell["employment_type"];
      if (typeof kind === "string")
        spell["employment_type"] = written("employment_type", kind, form);
      return spell;
    },
    read: (value) => {
      const spell = only(value, [
        "job_title",
        "employer",
        "employment_type",
        "start_date",
        "end_date",
      ]);
      const list = codeLists["employment_type"];
      const kind = list && readCode(list, spell["employment_type"]);
      delete spell["employment_type"];
      if (kind) spell["employment_type"] = kind;
      for (const name of ["start_date", "end_date"]) {
        const date = spell[name] === undefined ? undefined : dayOf(spell[name]);
        if (date === undefined) delete spell[name];
        else spell[name] = date;
      }
      return { ...spell, job_title: spell["job_title"] ?? "" };
    },
  },
  "Person.household": reference,
  "Enrolment.person": reference,
  "Service.person": reference,
  "Proposal.person": reference,
  "Proposal.target": reference,
  "Enrolment.programme": {
    write: (value) => {
      const programme = value as JsonObject;
      return [
        {
          "@type": "Programme",
          programme_identifier: programme["id"] ?? "",
          programme_name: programme["name"] ?? "",
        },
      ];
    },
    read: (value) => {
      const from = (Array.isArray(value) ? value[0] : value) as JsonObject | undefined;
      const { programme_identifier: id, programme_name: name } = from ?? {};
      return typeof id === "string" && typeof name === "string" ? { id, name } : undefined;
    },
  },
  "Household.number": {
    write: (value) => [
      { "@type": "Identifier", identifier_type: "HouseholdNumber", identifier_value: value },
    ],
    read: (value) => {
      const first = (Array.isArray(value) ? value[0] : value) as JsonObject | undefined;
      const number = first?.["identifier_value"];
      return typeof number === "string" ? number : undefined;
    },
  },
  "Household.address_line": {
    write: (value) => ({ address_line_1: value }),
    read: (value) => {
      const line = (value as JsonObject)["address_line_1"];
      return typeof line === "string" ? line : undefined;
    },
  },
};
