import type { Json } from "./json.ts";
import { normalIdentifier } from "./matching.ts";
import { valueOf, type RecordState } from "./record.ts";
import type { Column, ColumnType, FieldSpec } from "./records/field.ts";
import { recordTables } from "./records/tables.ts";

/** Records that conditions are asked of: DCI Member or Person, Group, Beneficiary. */
export const askedTypes = ["Person", "Household", "Enrolment"] as const;
export type AskedType = (typeof askedTypes)[number];

export type Derived = "age" | "months_without_formal_work" | "linked" | "referred";

/** One attribute a condition may name: made from a record table's `column` and `parts`, or derived. */
export interface Attribute {
  /** As conditions name it in its record: `birth_date`, `name.surname`, `age`. */
  name: string;
  type: ColumnType;
  /** Its code list, by the record table's name. */
  codes: string | null;
  /** The field an agreement must list before a partner may ask; null: never a partner. */
  field: string | null;
  /** Its column in the store's search table; null: derived. */
  column: string | null;
  indexed: boolean;
  derived: Derived | null;
}

/** A list whose items a condition may ask about: a set's elements, or the members of a household. */
export interface AttributeList {
  name: string;
  field: string;
  /** The record its items are, or the attributes of its elements. */
  items: "Person" | ReadonlyMap<string, Attribute>;
}

/** What may be asked of a record: attributes, lists, and other records under a prefix. */
export interface Askable {
  attributes: ReadonlyMap<string, Attribute>;
  lists: ReadonlyMap<string, AttributeList>;
  /** Prefix → record: a person's `household.…`, an enrolment's `member.…`. */
  relations: ReadonlyMap<string, AskedType>;
}

/** The typed table of everything that can be asked (STANDARDS.md has it in DCI words). */
export const askable: Readonly<Record<AskedType, Askable>> = {
  Person: {
    attributes: attributesOfType("Person", [
      derivedOf("age", "number", "birth_date"),
      derivedOf("months_without_formal_work", "number", "employment_info"),
      derivedOf("linked", "boolean", null),
      derivedOf("referred", "boolean", null),
    ]),
    lists: listsOfType("Person"),
    relations: new Map([["household", "Household"]]),
  },
  Household: {
    attributes: attributesOfType("Household"),
    // Who is in it is told by the persons' own field.
    lists: new Map([
      ["member_list", { name: "member_list", field: "household", items: "Person" as const }],
    ]),
    relations: new Map(),
  },
  Enrolment: {
    attributes: attributesOfType("Enrolment"),
    lists: new Map(),
    relations: new Map([["member", "Person"]]),
  },
};

/** What a condition stands in: a record, or the elements of one of its lists. */
export type Scope = AskedType | ReadonlyMap<string, Attribute>;

/** An attribute and the record it belongs to, with the relations on the way to it. */
export interface FoundAttribute {
  attribute: Attribute;
  of: Scope;
  through: string[];
}

/** Undefined: not in the table, so nobody may ask. Names are looked up, never evaluated. */
export function findAttribute(scope: Scope, name: string): FoundAttribute | undefined {
  if (typeof scope !== "string") {
    const attribute = scope.get(name);
    return attribute && { attribute, of: scope, through: [] };
  }
  const attribute = askable[scope].attributes.get(name);
  if (attribute) return { attribute, of: scope, through: [] };
  const [step, rest, related] = relatedBy(scope, name);
  const found = related && findAttribute(related, rest);
  return found && { ...found, through: [step, ...found.through] };
}

export interface FoundList {
  list: AttributeList;
  of: AskedType;
  through: string[];
}

/** A list by its name; through a relation only a set's elements (a person's household has no members to ask of). */
export function findList(scope: Scope, name: string): FoundList | undefined {
  if (typeof scope !== "string") return undefined;
  const list = askable[scope].lists.get(name);
  if (list) return { list, of: scope, through: [] };
  const [step, rest, related] = relatedBy(scope, name);
  const found = related && findList(related, rest);
  if (!found || found.list.items === "Person") return undefined;
  return { ...found, through: [step, ...found.through] };
}

function relatedBy(scope: AskedType, name: string): [string, string, AskedType | undefined] {
  const dot = name.indexOf(".");
  if (dot < 0) return [name, "", undefined];
  const step = name.slice(0, dot);
  return [step, name.slice(dot + 1), askable[scope].relations.get(step)];
}

