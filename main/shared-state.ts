/**
 * What two systems share, as one of them sees it: the same text on both sides when both are in step.
 *
 * 1. A record is shared when a link with the partner names it, unless the partner took it back
 *    (`links.left_at`) or we did (`sent.gone`). A partner's person that still waits for "Same
 *    person?" counts with what was held for it: the partner cannot know that it waits. Coverage is
 *    not asked again; what left by it decides.
 * 2. What is about a person (enrolments, services, proposals) is shared with the person, and a
 *    household with the members that name it.
 * 3. A field is shared when the agreements of both directions name it for the record's type. Our own
 *    versions are cut as they leave, by `view` under our agreement; the partner's by theirs. Versions
 *    of anybody else never travelled and are not shown; a withheld value is null.
 * 4. The value of a field is its latest version's; concurrent ones stand beside it in `also`. A set
 *    is its living elements by their ids. Records and references go by their names on the wire: the
 *    least key under which the two systems know them.
 */
import type { Agreement } from "../domain/agreement.ts";
import { authorityOver } from "../domain/authority.ts";
import { everybody } from "../domain/criteria.ts";
import type { Json, JsonObject } from "../domain/json.ts";
import { compareByStamp, join } from "../domain/merge.ts";
import { elementsOf, emptyState, ownVersions, textOf, type RecordState } from "../domain/record.ts";
import { renameReferences } from "../domain/references.ts";
import type { RecordType, SystemId } from "../domain/records/field.ts";
import { view } from "../domain/view.ts";
import { decodeState } from "../store/codec.ts";
import type { Store } from "../store/database.ts";
import { loadRecords } from "../store/load.ts";
import { activeAgreement, type Partner } from "../store/partners.ts";
import { readHeldOf, readLinkKeys, readSharedIds } from "../store/reading/shared-records.ts";
import { canonicalize } from "../wire/canonical.ts";

const records_read_at_once = 500;

/** The agreements of both directions. */
export interface Agreements {
  out: Agreement;
  back: Agreement;
}

/** The agreements in force with a partner; null when a direction has none. */
export async function agreementsInForce(
  store: Store,
  partner: SystemId,
): Promise<Agreements | null> {
  const nowIso = new Date(store.clock.nowMs()).toISOString();
  const out = await activeAgreement(store, store.system.id, partner, nowIso);
  const back = await activeAgreement(store, partner, store.system.id, nowIso);
  return out && back ? { out, back } : null;
}

/** One canonical line per shared record, sorted by key. */
export async function sharedLines(
  store: Store,
  partner: Partner,
  agreements: Agreements,
): Promise<string[]> {
  const names = await wireNames(store, partner.id);
  const cut = new Cutting(store, partner.id, agreements, names);
  const shared: Shared[] = [];
  for (const ids of slices(await readSharedIds(store, partner.id))) {
    for (const record of (await loadRecords(store, ids)).values()) {
      const { type, state, subject } = record;
      const key = names.ofId.get(record.id) ?? record.key;
      const person = subject === null ? textOf(state, "person") : names.ofId.get(subject);
      const fields = cut.fields(type, state);
      if (fields) shared.push({ key, type, person: names.ofKey(person ?? ""), ...fields });
    }
  }
  for (const { key, state } of await heldPeople(store, partner)) {
    const fields = cut.fields("Person", state);
    if (fields) shared.push({ key, type: "Person", person: key, ...fields });
  }
  return belonging(shared)
    .sort((a, b) => (a.key < b.key ? -1 : 1))
    .map(({ key, type, fields, also }) =>
      canonicalize({ key, type, fields, ...(Object.keys(also).length > 0 ? { also } : {}) }),
    );
}

interface Shared {
  key: string;
  type: RecordType;
  /** The person it is about, by name on the wire. */
  person: string;
  fields: JsonObject;
  /** Concurrent values that nobody has settled yet. */
  also: JsonObject;
}

/** People, what is about them, and the households they name. */
function belonging(shared: Shared[]): Shared[] {
  const people = shared.filter((one) => one.type === "Person");
  const keys = new Set(people.map((one) => one.key));
  const households = new Set(people.map((one) => one.fields["household"]));
  return shared.filter((one) =>
    one.type === "Household" ? households.has(one.key) : keys.has(one.person),
  );
}

