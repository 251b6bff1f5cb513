import {
  askedTypes,
  attributeValue,
  elementValue,
  type Attribute,
  type AskedType,
} from "../domain/attributes.ts";
import type { Change } from "../domain/change.ts";
import type { Json } from "../domain/json.ts";
import { isOurs } from "../domain/ours.ts";
import { elementsOf, ownVersions, type RecordState, type StoredRecord } from "../domain/record.ts";
import { fieldSpec } from "../domain/records/tables.ts";
import type { Store } from "./database.ts";
import { itemTables, searchTables } from "./search-tables.ts";

type Row = Record<string, Json>;
/** By search table: what it holds of some records. */
export type SearchRows = Record<string, { of: string[]; rows: Row[] }>;

/** What the changes of one decision write to the search tables; nothing when they touch none. */
export function searchOf(store: Store, changes: readonly Change[]): SearchRows {
  const self = store.system.id;
  const touched = new Map<string, Touched>();
  const last = new Map<string, Change>();
  for (const change of changes) {
    const { id } = change.record;
    touched.set(id, joined(touched.get(id) ?? none, touchedBy(self, change)));
    last.set(id, change);
  }
  const all: SearchRows = {};
  for (const [id, { record, after }] of last) {
    const wanted = touched.get(id) ?? none;
    if (wanted === "all" || wanted.size > 0) addRows(all, searchRows(store, record, after, wanted));
  }
  return all;
}

export function addRows(all: SearchRows, more: SearchRows): void {
  for (const [table, { of, rows }] of Object.entries(more)) {
    const known = (all[table] ??= { of: [], rows: [] });
    known.of.push(...of);
    known.rows.push(...rows);
  }
}

/** Search tables that a change touches. */
type Touched = "all" | ReadonlySet<string>;
const none: Touched = new Set();

function joined(a: Touched, b: Touched): Touched {
  return a === "all" || b === "all" ? "all" : new Set([...a, ...b]);
}

/**
 * All of them by a change that begins a record, and by the first of our own that may be told: by that
 * a record becomes one that partners may be answered from. Otherwise those that its fields stand in.
 */
function touchedBy(self: string, { record, expected, delta, after, origin }: Change): Touched {
  const asked = askedTypes.find((one) => one === record.type);
  if (!asked) return none;
  if (expected === 0) return "all";
  const fields = new Set([...Object.keys(delta.fields), ...Object.keys(delta.sets)]);
  if (origin === self && !isOurs(record.type, without(after, fields), self)) return "all";
  const tables = new Set<string>();
  for (const field of fields) {
    const spec = fieldSpec(record.type, field);
    const items = itemTables.find(({ type, list }) => type === asked && list === field);
    if (items) tables.add(items.name);
    if (spec?.column !== undefined || (spec?.parts !== undefined && !items)) {
      tables.add(searchTables[asked].name);
    }
  }
  return tables;
}

function without(state: RecordState, fields: ReadonlySet<string>): RecordState {
  const kept = <Value>(of: Record<string, Value>) =>
    Object.fromEntries(Object.entries(of).filter(([field]) => !fields.has(field)));
  return { fields: kept(state.fields), sets: kept(state.sets) };
}

/** What the search tables hold of a record, from its state; of types nothing is asked of, nothing. */
export function searchRows(
  store: Store,
  record: Pick<StoredRecord, "id" | "type" | "subject" | "household">,
  state: RecordState,
  wanted: Touched = "all",
): SearchRows {
  const self = store.system.id;
  const asked = askedTypes.find((one) => one === record.type);
  if (!asked) return {};
  const isWanted = (name: string) => wanted === "all" || wanted.has(name);
  const table = searchTables[asked];
  const beside = table.beside === "person" ? record.subject : record.household;
  const rowOf = (of: RecordState, own: boolean, shown: boolean): Row => ({
    id: record.id,
    own,
    shown,
    beside,
    ...columnsOf(store, asked, table.attributes, (attribute) => attributeValue(attribute, of)),
  });
  const all: SearchRows = {};
  const of = [record.id];
  if (isWanted(table.name)) all[table.name] = { of, rows: readings(asked, state, self, rowOf) };
  for (const { type, list, name, attributes } of itemTables) {
    if (type !== asked || !isWanted(name)) continue;
    const rows = elementsOf(state, list).map(({ id, version }) => ({
      id: record.id,
      item: id,
      own: version.o === self,
      ...columnsOf(store, `${type}.${list}`, attributes, (attribute) =>
        elementValue(attribute, version.v),
      ),
    }));
    all[name] = { of, rows };
  }
  return all;
}

/**
 * A partner is told only what we ourselves wrote, our staff everything: one row where the two are
 * the same, two where they differ, none of our own for a record of which we wrote nothing.
 */
function readings(
  type: AskedType,
  state: RecordState,
  self: string,
  rowOf: (of: RecordState, own: boolean, shown: boolean) => Row,
): Row[] {
  const shown = rowOf(state, false, true);
  if (!isOurs(type, state, self)) return [shown];
  const own = rowOf(ownVersions(state, self), true, false);
  const same = Object.keys({ ...own, ...shown }).every(
    (name) => name === "own" || name === "shown" || own[name] === shown[name],
  );
  return same ? [{ ...own, shown: true }] : [shown, own];
}

function columnsOf(
  store: Store,
  scope: string,
  attributes: readonly Attribute[],
  value: (attribute: Attribute) => Json | undefined,
): Row {
  const row: Row = {};
  for (const attribute of attributes) {
    const known = value(attribute);
    if (known === undefined || attribute.column === null) continue;
    row[attribute.column] =
      attribute.type === "blind" ? blindOf(store, scope, attribute, known) : known;
  }
  return row;
}

/** A value that is only kept as a keyed hash, its own for each attribute. */
export function blindOf(store: Store, scope: string, attribute: Attribute, value: Json): string {
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return store.sealer.blind(`${scope}.${attribute.name}`, "", text);
}
