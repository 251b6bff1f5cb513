/**
 * What two systems share, as one of them sees it. When both are in step, they see the same: the
 * digest of a link (digest-tree.ts in wire/) and `tandem dump` are made of this.
 *
 * 1. A record is shared when a link with the partner names it, unless the partner took it back
 *    (`links.left_at`) or we did (`sent.gone`). A partner's person that still waits for "Same
 *    person?" counts with what was held for it: the partner cannot know that it waits. Coverage is
 *    not asked again; what left by it decides.
 * 2. What is about a person (enrolments, services, proposals) is shared with the person, and a
 *    household with the members that name it.
 * 3. A field is shared when the agreements of both directions name it for the record's type. Our own
 *    versions are cut as they leave, by `view` under our agreement; the partner's by theirs; those of
 *    a system that one of the two lists (`origins`) by both. Versions of anybody else never
 *    travelled, and of a system that only the partner forwards we may know more from elsewhere: then
 *    the field is `foreign`. A withheld value is null.
 * 4. Records and references go by their names on the wire: the least key under which the two systems
 *    know them.
 */
import type { Agreement } from "../domain/agreement.ts";
import { authorityOver } from "../domain/authority.ts";
import { everybody } from "../domain/criteria.ts";
import type { Json } from "../domain/json.ts";
import { listedOrigins } from "../domain/forwarding.ts";
import { compareByStamp, join } from "../domain/merge.ts";
import {
  elementsOf,
  emptyState,
  ownVersions,
  textOf,
  type RecordState,
  type StoredRecord,
  type Version,
} from "../domain/record.ts";
import { renameReferences } from "../domain/references.ts";
import type { RecordType, SystemId } from "../domain/records/field.ts";
import { referralMinimum } from "../domain/referral.ts";
import { coverageOf, view } from "../domain/view.ts";
import { decodeState } from "../store/codec.ts";
import type { Store } from "../store/database.ts";
import { isOfBoth, loadHousehold, loadLinks, loadRecords } from "../store/load.ts";
import { loadReferred } from "../store/referrals.ts";
import type { Partner } from "../store/partners.ts";
import { pairOf, readElsewhere } from "../store/relayed.ts";
import { readHeldOf, readLinkKeys, readSharedIds } from "../store/reading/shared-records.ts";

const records_read_at_once = 250;

/** The agreements of both directions. */
export interface Agreements {
  out: Agreement;
  back: Agreement;
}

/** A field as both must see it: versions latest first, or a set's living elements by id. */
export type SharedField =
  | { kind: "versions"; versions: Version[] }
  | { kind: "elements"; elements: { id: string; version: Version }[] };

/** One record, cut to what is shared of it. `id` is null while it waits for "Same person?". */
export interface SharedRecord {
  id: string | null;
  key: string;
  type: RecordType;
  fields: Map<string, SharedField>;
  foreign: string[];
  /** The household it names by what passed this link, whoever wrote that. */
  household: Json | undefined;
}

/** What was made of a record, with what decides whether it belongs to what is shared. */
interface Made<T> {
  key: string;
  type: RecordType;
  /** The person it is about, and the household it names, by their names on the wire. */
  person: string;
  household: unknown;
  made: T;
}

/**
 * Makes something of every shared record, in no order. Reads page by page and gives way between
 * pages, so that nobody waits; what is made should be small. `only`: just these records, by local id.
 */
export async function eachShared<T>(
  store: Store,
  partner: Partner,
  agreements: Agreements,
  make: (shared: SharedRecord) => T,
  only: readonly string[] | null = null,
): Promise<T[]> {
  const names = await wireNames(store, partner.id);
  const cut = new Cutting(store, partner.id, agreements, names);
  const all: Made<T>[] = [];
  const add = (
    id: string | null,
    key: string,
    type: RecordType,
    state: RecordState,
    of: string,
    isLeast = false,
  ) => {
    const shared = cut.shared(id, key, type, state, isLeast);
    if (!shared) return;
    const { household } = shared;
    all.push({ key, type, person: names.ofKey(of), household, made: make(shared) });
  };
  const ids = await readSharedIds(store, partner.id);
  const wanted = only ? await withCompany(store, only, new Set(ids)) : ids;
  for (const slice of slices(wanted)) {
    const loaded = await loadRecords(store, slice);
    await cut.lookAround([...loaded.keys()]);
    const least = await coveredLeast(store, agreements.out, loaded);
    for (const record of loaded.values()) {
      const { id, type, state, subject } = record;
      const key = names.ofId.get(id) ?? record.key;
      const person = subject === null ? textOf(state, "person") : names.ofId.get(subject);
      add(id, key, type, state, person ?? "", least.has(id));
    }
    await new Promise((resolve) => setImmediate(resolve));
  }
  for (const { key, state } of await heldPeople(store, partner)) {
    add(null, key, "Person", state, key);
  }
  return belonging(all).map(({ made }) => made);
}

/** Some records, and those by which it is decided whether they are shared. */
async function withCompany(
  store: Store,
  only: readonly string[],
  shared: ReadonlySet<string>,
): Promise<string[]> {
  const ids = new Set(only);
  for (const record of (await loadRecords(store, only)).values()) {
    if (record.subject) ids.add(record.subject);
    if (record.type !== "Household") continue;
    for (const member of await loadHousehold(store, record.id)) ids.add(member.id);
  }
  return [...ids].filter((id) => shared.has(id));
}

