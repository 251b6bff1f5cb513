import { createHash } from "node:crypto";
import type { Json } from "../domain/json.ts";
import type { RecordType, SystemId } from "../domain/records/field.ts";
import { fieldSpec } from "../domain/records/tables.ts";
import { readingOf, type Shadow } from "../domain/three-way.ts";
import type { Statement, Store } from "./database.ts";

/** Fields and the readings of their values, as stored: one, or the last ones, the newest first. */
type ShadowFields = Record<string, string | string[]>;
/** So many readings of a field are kept: by them an old copy is told from a change. */
const readings_max = 8;

/** What a value reads as: a keyed hash, for a list one for each element. */
export function readingFor(store: Store, type: RecordType, field: string, value: Json): string {
  const isList = fieldSpec(type, field)?.class === "set" && Array.isArray(value);
  if (!isList) return shadowHash(store, field, value);
  return readingOf(value.map((one) => shadowHash(store, field, one)));
}

/** The readings of what passed now, before those that passed earlier; fields not said stay. */
export function withReadings(
  stored: string | null | undefined,
  now: ReadonlyMap<string, string>,
): string {
  const all: Map<string, string | string[]> = new Map(Object.entries(parsed(stored)));
  for (const [field, reading] of now) {
    const before = [all.get(field) ?? []].flat().filter((one) => one !== reading);
    const kept = [reading, ...before].slice(0, readings_max);
    all.set(field, before.length === 0 ? reading : kept);
  }
  return JSON.stringify(Object.fromEntries(all));
}

function parsed(stored: string | null | undefined): ShadowFields {
  return stored ? (JSON.parse(stored) as ShadowFields) : {};
}

/** A value as the shadow knows it: a hash under the node's own key, so that nobody can try values. */
export function shadowHash(store: Store, field: string, value: Json): string {
  const digest = createHash("sha256")
    .update(JSON.stringify(ordered(value)))
    .digest("hex");
  return store.sealer.blind("shadow", field, digest);
}

/** What passed, and what of it was heard as it is stored. */
export interface StoredShadow extends Shadow {
  stored: string | null;
  /** It was heard of the record after it was told of it last. */
  heardLast: boolean;
}
export const noShadow: StoredShadow = {
  heard: new Map(),
  told: new Map(),
  stored: null,
  heardLast: false,
};

/** What passed between a partner and us of some records; one of which nothing did is left out. */
export async function loadShadows(
  store: Store,
  partner: SystemId,
  ids: readonly string[],
): Promise<Map<string, StoredShadow>> {
  if (ids.length === 0) return new Map();
  type Row = { record_id: string; heard: boolean; fields: string; at: Date };
  const rows = await store.query<Row>(shadowsOf, [store.system.id, partner, ids]);
  const shadows = new Map<string, Growing>();
  const last = new Map<string, number>();
  for (const { record_id, heard, fields, at } of rows) {
    const known = shadows.get(record_id) ?? {
      heard: new Map<string, string>(),
      told: new Map<string, Set<string>>(),
      earlier: new Map<string, Set<string>>(),
      stored: null,
      heardLast: false,
    };
    const isLater = at.getTime() >= (last.get(record_id) ?? 0);
    if (isLater) last.set(record_id, at.getTime());
    const heardLast = isLater ? heard : known.heardLast;
    shadows.set(record_id, { ...known, heardLast, stored: heard ? fields : known.stored });
    for (const [field, readings] of Object.entries(parsed(fields))) {
      const [last = "", ...before] = [readings].flat();
      if (heard) known.heard.set(field, last);
      else known.told.set(field, (known.told.get(field) ?? new Set()).add(last));
      for (const one of before)
        known.earlier.set(field, (known.earlier.get(field) ?? new Set()).add(one));
    }
  }
  return shadows;
}

interface Growing extends StoredShadow {
  heard: Map<string, string>;
  told: Map<string, Set<string>>;
  earlier: Map<string, Set<string>>;
}

/** Object members in one order, so that a value has one text. */
function ordered(value: Json): Json {
  if (Array.isArray(value)) return value.map(ordered);
  if (typeof value !== "object" || value === null) return value;
  const members = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return members.map(([name, inner]) => [name, ordered(inner)]);
}

const shadowsOf: Statement = {
  name: "shadows-of",
  text: `select record_id, true as heard, fields, at from shadows
      where system = $1 and partner = $2 and record_id = any($3::uuid[])
    union all
    select t.record_id, false, t.fields, t.at from sent t
      join subscriptions s on s.system = $1 and s.code = t.sub and s.partner = $2
      where t.system = $1 and t.record_id = any($3::uuid[]) and t.fields is not null`,
};
