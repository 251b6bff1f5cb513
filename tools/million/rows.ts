import type { Change } from "../../domain/change.ts";
import type { Json } from "../../domain/json.ts";
import { encodeState } from "../../store/codec.ts";
import type { Store } from "../../store/database.ts";
import { projectionOf } from "../../store/projection.ts";
import { searchRows } from "../../store/search-rows.ts";
import { itemTables, search_layout, searchTables } from "../../store/search-tables.ts";

type Value = Json | undefined;
/** A table that is filled, and its columns; the system comes first everywhere. */
export interface FilledTable {
  name: string;
  columns: readonly string[];
}

const recordColumns = "id type key version own_version subject household state created_at";
const peopleColumns =
  "id name birth_date sex offer_state employment_status household from_partner created_at";
const words = (text: string) => text.split(" ");

/** Every table that holds something of a registered record, but for the log of events. */
export const filledTables: readonly FilledTable[] = [
  { name: "records", columns: words(recordColumns) },
  { name: "people", columns: words(peopleColumns) },
  { name: "words", columns: ["word", "id", "kind"] },
  { name: "identifiers", columns: ["blind", "type", "id"] },
  ...Object.values(searchTables).map(({ name, beside, attributes }) => ({
    name,
    columns: [
      "id",
      "own",
      "shown",
      "layout",
      ...(beside ? [beside] : []),
      ...attributes.flatMap(({ column }) => column ?? []),
    ],
  })),
  ...itemTables.map(({ name, attributes }) => ({
    name,
    columns: ["id", "item", "own", ...attributes.flatMap(({ column }) => column ?? [])],
  })),
];

/** What one record comes to, as the append would write it: rows by table, made by the same code. */
export function rowsOf(
  store: Store,
  change: Change,
  put: (table: string, row: Value[]) => void,
): void {
  const { record, after, ownVersion, at } = change;
  const { id, type, key, subject, household } = record;
  const version = change.expected + 1;
  const state = encodeState(store.sealer, type, after);
  put("records", [id, type, key, version, ownVersion, subject, household, state, at]);
  const listed = projectionOf(store, change);
  if (listed?.person) {
    const { name, birth_date, sex, offer_state, employment_status, from_partner } = listed;
    const more = [offer_state, employment_status, listed.household, from_partner, at];
    put("people", [id, name, birth_date, sex, ...more]);
  }
  for (const { word, kind } of listed?.words ?? []) put("words", [word, id, kind]);
  for (const one of listed?.identifiers ?? []) put("identifiers", [one.blind, one.type, id]);
  const search = searchRows(store, record, after);
  for (const { name, columns } of filledTables) {
    const beside = columns.find((column) => column === "household" || column === "person");
    for (const row of search[name]?.rows ?? []) {
      const known: Record<string, Value> = { ...row, layout: search_layout };
      if (beside !== undefined) known[beside] = row["beside"];
      put(
        name,
        columns.map((column) => known[column]),
      );
    }
  }
}

/** A row of COPY's text format. */
export function copyLine(system: string, row: readonly Value[]): string {
  return `${[system, ...row].map(copyText).join("\t")}\n`;
}

const unsafe = /[\\\t\n\r]/g;
const escapes: Record<string, string> = { "\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r" };

function copyText(value: Value): string {
  if (value === null || value === undefined) return "\\N";
  if (value === true) return "t";
  if (value === false) return "f";
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return text.replace(unsafe, (found) => escapes[found] ?? found);
}
