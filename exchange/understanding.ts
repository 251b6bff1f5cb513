import { isValid } from "../domain/editing.ts";
import type { Json, JsonObject } from "../domain/json.ts";
import type { FieldSpec, RecordType } from "../domain/records/field.ts";
import { readCode } from "../wire/codes.ts";
import { identifierType } from "../wire/person-codes.ts";
import { relationshipType } from "../wire/relationship-codes.ts";
import { codeLists, employmentNumberings, type WritingProfile } from "./profiles.ts";
import {
  addressNames,
  identifierNames,
  isBlank,
  isObject,
  limitationNames,
  listIn,
  nameNames,
  objectIn,
  programmeNames,
  spelled,
  type Spellings,
} from "./spellings.ts";

/** What was understood of a partner's attribute, and what of it was not; undefined: nothing. */
export type Understood = { value: Json; rest: Json } | undefined;

/** Reads one field's value (or a set's list) as tolerantly as its meaning allows; only valid values come out. */
export function understand(
  type: RecordType,
  field: string,
  spec: FieldSpec,
  given: Json,
  profile: WritingProfile,
): Understood {
  if (spec.class === "set") {
    const values: Json[] = [];
    const rest: Json[] = [];
    for (const one of listIn(given)) {
      const read = valueOf(type, field, spec, one, profile);
      if (read === undefined || !isValid(type, field, [read.value])) rest.push(one);
      else if (!values.some((known) => JSON.stringify(known) === JSON.stringify(read.value))) {
        values.push(read.value);
      }
    }
    if (values.length === 0 || !isValid(type, field, values)) return undefined;
    return { value: values, rest: rest.length > 0 ? rest : null };
  }
  const read = valueOf(type, field, spec, given, profile);
  return read !== undefined && isValid(type, field, read.value) ? read : undefined;
}

function valueOf(
  type: RecordType,
  field: string,
  spec: FieldSpec,
  given: Json,
  profile: WritingProfile,
): Understood {
  const reader = readers.get(`${type}.${field}`);
  if (reader) return reader(given, profile);
  const codes = spec.dci?.codes;
  if (codes === "employment_status") return whole(employmentStatusOf(given, profile));
  const list = codes === undefined ? undefined : codeLists[codes];
  if (list) return whole(readCode(list, only(given)));
  return plainValue(spec, given);
}

/** By the schema of the record table: numbers as text, `yes` and `1` for true, date-times for days. */
function plainValue(spec: FieldSpec, given: Json): Understood {
  const { type, pattern } = spec.schema as { type?: string; pattern?: string };
  if (type === "boolean") return whole(booleanOf(only(given)));
  if (type === "number" || type === "integer") return whole(numberOf(only(given)));
  if (type === "string") {
    const reader = pattern?.startsWith("^\\d{4}") ? dayOf : textOf;
    return firstOf(given, reader);
  }
  return { value: given, rest: null };
}

type Reader = (given: Json, profile: WritingProfile) => Understood;

const readers: ReadonlyMap<string, Reader> = new Map<string, Reader>([
  ["Person.identifiers", identifier],
  ["Person.name", nameOf],
  ["Person.address", addressOf],
  ["Person.languages", (given) => whole(languageOf(given))],
  ["Person.occupation", (given) => firstOf(given, textOf)],
  ["Person.relationship", (given) => firstOf(given, relationshipOf)],
  ["Person.employment_info", spellOf],
  ["Person.disability_info", limitationsOf],
  ["Person.household", referenceOf],
  ["Enrolment.person", referenceOf],
  ["Service.person", referenceOf],
  ["Referral.person", referenceOf],
  ["Proposal.person", referenceOf],
  ["Proposal.target", referenceOf],
  ["Enrolment.programme", programmeOf],
  ["Household.number", numberOfGroup],
  ["Household.address_line", lineOf],
]);

function whole(value: Json | undefined): Understood {
  return value === undefined ? undefined : { value, rest: null };
}

/** The value of a list of one; nothing of longer lists, which say more than one value can. */
function only(given: Json): Json {
  return Array.isArray(given) && given.length === 1 ? (given[0] ?? null) : given;
}

