import * as fc from "fast-check";
import { askable, type Askable, type AskedType, type Attribute, type Scope } from "./attributes.ts";
import type { Comparison, Criteria } from "./criteria.ts";
import type { Json, JsonObject } from "./json.ts";
import { stampOf } from "./hlc.ts";
import type { RecordState, Version } from "./record.ts";
import { fieldSpec, recordTables } from "./records/tables.ts";
import { suits } from "./settling.ts";

/** What property tests of conditions draw from: few values that often meet, and the odd ones between. */
const days = ["2000-02-29", "2004-02-29", "2008-11-23", "2008-11-24", "1962-02-16", "2026-10-31"];
const moreDays = ["2026-11-23", "2025-05-23", "0001-01-01", "9999-12-31", "2007-03-01"];
const texts = [
  "a",
  "ab",
  "é",
  "e\u0301",
  "\u{1F600}",
  "\uE000",
  "",
  " ",
  "'; drop table records",
  "%",
];
const ids = ["12 345-a", "12345A", "99", "\u00DF1"];

const pools: Readonly<Record<Attribute["type"], readonly Json[]>> = {
  text: texts,
  blind: texts,
  number: [0, -1, 2.5, 5, 1e9, 0.1],
  date: [...days, ...moreDays],
  boolean: [true, false],
};

function poolOf(attribute: Attribute): readonly Json[] {
  if (attribute.derived === "age") return [0, 17, 18, 17.5, 22, 26, 64, -1, 3000, 1e15, -1e15];
  if (attribute.derived) return [0, 1, 0.5, 17, 18, 19, -3, 1e12];
  const { name } = attribute;
  if (name === "identifier_value") return ids;
  if (name === "identifier_type") return ["UIN", "NID"];
  if (name === "language_code") return ["en", "ar", "fr"];
  if (isBlindBoolean(attribute)) return [true, false, "true"];
  const codes = codesOf(name);
  return codes.length > 0 ? codes : pools[attribute.type];
}

/** The first words of the field's own list of codes, so that conditions often meet them. */
function codesOf(name: string): readonly Json[] {
  for (const type of Object.values(recordTables)) {
    const schema = type.fields[name]?.schema as { enum?: Json[]; anyOf?: { enum?: Json[] }[] };
    const list = schema?.enum ?? schema?.anyOf?.[0]?.enum;
    if (list) return list.slice(0, 3);
  }
  return [];
}

function valuesOfAttribute(attribute: Attribute): fc.Arbitrary<Json> {
  return fc.constantFrom(...poolOf(attribute));
}

export function comparisonsOf(name: string, attribute: Attribute): fc.Arbitrary<Criteria> {
  const all = ["eq", "ne", "gt", "gte", "lt", "lte", "in", "exists"] as const;
  const able = all.filter((is) => suits(attribute.type, is));
  return fc.constantFrom<Comparison>(...able).chain((is): fc.Arbitrary<Criteria> => {
    if (is === "exists") return fc.constant({ attribute: name, is, value: true });
    const one = valuesOfAttribute(attribute);
    const value: fc.Arbitrary<Json> = is === "in" ? fc.array(one, { maxLength: 3 }) : one;
    return value.map((wanted) => ({ attribute: name, is, value: wanted }));
  });
}

/** Any condition on a scope, within the bounds, with lists and other records. */
export function criteriaOf(scope: Scope, depth = 3): fc.Arbitrary<Criteria> {
  const leaf = leavesOf(scope, depth);
  if (depth === 0) return leaf;
  const inner = criteriaOf(scope, depth - 1);
  return fc.oneof(
    { weight: 5, arbitrary: leaf },
    { weight: 1, arbitrary: fc.array(inner, { maxLength: 3 }).map((all) => ({ all })) },
    { weight: 1, arbitrary: fc.array(inner, { maxLength: 3 }).map((any) => ({ any })) },
    { weight: 1, arbitrary: inner.map((not) => ({ not })) },
  );
}

function leavesOf(scope: Scope, depth: number): fc.Arbitrary<Criteria> {
  const leaves = attributesUnder(scope).map(([name, attribute]) => comparisonsOf(name, attribute));
  const lists = listsUnder(scope).map(([some, items]) =>
    criteriaOf(items, Math.max(0, depth - 2)).map((where): Criteria => ({ some, where })),
  );
  // A list is asked as often as an attribute is.
  if (lists.length === 0 || depth === 0) return fc.oneof(...leaves);
  return fc.oneof(
    { weight: 2, arbitrary: fc.oneof(...leaves) },
    { weight: 1, arbitrary: fc.oneof(...lists) },
  );
}

