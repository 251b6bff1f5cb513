import type { Json, JsonObject } from "../domain/json.ts";
import type { RecordType } from "../domain/records/field.ts";
import { inverse, partnerNames, renamed } from "./partner-names.ts";
import type { WritingProfile } from "./profiles.ts";
import {
  beneficiaryNames,
  groupNames,
  isBlank,
  isObject,
  listIn,
  memberNames,
  nameNames,
  objectIn,
  personNames,
  placeNames,
  programmeNames,
  spelled,
} from "./spellings.ts";

/** An attribute of `additional_attributes`, and the shape it came in; without a name: as it came. */
export interface Additional {
  name: string | null;
  value: Json;
  form: "named" | "free";
}
/** A partner's record in the places where our tables have their fields. Values are still the partner's. */
export interface CanonicalForm {
  record: JsonObject;
  additional: Additional[];
}

/** Brings a record, however it is nested and spelled, into one form. Any JSON may come in. */
export function canonicalForm(
  type: RecordType,
  given: JsonObject,
  profile: WritingProfile,
): CanonicalForm {
  const names = inverse(partnerNames(type, profile));
  const ours = { ...renamed(given, names) };
  const record = Object.hasOwn(forms, type) ? (forms[type]?.(ours) ?? ours) : ours;
  const additional = additionalIn(record["additional_attributes"], names);
  delete record["additional_attributes"];
  const toHead = record["relationship_head"];
  if (type === "Person" && toHead !== undefined) {
    delete record["relationship_head"];
    if (!additional.some(({ name }) => name === "relationship")) {
      additional.push({ name: "relationship", value: toHead, form: "named" });
    }
  }
  return { record, additional };
}

const forms: Partial<Record<RecordType, (given: JsonObject) => JsonObject>> = {
  Person: person,
  Household: group,
  Enrolment: beneficiary,
};

/**
 * A Member, a flat Person, or a Member whose person is one step further in (IBR and SR samples).
 * Identifiers of all three are one list.
 */
function person(given: JsonObject): JsonObject {
  const top = spelled(given, { ...memberNames, ...personNames });
  const outer = spelled(top["demographic_info"], { ...personNames, person: [], identifier: [] });
  const inner = spelled(outer["person"] ?? top["person"], { ...personNames, identifier: [] });
  const about: JsonObject = { ...outer };
  delete about["person"];
  delete top["person"];
  for (const from of [inner, top]) {
    for (const [name, value] of Object.entries(from)) {
      const isOfPerson = from === inner || Object.hasOwn(personNames, name);
      if (!isOfPerson || name.startsWith("@")) continue;
      if ((about[name] ?? null) === null) about[name] = value;
      if (from === top) delete top[name];
    }
  }
  const identifiers = identifiersIn(top, [top, outer, inner], about);
  for (const name of ["identifier", "identifier_type", "identifier_value"]) delete about[name];
  delete top["identifier"];
  if (!isBlank(identifiers)) top["member_identifier"] = identifiers;
  nameFromParts(about, top);
  // What is no object is not understood, and stays as it came.
  if (Object.keys(about).length === 0 && !isBlank(top["demographic_info"])) return top;
  return { ...top, demographic_info: about };
}

/** All identifiers of a person, wherever they stand; what stands alone stays as it came. */
function identifiersIn(top: JsonObject, places: readonly JsonObject[], about: JsonObject): Json {
  const others = places.flatMap((from) => listIn(from["identifier"]));
  const typed = pick(about, ["identifier_type", "identifier_value"]);
  if (!isBlank(typed["identifier_value"])) others.push(typed);
  const own = top["member_identifier"] ?? null;
  return others.length === 0 ? own : [...listIn(own), ...others];
}

/** Where there is no `name`, its parts may stand by themselves, beside the person or in it. */
function nameFromParts(about: JsonObject, top: JsonObject): void {
  if (!isBlank(about["name"])) return;
  for (const from of [about, top]) {
    const parts = spelled(from, nameNames);
    if ((parts["given_name"] ?? parts["surname"] ?? null) === null) continue;
    about["name"] = pick(parts, Object.keys(nameNames));
    for (const [name, others] of Object.entries(nameNames)) {
      for (const one of [name, ...others]) delete from[one];
    }
    return;
  }
}

