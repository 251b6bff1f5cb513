import {
  askable,
  findAttribute,
  type Attribute,
  type AskedType,
  type Scope,
} from "../domain/attributes.ts";
import { recordTables } from "../domain/records/tables.ts";

/** Where a peer's name leads in the attribute table. */
export interface Target {
  /** Lists on the way, outermost first: one item of each must meet the rest. */
  lists: string[];
  /** What the name stands in at its end. */
  scope: Scope;
  /** The attribute there; null: the name is of the last list itself. */
  attribute: Attribute | null;
  /** As the condition names it (with the relations on the way). */
  name: string;
  /** An identifier's type used as a name (`UIN`). */
  identifierType: string | null;
}

/** Identifier types that peers use as attribute names; digest 7.12: names are configurable. */
const identifierTypes = ["UIN", "BRN", "MRN", "DRN", "NID", "NationalID"] as const;
const name_chars_max = 200;

/** What samples and other systems call things (lower case) → the name in our table. */
const aliases: Record<AskedType, Record<string, string>> = {
  Person: {
    "demographic_info.person.sex": "sex",
    "demographic_info.person.birth_date": "birth_date",
    "demographic_info.person.name.surname": "name.surname",
    "demographic_info.person.name.first_name": "name.given_name",
    "demographic_info.name.first_name": "name.given_name",
    gender: "sex",
    dob: "birth_date",
    surname: "name.surname",
    given_name: "name.given_name",
    person_identifier: "identifiers",
    member_identifier: "identifiers",
    identifier: "identifiers",
    "demographic_info.identifier": "identifiers",
    "demographic_info.person.identifier": "identifiers",
    language_code: "languages",
    relationship_head: "relationship",
    group_identifier: "household.number",
    household_number: "household.number",
    poverty_score: "household.poverty_score",
    group_size: "household.group_size",
    household_size: "household.group_size",
    location: "household.region",
    region: "household.region",
    place: "household.locality",
    locality: "household.locality",
  },
  Household: {
    group_identifier: "number",
    householdnumber: "number",
    household_number: "number",
    household_size: "group_size",
    location: "region",
    place: "locality",
    geographical_location: "locality",
    members: "member_list",
    member: "member_list",
  },
  Enrolment: {
    programme_identifier: "programme.id",
    "programme_identifier.program.programme_identifier": "programme.id",
    "programme_identifier.programme.programme_identifier": "programme.id",
    "programme_identifier.programme_identifier": "programme.id",
    "programme_identifier.program.programme_name": "programme.name",
    "programme_identifier.programme.programme_name": "programme.name",
    "programme_identifier.programme_name": "programme.name",
    "programme_identifier.enrolment_status": "status",
    "programme_identifier.enrolment_date": "enrolment_date",
    programme_name: "programme.name",
    enrollment_status: "status",
    enrollment_date: "enrolment_date",
    group_identifier: "member.household.number",
    householdnumber: "member.household.number",
    household_number: "member.household.number",
  },
};

/** The part of an element meant when a list is compared with one value. */
const soleParts: Readonly<Record<string, string>> = {
  identifiers: "identifier_value",
  languages: "language_code",
};

/** Peer name → our name, per record: the table's own names, DCI paths, aliases. */
const names: Readonly<Record<AskedType, ReadonlyMap<string, string>>> = {
  Person: namesOf("Person"),
  Household: namesOf("Household"),
  Enrolment: namesOf("Enrolment"),
};

function namesOf(type: AskedType): ReadonlyMap<string, string> {
  const known = new Map<string, string>();
  const { attributes, lists } = askable[type];
  for (const { name, field } of attributes.values()) {
    // Links are nobody's business but the agreement's.
    if (field === null) continue;
    known.set(name, name);
    const path = recordTables[type].fields[field]?.dci?.path;
    const part = name.split(".")[1];
    if (path && name.startsWith(field)) known.set(part ? `${path}.${part}` : path, name);
  }
  for (const { name } of lists.values()) {
    known.set(name, name);
    const path = recordTables[type].fields[name]?.dci?.path;
    if (path) known.set(path, name);
  }
  for (const [alias, name] of Object.entries(aliases[type])) known.set(alias, name);
  return known;
}