function attributesUnder(scope: Scope, prefix = ""): [string, Attribute][] {
  if (typeof scope !== "string") return [...scope.entries()];
  const { attributes, relations }: Askable = askable[scope];
  const own = [...attributes.values()]
    .filter(({ derived }) => derived !== "linked" && derived !== "referred")
    .map((one): [string, Attribute] => [`${prefix}${one.name}`, one]);
  const beside = [...relations].flatMap(([step, type]) =>
    attributesUnder(type, `${prefix}${step}.`),
  );
  return [...own, ...beside];
}

function listsUnder(scope: Scope, prefix = ""): [string, Scope][] {
  if (typeof scope !== "string") return [];
  const { lists, relations } = askable[scope];
  const own = [...lists.values()]
    .filter(({ items }) => prefix === "" || items !== "Person")
    .map(({ name, items }): [string, Scope] => [`${prefix}${name}`, items]);
  return [
    ...own,
    ...[...relations].flatMap(([step, type]) => listsUnder(type, `${prefix}${step}.`)),
  ];
}

/** A record's state of pool values, each written by us, by another, or by both at once. */
export function askedStatesOf(
  type: AskedType,
  self: string,
  other: string,
): fc.Arbitrary<RecordState> {
  const fields = new Map<string, fc.Arbitrary<Version[] | null>>();
  for (const [field, value] of fieldValues(type)) {
    fields.set(
      field,
      fc
        .tuple(value, value, fc.constantFrom("none", "own", "own", "other", "both"))
        .map(([mine, theirs, who]) => {
          const own: Version = { v: mine, h: stampOf(5), o: self };
          const foreign: Version = { v: theirs, h: stampOf(7), o: other };
          if (who === "none") return null;
          if (who === "own") return [own];
          return who === "other" ? [foreign] : [foreign, own];
        }),
    );
  }
  const sets = new Map<string, fc.Arbitrary<Record<string, Version>>>();
  for (const { name, items } of askable[type].lists.values()) {
    if (items === "Person") continue;
    const element = elementsOfList(name, items);
    const version = fc
      .tuple(element, fc.boolean(), fc.integer({ min: 0, max: 4 }))
      .map(([v, ours, gone]): Version => {
        const one: Version = { v, h: stampOf(5), o: ours ? self : other };
        return gone === 0 ? { ...one, gone: true } : one;
      });
    sets.set(name, fc.dictionary(fc.constantFrom("a:1", "a:2", "b:3"), version, { maxKeys: 3 }));
  }
  return fc
    .tuple(fc.record(Object.fromEntries(fields)), fc.record(Object.fromEntries(sets)), fc.boolean())
    .map(([written, lists, bare]) => {
      const known = Object.entries(written).filter(([, versions]) => versions !== null && !bare);
      return { fields: Object.fromEntries(known) as RecordState["fields"], sets: { ...lists } };
    });
}

function fieldValues(type: AskedType): Map<string, fc.Arbitrary<Json>> {
  const values = new Map<string, fc.Arbitrary<Json>>();
  for (const attribute of askable[type].attributes.values()) {
    if (attribute.derived || attribute.field === null) continue;
    const [field = "", part] = attribute.name.split(".");
    if (part === undefined) values.set(field, fc.option(plain(attribute), { freq: 8 }));
    else if (!values.has(field)) values.set(field, partsOf(type, field));
  }
  return values;
}

function plain(attribute: Attribute): fc.Arbitrary<Json> {
  return isBlindBoolean(attribute) ? fc.boolean() : valuesOfAttribute(attribute);
}

function isBlindBoolean({ type, name }: Attribute): boolean {
  const schema = fieldSpec("Person", name)?.schema as { type?: string } | undefined;
  return type === "blind" && schema?.type === "boolean";
}

function partsOf(type: AskedType, field: string): fc.Arbitrary<Json> {
  const parts = Object.keys(fieldSpec(type, field)?.parts ?? {}).flatMap((part) => {
    const attribute = askable[type].attributes.get(`${field}.${part}`);
    return attribute ? [[part, valuesOfAttribute(attribute)] as const] : [];
  });
  return fc.record(Object.fromEntries(parts), { requiredKeys: [] }) as fc.Arbitrary<JsonObject>;
}

function elementsOfList(name: string, items: ReadonlyMap<string, Attribute>): fc.Arbitrary<Json> {
  if (name === "languages") return fc.constantFrom("en", "ar", "fr");
  const parts = [...items.values()].map((one) => [one.name, valuesOfAttribute(one)] as const);
  return fc.record(Object.fromEntries(parts), {
    requiredKeys: name === "identifiers" ? ["identifier_type", "identifier_value"] : [],
  }) as fc.Arbitrary<JsonObject>;
}