/** Cuts a record to what both sides hold of it. */
class Cutting {
  private readonly nowIso: string;
  private readonly store: Store;
  private readonly partner: SystemId;
  private readonly agreements: Agreements;
  private readonly names: Names;

  constructor(store: Store, partner: SystemId, agreements: Agreements, names: Names) {
    this.nowIso = new Date(store.clock.nowMs()).toISOString();
    this.store = store;
    this.partner = partner;
    this.agreements = agreements;
    this.names = names;
  }

  fields(type: RecordType, state: RecordState): Pick<Shared, "fields" | "also"> | null {
    const { out, back } = this.agreements;
    const common = (out.records[type] ?? []).filter((field) => back.records[type]?.includes(field));
    const ours = this.cut(out, type, ownVersions(state, this.store.system.id), common);
    const theirs = this.cut(back, type, ownVersions(state, this.partner), common);
    const fields: JsonObject = {};
    const also: JsonObject = {};
    for (const field of common) {
      const versions = [...(ours.fields[field] ?? []), ...(theirs.fields[field] ?? [])];
      const [top, ...others] = versions.sort((a, b) => compareByStamp(b, a)).map(({ v }) => v);
      if (top !== undefined) fields[field] = top;
      if (others.length > 0) also[field] = others;
      const living = [...elementsOf(ours, field), ...elementsOf(theirs, field)];
      if (living.length > 0) {
        fields[field] = Object.fromEntries(
          living.map(({ id, version }): [string, Json] => [id, version.v]),
        );
      }
    }
    return Object.keys(fields).length > 0 ? { fields, also } : null;
  }

  private cut(
    agreement: Agreement,
    type: RecordType,
    state: RecordState,
    fields: readonly string[],
  ): RecordState {
    const [purpose] = agreement.purposes;
    if (!purpose) return emptyState;
    // Whom the agreement covers was decided when the record left.
    const any = { ...agreement, people: everybody, basis: "law" as const };
    const viewer = { agreement: any, purpose, nowIso: this.nowIso };
    const anybody = { state: emptyState, linked: true, consents: [] };
    const seen = view(viewer, type, state, [anybody], fields);
    return seen.ok ? renameReferences(type, seen.state, this.names.ofKey) : emptyState;
  }
}

interface Names {
  ofId: ReadonlyMap<string, string>;
  ofKey: (key: string) => string;
}

/** Names on the wire, by local id and by any key. */
async function wireNames(store: Store, partner: SystemId): Promise<Names> {
  const rows = await readLinkKeys(store, partner);
  const ofId = new Map<string, string>();
  for (const { key, record_id } of rows) {
    const known = ofId.get(record_id);
    if (known === undefined || key < known) ofId.set(record_id, key);
  }
  const byKey = new Map<string, string>();
  for (const { key, own, record_id } of rows) {
    const name = ofId.get(record_id) ?? key;
    byKey.set(key, name).set(own, name);
  }
  return { ofId, ofKey: (key) => byKey.get(key) ?? key };
}

/** Persons of the partner that wait for "Same person?", with what was held of them. */
async function heldPeople(
  store: Store,
  partner: Partner,
): Promise<{ key: string; state: RecordState }[]> {
  const rows = await readHeldOf(store, partner.id);
  const systems = new Map([
    [store.system.id, store.system.kind],
    [partner.id, partner.kind],
  ]);
  return rows.flatMap(({ key, items }) => {
    const read = items.map((item) => heldItem(store, item));
    if (read.at(-1)?.left) return [];
    const holds = authorityOver(key, systems);
    const state = read.reduce<RecordState>(
      (known, { delta }) => join("Person", holds, known, delta),
      emptyState,
    );
    return [{ key, state }];
  });
}

/** A held item is the partner's change as JSON, sealed as a whole or value by value. */
function heldItem(store: Store, item: string): { delta: RecordState; left: string | null } {
  const { sealer } = store;
  const text = sealer.isSealed(item) ? sealer.open(item) : item;
  const { delta, left } = JSON.parse(text) as { delta: RecordState; left: string | null };
  const stored = typeof delta === "string" ? delta : JSON.stringify(delta);
  return { delta: decodeState(sealer, "Person", stored), left };
}

function slices(ids: readonly string[]): string[][] {
  const count = Math.ceil(ids.length / records_read_at_once);
  return Array.from({ length: count }, (_, index) =>
    ids.slice(index * records_read_at_once, (index + 1) * records_read_at_once),
  );
}
