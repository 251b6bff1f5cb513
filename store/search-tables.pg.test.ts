import { createHash } from "node:crypto";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { Attribute } from "../domain/attributes.ts";
import { itemTables, search_layout, searchTables, sqlTypes } from "./search-tables.ts";
import { openTestStore, type TestStore } from "./test-store.ts";

let at: TestStore;
beforeAll(async () => {
  at = await openTestStore();
});
afterAll(() => at.close());

const tables = [...Object.values(searchTables), ...itemTables];

const made = (attributes: readonly Attribute[]) =>
  attributes.map(({ column, type }) => ({
    column,
    type: sqlTypes[type],
    collation: sqlTypes[type] === "text" ? "C" : null,
  }));

it.each(tables)("$name has the columns of the attribute table", async ({ name, attributes }) => {
  const columns = await at.sql<{ column: string; type: string; collation: string | null }>(
    `select column_name as column, data_type as type, collation_name as collation
      from information_schema.columns where table_name = $1 order by ordinal_position`,
    [name],
  );
  const kept = ["system", "id", "item", "own", "shown", "household", "person", "layout"];
  expect(columns.filter(({ column }) => !kept.includes(column))).toEqual(made(attributes));
});

it.each(tables)("$name has an index for what is said to have one", async ({ name, attributes }) => {
  const rows = await at.sql<{ def: string }>(
    "select indexdef as def from pg_indexes where tablename = $1",
    [name],
  );
  const indexed = attributes.filter((one) => one.indexed).map(({ column }) => column);
  for (const column of indexed) {
    expect(rows.some(({ def }) => def.includes(`(system, ${column}, id)`))).toBe(true);
  }
});

/** Changed with the attribute table? Then older rows lack something: raise `search_layout`. */
it("has a layout number for each shape of the tables", () => {
  const shape = JSON.stringify(tables.map(({ name, attributes }) => [name, made(attributes)]));
  const hash = createHash("sha256").update(shape).digest("hex").slice(0, 16);
  expect([search_layout, hash]).toEqual([1, "01b5696d1b6ec8ee"]);
});

it("keeps identifiers and what is sensitive as keyed hashes only", () => {
  const blind = tables.flatMap(({ name, attributes }) =>
    attributes.filter(({ type }) => type === "blind").map(({ column }) => `${name}.${column}`),
  );
  expect(blind.sort()).toEqual([
    "search_person.is_disabled",
    "search_person.self_id_disability",
    "search_person.unemployment_reason",
    "search_person_identifiers.identifier_value",
  ]);
});
