import { createHash } from "node:crypto";
import type { Json } from "../domain/json.ts";
import type { SystemId } from "../domain/records/field.ts";
import type { Shadow } from "../domain/three-way.ts";
import type { Statement, Store } from "./database.ts";

/** Fields and the keyed hashes of their values, as stored. */
export type ShadowFields = Record<string, string>;

/** A value as the shadow knows it: a hash under the node's own key, so that nobody can try values. */
export function shadowHash(store: Store, field: string, value: Json): string {
  const digest = createHash("sha256")
    .update(JSON.stringify(ordered(value)))
    .digest("hex");
  return store.sealer.blind("shadow", field, digest);
}

/** What passed between a partner and us of some persons; one of whom nothing did is left out. */
export async function loadShadows(
  store: Store,
  partner: SystemId,
  ids: readonly string[],
): Promise<Map<string, Shadow>> {
  if (ids.length === 0) return new Map();
  type Row = { record_id: string; heard: boolean; fields: string };
  const rows = await store.query<Row>(shadowsOf, [store.system.id, partner, ids]);
  const shadows = new Map<string, { heard: Map<string, string>; told: Map<string, Set<string>> }>();
  for (const { record_id, heard, fields } of rows) {
    const known = shadows.get(record_id) ?? { heard: new Map(), told: new Map() };
    shadows.set(record_id, known);
    for (const [field, hash] of Object.entries(JSON.parse(fields) as ShadowFields)) {
      if (heard) known.heard.set(field, hash);
      else known.told.set(field, (known.told.get(field) ?? new Set()).add(hash));
    }
  }
  return shadows;
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
  text: `select record_id, true as heard, fields from shadows
      where system = $1 and partner = $2 and record_id = any($3::uuid[])
    union all
    select t.record_id, false, t.fields from sent t
      join subscriptions s on s.system = $1 and s.code = t.sub and s.partner = $2
      where t.system = $1 and t.record_id = any($3::uuid[]) and t.fields is not null`,
};