/** An attribute's value as conditions compare it; undefined: not known. */
export function attributeValue(attribute: Attribute, state: RecordState): Json | undefined {
  const { head, part } = pathOf(attribute);
  const value = valueOf(state, head);
  return typedValue(attribute, part === undefined ? value : member(value, part));
}

/** An attribute's name in its parts; split once, as each record that is written asks for all of them. */
function pathOf(attribute: Attribute): { head: string; part: string | undefined } {
  let path = paths.get(attribute);
  if (!path) {
    const [head = "", part] = attribute.name.split(".");
    path = { head, part };
    paths.set(attribute, path);
  }
  return path;
}
const paths = new WeakMap<Attribute, { head: string; part: string | undefined }>();

/** The same of a set's element; an element that is not an object is its only part. */
export function elementValue(attribute: Attribute, element: Json): Json | undefined {
  const value = typeof element === "object" ? member(element, attribute.name) : element;
  // Identifiers are the same without spaces, dashes and case.
  const plain =
    attribute.name === "identifier_value" && typeof value === "string"
      ? normalIdentifier(value)
      : value;
  return typedValue(attribute, plain);
}

function member(value: Json | undefined, name: string): Json | undefined {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
  return Object.hasOwn(value, name) ? value[name] : undefined;
}

/** What is not of the attribute's type is not known: memory and columns hold the same values. */
function typedValue({ type }: Attribute, value: Json | undefined): Json | undefined {
  switch (type) {
    case "number":
      return typeof value === "number" && Number.isFinite(value) ? value : undefined;
    case "boolean":
      return typeof value === "boolean" ? value : undefined;
    case "date":
      return typeof value === "string" && isDay(value) ? value : undefined;
    case "blind":
      return typeof value === "boolean" ? String(value) : textOrNothing(value);
    case "text":
      return textOrNothing(value);
  }
}

function textOrNothing(value: Json | undefined): string | undefined {
  return typeof value === "string" ? wellFormed(value) : undefined;
}

/** A day of the calendar, years 1 to 9999. */
export function isDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text) || text.startsWith("0000")) return false;
  const [year, month, day] = [text.slice(0, 4), text.slice(5, 7), text.slice(8)].map(Number);
  return day !== undefined && day >= 1 && day <= daysIn(year ?? 0, month ?? 0);
}

/** No month: no days. */
function daysIn(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  if (month < 1 || month > 12) return 0;
  return [4, 6, 9, 11].includes(month) ? 30 : 31;
}

/** Whole letters of two halves are among them: the pattern above looks closer. */
const halves = /[\ud800-\udfff]/;
/** Halves of letters, which no database text can hold, become U+FFFD. */
export function wellFormed(text: string): string {
  return halves.test(text) ? text.replace(/\p{Surrogate}/gu, "\uFFFD") : text;
}

function attributesOfType(
  type: AskedType,
  derived: readonly Attribute[] = [],
): ReadonlyMap<string, Attribute> {
  const stored = Object.entries(recordTables[type].fields).flatMap(([field, spec]) =>
    spec.class === "set" || spec.class === "local" ? [] : attributesOfField(field, spec),
  );
  return byName([...stored, ...derived]);
}

function attributesOfField(field: string, { column, parts, dci }: FieldSpec): Attribute[] {
  if (column) return [stored(field, field, column, dci?.codes)];
  return Object.entries(parts ?? {}).map(([part, of]) => stored(`${field}.${part}`, field, of));
}

function listsOfType(type: AskedType): ReadonlyMap<string, AttributeList> {
  const lists = Object.entries(recordTables[type].fields).flatMap(([field, { parts, ...spec }]) => {
    if (spec.class !== "set" || !parts) return [];
    const items = Object.entries(parts).map(([part, of]) => stored(part, field, of));
    return [{ name: field, field, items: byName(items) }];
  });
  return new Map(lists.map((list) => [list.name, list]));
}

function stored(name: string, field: string, column: Column, codes?: string): Attribute {
  return {
    name,
    type: column.type,
    codes: column.codes ?? codes ?? null,
    field,
    column: name.replaceAll(".", "_"),
    indexed: column.indexed === true,
    derived: null,
  };
}

function derivedOf(name: Derived, type: ColumnType, field: string | null): Attribute {
  return { name, type, codes: null, field, column: null, indexed: false, derived: name };
}

function byName(attributes: readonly Attribute[]): ReadonlyMap<string, Attribute> {
  return new Map(attributes.map((attribute) => [attribute.name, attribute]));
}
