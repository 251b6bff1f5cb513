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
/** Rows by search table. */
export type SearchRows = Record<string, Row[]>;

/** What the changes of one decision write to the search tables; nothing when they touch none. */
export function searchOf(store: Store, changes: readonly Change[]): SearchRows {
  const self = store.system.id;
  const touched = new Set(
    changes.filter((change) => touches(self, change)).map(({ record }) => record.id),
  );
  const last = new Map(changes.map((change) => [change.record.id, change]));
  const all: SearchRows = {};
  for (const { record, after } of last.values()) {
    const rows = touched.has(record.id) ? searchRows(store, record, after) : null;
    if (rows) addRows(all, rows);
  }
  return all;
}

export function addRows(all: SearchRows, more: SearchRows): void {
  for (const [table, rows] of Object.entries(more)) {
    all[table] = [...(all[table] ?? []), ...rows];
  }
}

/**
 * A change that begins a record, touches a column, or is the first of our own that may be told: by
 * that a record becomes one that partners may be answered from.
 */
function touches(self: string, { record, expected, delta, after, origin }: Change): boolean {
  if (expected === 0) return true;
  const touched = new Set([...Object.keys(delta.fields), ...Object.keys(delta.sets)]);
  for (const field of touched) {
    const spec = fieldSpec(record.type, field);
    if (spec?.column !== undefined || spec?.parts !== undefined) return true;
  }
  return origin === self && !isOurs(record.type, without(after, touched), self);
}

function without(state: RecordState, fields: ReadonlySet<string>): RecordState {
  const kept = <Value>(of: Record<string, Value>) =>
    Object.fromEntries(Object.entries(of).filter(([field]) => !fields.has(field)));
  return { fields: kept(state.fields), sets: kept(state.sets) };
}

/** What the search tables hold of a record, from its state; null: conditions are not asked of its type. */
export function searchRows(
  store: Store,
  record: Pick<StoredRecord, "id" | "type" | "subject" | "household">,
  state: RecordState,
): SearchRows | null {
  const self = store.system.id;
  const asked = askedTypes.find((one) => one === record.type);
  if (!asked) return null;
  const table = searchTables[asked];
  const beside = table.beside === "person" ? record.subject : record.household;
  const rowOf = (of: RecordState, own: boolean, shown: boolean): Row => ({
    id: record.id,
    own,
    shown,
    beside,
    ...columnsOf(store, asked, table.attributes, (attribute) => attributeValue(attribute, of)),
  });
  const rows: SearchRows = { [table.name]: readings(asked, state, self, rowOf) };
  for (const { type, list, name, attributes } of itemTables) {
    if (type !== asked) continue;
    rows[name] = elementsOf(state, list).map(({ id, version }) => ({
      id: record.id,
      item: id,
      own: version.o === self,
      ...columnsOf(store, `${type}.${list}`, attributes, (attribute) =>
        elementValue(attribute, version.v),
      ),
    }));
  }
  return rows;
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
