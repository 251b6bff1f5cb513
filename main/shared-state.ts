/**
 * What two systems share, as one of them sees it, as text: the same on both sides when both are in
 * step. What is shared is decided in delivery/shared-records.ts. The value of a field is its latest
 * version's; concurrent ones stand beside it in `also`. A set is its living elements by their ids.
 */
import type { Json, JsonObject } from "../domain/json.ts";
import type { SystemId } from "../domain/records/field.ts";
import { eachShared, type Agreements, type SharedRecord } from "../delivery/shared-records.ts";
import type { Store } from "../store/database.ts";
import { agreementsInForce as inForceNow, type Partner } from "../store/partners.ts";
import { canonicalize } from "../wire/canonical.ts";

/** The agreements in force with a partner; null when a direction has none. */
export async function agreementsInForce(
  store: Store,
  partner: SystemId,
): Promise<Agreements | null> {
  const nowIso = new Date(store.clock.nowMs()).toISOString();
  const { out, back } = await inForceNow(store, partner, nowIso);
  return out && back ? { out, back } : null;
}

/** One canonical line per shared record, sorted by key. */
export async function sharedLines(
  store: Store,
  partner: Partner,
  agreements: Agreements,
): Promise<string[]> {
  const lines = await eachShared(store, partner, agreements, (shared) => ({
    key: shared.key,
    line: lineOf(shared),
  }));
  return lines
    .filter(({ line }) => line !== "")
    .sort((a, b) => (a.key < b.key ? -1 : 1))
    .map(({ line }) => line);
}

/** Empty: of what is here, nothing is for these two alone. */
function lineOf({ key, type, fields: shared }: SharedRecord): string {
  const fields: JsonObject = {};
  const also: JsonObject = {};
  for (const [field, one] of shared) {
    if (one.kind === "elements") {
      const elements = one.elements.map(({ id, version }): [string, Json] => [id, version.v]);
      fields[field] = Object.fromEntries(elements);
      continue;
    }
    const [top, ...others] = one.versions.map(({ v }) => v);
    if (top !== undefined) fields[field] = top;
    if (others.length > 0) also[field] = others;
  }
  if (shared.size === 0) return "";
  const settled = Object.keys(also).length === 0;
  return canonicalize({ key, type, fields, ...(settled ? {} : { also }) });
}