/** The first of a list that is understood; the others are left over. */
function firstOf(given: Json, read: (one: Json) => Json | undefined): Understood {
  const list = listIn(given);
  for (const [index, one] of list.entries()) {
    const value = read(one);
    if (value === undefined) continue;
    const others = list.filter((_, other) => other !== index);
    return { value, rest: others.length > 0 ? others : null };
  }
  return undefined;
}

export function textOf(given: Json): Json | undefined {
  if (typeof given === "number") return String(given);
  return typeof given === "string" && given.trim() !== "" ? given : undefined;
}

/** Keeps the day and drops time and zone: days are never shifted by a zone (digest 7.8). */
export function dayOf(given: Json | undefined): Json | undefined {
  const day = typeof given === "string" ? /^\s*(\d{4}-\d{2}-\d{2})(?![^T\s])/.exec(given) : null;
  return day?.[1];
}

const truths = new Map<string, boolean>(
  (["true", "yes", "y", "1"] as const)
    .map((word): [string, boolean] => [word, true])
    .concat((["false", "no", "n", "0"] as const).map((word) => [word, false])),
);

export function booleanOf(given: Json): Json | undefined {
  if (typeof given === "boolean") return given;
  if (typeof given !== "string" && typeof given !== "number") return undefined;
  return truths.get(String(given).trim().toLowerCase());
}

export function numberOf(given: Json): Json | undefined {
  if (typeof given === "number") return given;
  if (typeof given !== "string" || !/^\s*-?\d{1,15}(\.\d{1,15})?\s*$/.test(given)) return undefined;
  return Number(given);
}

/** `eng`, `Eng`, `en` and the placeholder code 1 are one language, in its shortest ISO 639 code. */
export function languageOf(given: Json): Json | undefined {
  const text = textOf(given);
  if (typeof text !== "string") return undefined;
  const plain = text.trim().replaceAll("_", "-");
  if (/^([a-z]+:)?0*1$/i.test(plain)) return "en";
  if (!/^[a-z]{2,3}(-[a-z0-9]{2,8}){0,2}$/i.test(plain)) return text;
  try {
    return Intl.getCanonicalLocales(plain)[0] ?? text;
  } catch {
    return text;
  }
}

/** CD.COM.07 as its code, whichever of its spellings came; other words stay the sender's. */
export function relationshipOf(given: Json): Json | undefined {
  const text = textOf(given);
  const value = readCode(relationshipType, text);
  return relationshipType.entries.find((entry) => entry.value === value)?.code ?? text;
}

/**
 * A label of any of the three numberings is understood. A number alone says another thing in each:
 * it is read by the numbering the partner's terms name, and otherwise not at all (digest 7.2).
 */
export function employmentStatusOf(given: Json, profile: WritingProfile): Json | undefined {
  const word = only(given);
  const agreed = employmentNumberings[profile.employment_status];
  if (typeof word === "number" || (typeof word === "string" && /(^|[^\w])0*\d+\s*$/.test(word))) {
    return profile.reads_numbers ? readCode(agreed, word) : undefined;
  }
  for (const list of [agreed, ...Object.values(employmentNumberings)]) {
    const value = readCode(list, word);
    if (value !== undefined) return value;
  }
  return undefined;
}