function pick(from: JsonObject, names: readonly string[]): JsonObject {
  const kept: JsonObject = {};
  for (const name of names) if (!isBlank(from[name])) kept[name] = from[name] ?? null;
  return kept;
}

/** A Group; its place is an object, a plain name, or an address under the place. */
function group(given: JsonObject): JsonObject {
  const top = spelled(given, groupNames);
  const where = top["place"];
  if (typeof where === "string") top["place"] = { name: where };
  else if (!isBlank(objectIn(where))) {
    const place = spelled(where, placeNames);
    const line = place["address_line"];
    if (typeof line === "string" && isBlank(top["address"])) {
      top["address"] = [{ address_line_1: line }];
      delete place["address_line"];
    }
    top["place"] = place;
  }
  return top;
}

/** A Beneficiary of one programme, with its enrolment beside it or inside `programme_identifier`. */
function beneficiary(given: JsonObject): JsonObject {
  const top = spelled(given, beneficiaryNames);
  const member = objectIn(top["member"]);
  const programmes = listIn(top["programme_identifier"] ?? member["programme_identifier"]);
  const [first] = programmes;
  if (first === undefined) return top;
  if (!isObject(first)) return { ...top, programme_identifier: first };
  const enrolment = spelled(first, programmeNames);
  const programme = enrolment["programme"];
  const moved: JsonObject = { ...top };
  for (const name of ["enrolment_status", "enrolment_date", "status_change_date", "benefits"]) {
    if (isBlank(top[name]) && !isBlank(enrolment[name])) moved[name] = enrolment[name] ?? null;
    delete enrolment[name];
  }
  delete enrolment["programme"];
  const named = programme === undefined ? {} : spelled(programme, programmeNames);
  moved["programme_identifier"] = { ...enrolment, ...named };
  return moved;
}

/** Both shapes of the standard, and the free ones of its samples. */
function additionalIn(given: Json | undefined, names: ReadonlyMap<string, string>): Additional[] {
  return listIn(given).flatMap((item): Additional[] => {
    if (!isObject(item)) return [{ name: null, value: item, form: "free" }];
    const { attribute_name: name, attribute_value: value } = item;
    if (typeof name === "string" && name !== "") {
      return [
        {
          name: names.get(name) ?? name,
          value: isBlank(value) ? null : (value ?? null),
          form: "named",
        },
      ];
    }
    return Object.entries(item)
      .filter(([free]) => !free.startsWith("@") && free !== "__proto__")
      .map(([free, of]) => ({
        name: names.get(free) ?? free,
        value: isBlank(of) ? null : of,
        form: "free",
      }));
  });
}

/** The records of persons inside a Group: each once, the head first; wrappers of samples taken off. */
export function membersOf(given: JsonObject): { head: JsonObject | null; members: JsonObject[] } {
  const top = spelled(given, groupNames);
  const head = top["group_head_info"];
  const members = listIn(top["member_list"])
    .filter(isObject)
    .map((one) => (isObject(one["household_member"]) ? one["household_member"] : one));
  return { head: isObject(head) ? head : null, members };
}

/** A Beneficiary with several programmes as one for each: the standard has one status for all. */
export function enrolmentsOf(given: JsonObject): JsonObject[] {
  const top = spelled(given, beneficiaryNames);
  const member = objectIn(top["member"]);
  const programmes = listIn(top["programme_identifier"] ?? member["programme_identifier"]);
  if (programmes.length < 2) return [given];
  // One status beside many programmes may be anybody's: it is told of none of them (digest 7.10).
  const shared: JsonObject = { ...top };
  for (const name of ["enrolment_status", "enrolment_date", "status_change_date"])
    delete shared[name];
  return programmes.map((one) => ({ ...shared, programme_identifier: one }));
}