/** Persons whom only a referral covers that is not accepted yet: of them the least leaves. */
async function coveredLeast(
  store: Store,
  out: Agreement,
  records: ReadonlyMap<string, StoredRecord>,
): Promise<ReadonlySet<string>> {
  const referred = await loadReferred(store, out, [...records.keys()]);
  const asked = [...referred].flatMap(([id, how]) => (how === "minimum" ? [id] : []));
  const links = await loadLinks(store, asked);
  const [purpose] = out.purposes;
  const nowIso = new Date(store.clock.nowMs()).toISOString();
  return new Set(
    asked.filter((id) => {
      const state = records.get(id)?.state;
      if (!state || !purpose) return false;
      const linked = links.some(
        (one) => one.record_id === id && one.partner === out.to && !one.left_at && isOfBoth(one),
      );
      const person = { state, linked, referred: "minimum" as const, consents: [] };
      return coverageOf({ agreement: out, purpose, nowIso }, person) !== "all";
    }),
  );
}

/** People, what is about them, and the households they name. */
function belonging<T>(all: Made<T>[]): Made<T>[] {
  const people = all.filter((one) => one.type === "Person");
  const keys = new Set(people.map((one) => one.key));
  const households = new Set(people.map((one) => one.household));
  return all.filter((one) =>
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
  /** Systems whose versions pass this link; of these, those that only the partner forwards. */
  private readonly passing: ReadonlySet<SystemId>;
  private readonly onlyTheirs: readonly SystemId[];
  /** Records and such systems of which something came to us from elsewhere. */
  private elsewhere: ReadonlySet<string> = new Set();

  constructor(store: Store, partner: SystemId, agreements: Agreements, names: Names) {
    const ours = listedOrigins(agreements.out);
    const theirs = [...listedOrigins(agreements.back).keys()];
    this.passing = new Set([...ours.keys(), ...theirs]);
    this.onlyTheirs = theirs.filter((id) => !ours.has(id));
    this.nowIso = new Date(store.clock.nowMs()).toISOString();
    this.store = store;
    this.partner = partner;
    this.agreements = agreements;
    this.names = names;
  }

  shared(
    id: string | null,
    key: string,
    type: RecordType,
    state: RecordState,
    isLeast: boolean,
  ): SharedRecord | null {
    const { out, back } = this.agreements;
    const common = (out.records[type] ?? []).filter((field) => back.records[type]?.includes(field));
    const self = this.store.system.id;
    const told = isLeast ? common.filter((field) => referralMinimum.includes(field)) : common;
    const ours = this.cut(out, type, ownVersions(state, self), told);
    const theirs = this.cut(back, type, ownVersions(state, this.partner), common);
    const passing = [...this.passing].map((origin) => ({
      isElsewhere: this.elsewhere.has(pairOf(id ?? "", origin)),
      part: this.cutTwice(type, ownVersions(state, origin), common),
    }));
    const passed = passing.flatMap(({ isElsewhere, part }) => (isElsewhere ? [] : [part]));
    const homes = [ours, theirs, ...passing.map(({ part }) => part)];
    const [home] = homes.flatMap((part) => part.fields["household"] ?? []).sort(latestFirst);
    const fields = new Map<string, SharedField>();
    const foreign: string[] = [];
    const shared = [ours, theirs, ...passed];
    for (const field of common) {
      const versions = shared.flatMap((part) => part.fields[field] ?? []);
      versions.sort(latestFirst);
      if (versions.length > 0) fields.set(field, { kind: "versions", versions });
      const elements = shared.flatMap((part) => elementsOf(part, field));
      elements.sort((a, b) => (a.id < b.id ? -1 : 1));
      if (elements.length > 0) fields.set(field, { kind: "elements", elements });
      if (this.hasStrangers(id ?? "", state, field)) foreign.push(field);
    }
    if (fields.size === 0 && foreign.length === 0) return null;
    return { id, key, type, fields, foreign, household: home?.v };
  }

  /** What of some records came to us otherwise than through the partner; asked for only where it matters. */
  async lookAround(ids: readonly string[]): Promise<void> {
    if (this.onlyTheirs.length === 0) return;
    this.elsewhere = await readElsewhere(this.store, this.partner, ids, this.onlyTheirs);
  }

  private hasStrangers(id: string, state: RecordState, field: string): boolean {
    const isElsewhere = (o: SystemId) => this.elsewhere.has(pairOf(id, o));
    const isStranger = ({ o }: Version) => {
      if (o === this.store.system.id || o === this.partner) return false;
      return !this.passing.has(o) || isElsewhere(o);
    };
    if ((state.fields[field] ?? []).some(isStranger)) return true;
    return Object.values(state.sets[field] ?? {}).some(({ o }) => isElsewhere(o));
  }

  /** Of a third system's versions both sides hold what both agreements let out. */
  private cutTwice(type: RecordType, state: RecordState, common: readonly string[]): RecordState {
    const { out, back } = this.agreements;
    return this.cut(back, type, this.cut(out, type, state, common), common);
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
    const { programmes: _, ...rest } = agreement;
    const any = { ...rest, people: everybody, basis: "law" as const };
    const viewer = { agreement: any, purpose, nowIso: this.nowIso };
    const anybody = { state: emptyState, linked: true, consents: [] };
    const seen = view(viewer, type, state, [anybody], fields);
    return seen.ok ? renameReferences(type, seen.state, this.names.ofKey) : emptyState;
  }
}

const latestFirst = (a: Version, b: Version): number => compareByStamp(b, a);

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
  return { delta: decodeState(sealer, stored), left };
}

function slices(ids: readonly string[]): string[][] {
  const count = Math.ceil(ids.length / records_read_at_once);
  return Array.from({ length: count }, (_, index) =>
    ids.slice(index * records_read_at_once, (index + 1) * records_read_at_once),
  );
}