/** The type by the partner's terms; a prefix before one of the standard's types is dropped. */
function identifier(given: Json, profile: WritingProfile): Understood {
  const from = spelled(given, identifierNames);
  const type = textOf(from["identifier_type"] ?? null);
  const value = textOf(from["identifier_value"] ?? null);
  if (typeof type !== "string" || typeof value !== "string") return undefined;
  const bare = type.replace(/^.*[:#/]/, "");
  const known = identifierType.entries.some(
    ({ code, aliases }) => code === bare || aliases?.includes(bare),
  );
  const theirs = known ? bare : type;
  const ours = Object.entries(profile.identifier_types).find(([, named]) => named === theirs);
  const issuer = textOf(from["issuer"] ?? null);
  return whole({
    identifier_type: ours?.[0] ?? theirs,
    identifier_value: value,
    ...(issuer === undefined ? {} : { issuer }),
  });
}

function nameOf(given: Json): Understood {
  const { value, rest } = parts(given, nameNames, "name");
  const { given_name, surname } = value;
  if (given_name === undefined && surname === undefined) return undefined;
  return { value: { ...value, given_name: given_name ?? "—", surname: surname ?? "—" }, rest };
}

/** A person's address: parts, a list of them, or one line. */
function addressOf(given: Json): Understood {
  const [first, ...others] = listIn(given);
  if (typeof first === "string") {
    return { value: { address_line_1: first }, rest: others.length > 0 ? others : null };
  }
  const { value, rest } = parts(first, addressNames, "address");
  if (Object.keys(value).length === 0) return undefined;
  return { value, rest: others.length > 0 ? others : rest };
}

/** Members of an object that the field has and that are valid; the others are the rest. */
function parts(given: Json | undefined, names: Spellings, field: string) {
  const value: JsonObject = {};
  const rest: JsonObject = {};
  const filler = field === "name" ? { given_name: "x", surname: "x" } : {};
  for (const [name, part] of Object.entries(spelled(given, names))) {
    if (name.startsWith("@") || part === null) continue;
    const text = Object.hasOwn(names, name) ? textOf(part) : undefined;
    if (text !== undefined && isValid("Person", field, { ...filler, [name]: text })) {
      value[name] = text;
    } else rest[name] = part;
  }
  return { value, rest: Object.keys(rest).length > 0 ? rest : null };
}

/** A job held (DO.EMP.04). */
function spellOf(given: Json): Understood {
  if (!isObject(given)) return undefined;
  const spell: JsonObject = {};
  for (const name of ["job_title", "employer"]) {
    const text = textOf(given[name] ?? null);
    if (text !== undefined) spell[name] = text;
  }
  const list = codeLists["employment_type"];
  const kind = list && readCode(list, given["employment_type"]);
  if (kind !== undefined) spell["employment_type"] = kind;
  for (const name of ["start_date", "end_date"]) {
    const day = dayOf(given[name]);
    if (day !== undefined) spell[name] = day;
  }
  if (Object.keys(spell).length === 0) return undefined;
  return whole({ ...spell, job_title: spell["job_title"] ?? "" });
}

function limitationsOf(given: Json): Understood {
  const types = codeLists["functional_limitation"];
  const severities = codeLists["functional_severity"];
  if (!types || !severities) return undefined;
  const value: JsonObject[] = [];
  const rest: Json[] = [];
  for (const one of listIn(given)) {
    const from = spelled(one, limitationNames);
    const type = readCode(types, from["disability_limitation_type"]);
    const severity = readCode(severities, from["functional_severity"]);
    if (type === undefined) rest.push(one);
    else value.push({ limitation_type: type, ...(severity === undefined ? {} : { severity }) });
  }
  return value.length > 0 ? { value, rest: rest.length > 0 ? rest : null } : undefined;
}

function referenceOf(given: Json): Understood {
  return whole(textOf(isObject(given) ? (given["@id"] ?? null) : given));
}

function programmeOf(given: Json): Understood {
  const id = textOf(given);
  if (id !== undefined) return whole({ id, name: "" });
  const { "@id": _, ...from } = spelled(only(given), programmeNames);
  const { programme_identifier: code, programme_name: name, ...rest } = from;
  const known = textOf(code ?? null);
  if (known === undefined) return undefined;
  return { value: { id: known, name: textOf(name ?? null) ?? "" }, rest: leftOver(rest) };
}

function leftOver(rest: JsonObject): Json {
  const kept = Object.entries(rest).filter(
    ([name, value]) => !name.startsWith("@") && !isBlank(value),
  );
  return kept.length > 0 ? Object.fromEntries(kept) : null;
}

function numberOfGroup(given: Json): Understood {
  const [first, ...others] = listIn(given);
  const from = spelled(first, identifierNames);
  const number = textOf(isObject(first) ? (from["identifier_value"] ?? null) : (first ?? null));
  return number === undefined
    ? undefined
    : { value: number, rest: others.length > 0 ? others : null };
}

function lineOf(given: Json): Understood {
  const [first] = listIn(given);
  const text = typeof first === "string" ? first : undefined;
  const { address_line_1: line, ...rest } = spelled(objectIn(first), addressNames);
  const value = text ?? textOf(line ?? null);
  return value === undefined ? undefined : { value, rest: leftOver(rest) };
}
