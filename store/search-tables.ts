import { askable, askedTypes, type Attribute, type AskedType } from "../domain/attributes.ts";
import type { ColumnType } from "../domain/records/field.ts";

/**
 * The store's search tables, made from the attribute table: one per record conditions are asked of,
 * one per list of its elements. The migrations hold the same (search-tables.pg.test.ts); whoever
 * adds an attribute adds a migration, and raises `search_layout` so that old records are filled in.
 */
export const search_layout = 1;

export interface SearchTable {
  type: AskedType;
  name: string;
  attributes: readonly Attribute[];
  /** The local record beside: a person's household, an enrolment's person. */
  beside: "household" | "person" | null;
}

/** Elements of a set of a record: the record's id, the element's id, who told it. */
export interface ItemTable {
  type: AskedType;
  list: string;
  name: string;
  attributes: readonly Attribute[];
}

export const searchTables: Readonly<Record<AskedType, SearchTable>> = {
  Person: tableOf("Person", "household"),
  Household: tableOf("Household", null),
  Enrolment: tableOf("Enrolment", "person"),
};

export const itemTables: readonly ItemTable[] = askedTypes.flatMap((type) =>
  [...askable[type].lists.values()].flatMap(({ name, items }) =>
    items === "Person"
      ? []
      : [
          {
            type,
            list: name,
            name: `${searchTables[type].name}_${name}`,
            attributes: [...items.values()],
          },
        ],
  ),
);

export const sqlTypes: Readonly<Record<ColumnType, string>> = {
  text: "text",
  blind: "text",
  number: "double precision",
  date: "date",
  boolean: "boolean",
};

function tableOf(type: AskedType, beside: SearchTable["beside"]): SearchTable {
  const attributes = [...askable[type].attributes.values()].filter(({ column }) => column !== null);
  return { type, name: `search_${type.toLowerCase()}`, attributes, beside };
}

export function itemTable(type: AskedType, list: string): ItemTable | undefined {
  return itemTables.find((table) => table.type === type && table.list === list);
}

/**
 * The part of a statement that brings one search table up to date, from `more.j->'search'`: for the
 * records `of`, its rows are `rows` and no others.
 */
export function searchPart(name: string, only = ""): string {
  const record = Object.values(searchTables).find((table) => table.name === name);
  if (record) return recordPart(record, only);
  const items = itemTables.find((table) => table.name === name);
  if (!items) throw new Error("no such search table");
  return itemPart(items, only);
}

export const searchTableNames: readonly string[] = [
  ...Object.values(searchTables).map(({ name }) => name),
  ...itemTables.map(({ name }) => name),
];

function recordPart({ name, attributes, beside }: SearchTable, only: string): string {
  const columns = attributes.flatMap(({ column }) => column ?? []);
  const typed = attributes.map(({ column, type }) => `${column} ${sqlTypes[type]}`);
  const all = ["shown", ...(beside ? [beside] : []), "layout", ...columns];
  // Adopted in the same statement: its person was not known when the row was made.
  const adopted = `coalesce(x.beside, (select a.subject from jsonb_to_recordset(
    coalesce(j->'adopted', '[]')) as a(id uuid, subject uuid) where a.id = x.id))`;
  const besideValue =
    beside === "person" ? [`${adopted} as person`] : beside ? [`x.beside as ${beside}`] : [];
  const set = all.map((one) =>
    one === beside ? `${one} = coalesce(excluded.${one}, t.${one})` : `${one} = excluded.${one}`,
  );
  const row = ["x.id", "x.own", "x.shown", ...besideValue, `${search_layout} as layout`];
  return `
  ${name}_rows as (
    select ${[...row, ...columns.map((one) => `x.${one}`)].join(", ")}
    from more, jsonb_to_recordset(j->'search'->'${name}'->'rows') as x(
      id uuid, own boolean, shown boolean, beside uuid, ${typed.join(", ")}) ${only}),
  -- Each record has one row at least; a second one, of our own, may be gone.
  ${name}_gone as (
    delete from ${name} t using ${name}_rows x where t.system = $1 and t.id = x.id and t.own <> x.own
      and not exists (select from ${name}_rows k where k.id = t.id and k.own = t.own)),
  ${name}_put as (
    insert into ${name} as t (system, id, own, ${all.join(", ")})
    select $1, id, own, ${all.join(", ")} from ${name}_rows
    on conflict (system, id, own) do update set ${set.join(", ")})`;
}

function itemPart({ name, attributes }: ItemTable, only: string): string {
  const columns = attributes.flatMap(({ column }) => column ?? []);
  const typed = attributes.map(({ column, type: of }) => `${column} ${sqlTypes[of]}`);
  const all = ["own", ...columns];
  const tuple = (of: string) => `(${all.map((one) => `${of}.${one}`).join(", ")})`;
  return `
  ${name}_rows as (
    select x.* from more, jsonb_to_recordset(j->'search'->'${name}'->'rows') as x(
      id uuid, item text, own boolean, ${typed.join(", ")}) ${only}),
  ${goneItemsOf(name, only)},
  ${name}_put as (
    insert into ${name} as t (system, id, item, ${all.join(", ")})
    select $1, id, item, ${all.join(", ")} from ${name}_rows
    on conflict (system, id, item) do update set ${columns
      .concat("own")
      .map((one) => `${one} = excluded.${one}`)
      .join(", ")}
    where ${tuple("t")} is distinct from ${tuple("excluded")})`;
}

/** Elements of these records that are not among the new ones; a record may have none any more. */
function goneItemsOf(name: string, only: string): string {
  return `${name}_of as (
    select x.id::uuid as id
    from more, jsonb_array_elements_text(j->'search'->'${name}'->'of') as x(id)
    ${only.replaceAll("x.id", "x.id::uuid")}),
  ${name}_gone as (
    delete from ${name} t using ${name}_of x where t.system = $1 and t.id = x.id
      and not exists (select from ${name}_rows k where k.id = t.id and k.item = t.item))`;
}