/** Null: nobody may ask about such a thing. Names are looked up in tables and nowhere else. */
export function resolveName(scope: Scope, given: string): Target | null {
  const path = given.trim();
  if (path === "" || path.length > name_chars_max) return null;
  return resolve(scope, path);
}

function resolve(scope: Scope, path: string): Target | null {
  if (typeof scope !== "string") {
    const attribute = scope.get(path);
    return attribute ? target(scope, attribute, path) : null;
  }
  const known = names[scope].get(path) ?? names[scope].get(path.toLowerCase());
  return (
    (known === undefined ? null : knownTarget(scope, known)) ??
    identifierNamed(scope, path) ??
    insideList(scope, path) ??
    throughRelation(scope, path)
  );
}

function knownTarget(scope: AskedType, name: string): Target | null {
  const attribute = findAttribute(scope, name)?.attribute;
  if (attribute) return target(scope, attribute, name);
  const list = askable[scope].lists.get(name);
  if (!list) return null;
  return {
    lists: [name],
    scope: list.items,
    attribute: null,
    name: soleParts[name] ?? "",
    identifierType: null,
  };
}

function target(scope: Scope, attribute: Attribute, name: string): Target {
  return { lists: [], scope, attribute, name, identifierType: null };
}

/** `UIN`, or an identifier without its type, of the person a record is about or has in it. */
function identifierNamed(scope: AskedType, path: string): Target | null {
  const named = path.toLowerCase();
  const type = identifierTypes.find((one) => one.toLowerCase() === named) ?? null;
  if (type === null && named !== "person_identifier" && named !== "member_identifier") return null;
  return identifierTarget(scope, type);
}

/** Somebody's identifier of a type, or of any (null), asked of a record. */
export function identifierTarget(scope: AskedType, type: string | null): Target | null {
  const items = askable.Person.lists.get("identifiers")?.items;
  if (!items || items === "Person") return null;
  const attribute = items.get("identifier_value");
  if (!attribute) return null;
  const lists: Record<AskedType, string[]> = {
    Person: ["identifiers"],
    Household: ["member_list", "identifiers"],
    Enrolment: ["member.identifiers"],
  };
  return {
    lists: lists[scope],
    scope: items,
    attribute,
    name: "identifier_value",
    identifierType: type,
  };
}

/** `member_list.demographic_info.sex`: the longest beginning that is a list, and the rest in its items. */
function insideList(scope: AskedType, path: string): Target | null {
  for (let dot = path.lastIndexOf("."); dot > 0; dot = path.lastIndexOf(".", dot - 1)) {
    const known = names[scope].get(path.slice(0, dot).toLowerCase());
    const list = known === undefined ? undefined : askable[scope].lists.get(known);
    const rest = list && resolve(list.items, path.slice(dot + 1));
    if (list && rest) return { ...rest, lists: [list.name, ...rest.lists] };
  }
  return null;
}

function throughRelation(scope: AskedType, path: string): Target | null {
  const dot = path.indexOf(".");
  const step = path.slice(0, Math.max(dot, 0));
  const related = askable[scope].relations.get(step);
  const rest = related && resolve(related, path.slice(dot + 1));
  if (!rest || rest.lists[0] === "member_list") return null;
  const [first, ...more] = rest.lists;
  return first === undefined
    ? { ...rest, scope, name: `${step}.${rest.name}` }
    : { ...rest, lists: [`${step}.${first}`, ...more] };
}

/** The attribute meant when a target is compared with a value; null: it cannot be. */
export function comparedAttribute({ attribute, scope, name }: Target): Attribute | null {
  if (attribute) return attribute;
  return typeof scope === "string" ? null : (scope.get(name) ?? null);
}
