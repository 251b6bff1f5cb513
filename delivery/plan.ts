import type { Agreement, Purpose } from "../domain/agreement.ts";
import { ownVersions, type RecordState, type StoredRecord } from "../domain/record.ts";
import type { SystemId } from "../domain/records/field.ts";
import { refuse, view, type CoveredPerson, type Viewer } from "../domain/view.ts";
import type { Store } from "../store/database.ts";
import { loadSent, readLatest, type LoggedEvent, type Sent } from "../store/feed.ts";
import { loadAbout, loadLinks, loadRecords, writtenByUs, type Link } from "../store/load.ts";
import { loadConsents, memberIds } from "../store/receipts.ts";

/** One record's change as it will leave, cut to what the agreement allows, still in our naming. */
export interface Leaving {
  record: StoredRecord;
  event: Pick<LoggedEvent, "act" | "at" | "by" | "reason" | "seq">;
  ver: number;
  prev: number;
  previousHash: string;
  state: RecordState;
  fields: string[];
  /** Why the record left; then nothing else goes. */
  left: string | null;
}

export interface Planned {
  leaving: Leaving[];
  links: Link[];
}

const companionTypes = ["Enrolment", "Service", "Proposal"] as const;

/**
 * Decides what of some events leaves for one partner: own events of records that the agreement
 * covers, each record whole the first time (with the household before it and what is about the
 * person after it), then only what changed. A person no longer covered leaves with a reason and
 * nothing else.
 */
export async function planItems(
  store: Store,
  sub: { code: string; partner: SystemId; purpose: Purpose },
  agreement: Agreement,
  events: readonly LoggedEvent[],
): Promise<Planned> {
  const own = await concerning(store, events);
  if (own.length === 0) return { leaving: [], links: [] };
  const nowIso = new Date(store.clock.nowMs()).toISOString();
  const viewer: Viewer = { agreement, purpose: sub.purpose, nowIso };
  const context = await gather(store, sub, own, agreement.basis === "consent");
  const plan = new Plan(viewer, store.system.id, context);
  for (const event of own) {
    const record = context.records.get(event.record_id);
    if (record) plan.take(record, event);
  }
  return { leaving: plan.leaving, links: context.links };
}

/**
 * Our own events, and a partner's about people of whom we wrote something: of others there is
 * nothing to tell or to take back, and nothing of them need be read.
 */
async function concerning(store: Store, events: readonly LoggedEvent[]): Promise<LoggedEvent[]> {
  const self = store.system.id;
  const theirs = events.filter((event) => event.origin !== self && event.type === "Person");
  const written = await writtenByUs(
    store,
    theirs.map((event) => event.record_id),
  );
  return events.filter((event) => event.origin === self || written.has(event.record_id));
}

interface Context {
  records: Map<string, StoredRecord>;
  /** Household → its members; person → what is about the person. */
  membersOf: Map<string, StoredRecord[]>;
  about: Map<string, StoredRecord[]>;
  latest: Map<string, LoggedEvent>;
  links: Link[];
  linked: Set<string>;
  consents: Awaited<ReturnType<typeof loadConsents>>;
  sent: Map<string, Sent>;
}

/** Everything a plan of these events may need, in a handful of queries. */
async function gather(
  store: Store,
  sub: { code: string; partner: SystemId },
  own: readonly LoggedEvent[],
  byConsent: boolean,
): Promise<Context> {
  const records = await loadRecords(
    store,
    own.flatMap((event) => [event.record_id, event.subject].filter(isText)),
  );
  const households = [...records.values()].flatMap((record) =>
    record.subject === null && record.household ? [record.household] : [],
  );
  const members = await loadRecords(store, await memberIds(store, households));
  for (const [id, member] of members) records.set(id, member);
  const people = [...records.values()].filter((record) => record.type === "Person");
  const sent = await loadSent(store, sub.code, [...records.keys()]);
  const fresh = people.filter((person) => sent.get(person.id)?.gone ?? true);
  const companions = await loadAbout(
    store,
    fresh.map((person) => person.id),
    companionTypes,
  );
  const homes = await loadRecords(
    store,
    fresh.flatMap((person) => person.household ?? []),
  );
  for (const [id, home] of homes) records.set(id, home);
  // Only these may go as a whole without an event of their own in this batch.
  const along = [...companions, ...homes.values(), ...fresh].map((record) => record.id);
  for (const [id, one] of await loadSent(store, sub.code, along)) sent.set(id, one);
  const links = await loadLinks(store, [...records.keys(), ...along]);
  return {
    records,
    membersOf: groupBy([...records.values()].filter(isPerson), (person) => person.household),
    about: groupBy(companions, (record) => record.subject),
    latest: await readLatest(store, [...new Set(along)]),
    links: links.filter((link) => link.partner === sub.partner),
    // A record the partner took back is not shared any more, so we stop as well.
    linked: new Set(
      links.filter((l) => l.partner === sub.partner && !l.left_at).map((l) => l.record_id),
    ),
    consents: byConsent
      ? await loadConsents(
          store,
          people.map((person) => person.id),
        )
      : new Map(),
    sent,
  };
}

/** Collects what leaves, in order; remembers what this batch has already said of each record. */
class Plan {
  readonly leaving: Leaving[] = [];
  private readonly viewer: Viewer;
  private readonly self: SystemId;
  private readonly context: Context;

  constructor(viewer: Viewer, self: SystemId, context: Context) {
    this.viewer = viewer;
    this.self = self;
    this.context = context;
  }

  take(record: StoredRecord, event: LoggedEvent): void {
    const before = this.context.sent.get(record.id);
    const isNew = !before || before.gone;
    if (event.origin !== this.self) return this.takeForeign(record, event, isNew);
    const person = record.type === "Person" ? undefined : this.subjectOf(record);
    // What is about a person never goes before the person.
    if (person && this.isNew(person)) return this.whole(person);
    if (!isNew && event.origin_ver <= before.ver) return;
    const state = isNew ? ownVersions(record.state, this.self) : event.delta;
    const cut = view(this.viewer, record.type, state, this.peopleOf(record));
    if (!cut.ok) {
      if (cut.reason === "person_not_covered" && !isNew) this.leave(record, event);
      return;
    }
    if (cut.fields.length === 0) return;
    if (isNew && record.type === "Person") this.household(record);
    this.push(record, event, isNew ? record.ownVersion : event.origin_ver, cut.state, cut.fields);
    if (isNew && record.type === "Person") this.aboutPerson(record);
  }

  /**
   * A partner's change makes nothing of ours, but it may link our person with theirs (what we knew
   * before is theirs to know now) or take the person back (then we stop too).
   */
  private takeForeign(person: StoredRecord, event: LoggedEvent, isNew: boolean): void {
    if (isNew) {
      if (person.ownVersion > 0) this.whole(person);
      return;
    }
    const refusal = refuse(this.viewer, "Person", [this.covered(person)]);
    if (refusal === "person_not_covered") this.leave(person, event);
  }

  /**
   * A person who is no longer covered: key and reason code. It takes up no version, because what a
   * version holds is decided when it is sent, and a retry may find the person covered again.
   */
  private leave(record: StoredRecord, event: LoggedEvent): void {
    const before = this.context.sent.get(record.id);
    if (record.type !== "Person" || !before) return;
    this.push(record, event, before.ver, emptyState(), [], "person_not_covered");
  }

  private whole(person: StoredRecord): void {
    this.household(person);
    this.companion(person);
    this.aboutPerson(person);
  }

  private isNew(record: StoredRecord): boolean {
    return this.context.sent.get(record.id)?.gone ?? true;
  }

  private subjectOf(record: StoredRecord): StoredRecord | undefined {
    return record.subject ? this.context.records.get(record.subject) : undefined;
  }

  private aboutPerson(person: StoredRecord): void {
    for (const about of this.context.about.get(person.id) ?? []) this.companion(about);
  }

  private household(person: StoredRecord): void {
    const household = person.household ? this.context.records.get(person.household) : undefined;
    if (household) this.companion(household, [this.covered(person)]);
  }

  /**
   * A record that goes along because its person is new to the partner, or is back: what changed of
   * it while the person was away was told to nobody.
   */
  private companion(record: StoredRecord, people = this.peopleOf(record)): void {
    const before = this.context.sent.get(record.id);
    const event = this.context.latest.get(record.id);
    if ((before && !before.gone && before.ver >= record.ownVersion) || !event) return;
    const state = ownVersions(record.state, this.self);
    const cut = view(this.viewer, record.type, state, people);
    if (cut.ok && cut.fields.length > 0) {
      this.push(record, event, record.ownVersion, cut.state, cut.fields);
    }
  }

  private push(
    record: StoredRecord,
    event: LoggedEvent,
    ver: number,
    state: RecordState,
    fields: string[],
    left: string | null = null,
  ): void {
    const before = this.context.sent.get(record.id);
    const { prev, previousHash } = { prev: before?.ver ?? 0, previousHash: before?.hash ?? "" };
    const told = { ...event, reason: this.mayTellWhy(record, event) ? event.reason : "" };
    this.leaving.push({ record, event: told, ver, prev, previousHash, state, fields, left });
    this.context.sent.set(record.id, { record_id: record.id, ver, hash: "", gone: left !== null });
  }

  /** Why a change was made is told only with the whole of that change: it may speak of the rest. */
  private mayTellWhy(record: StoredRecord, event: LoggedEvent): boolean {
    const { delta } = event;
    const all = [...Object.keys(delta.fields), ...Object.keys(delta.sets)];
    const cut = view(this.viewer, record.type, delta, this.peopleOf(record));
    if (!cut.ok || all.some((field) => !cut.fields.includes(field))) return false;
    return Object.entries(cut.state.fields).every(([field, versions]) =>
      versions.every((version, index) => version.v === delta.fields[field]?.[index]?.v),
    );
  }

  /** The persons a record is about: itself, its subject, or a household's members. */
  private peopleOf(record: StoredRecord): CoveredPerson[] {
    if (record.type === "Person") return [this.covered(record)];
    const subject = this.subjectOf(record);
    if (subject) return [this.covered(subject)];
    // A household, or a proposal about one.
    const members = this.context.membersOf.get(record.household ?? record.id) ?? [];
    return members.map((member) => this.covered(member));
  }

  private covered(person: StoredRecord): CoveredPerson {
    return {
      state: person.state,
      linked: this.context.linked.has(person.id),
      consents: this.context.consents.get(person.id) ?? [],
    };
  }
}

function emptyState(): RecordState {
  return { fields: {}, sets: {} };
}

function groupBy<Item>(
  items: readonly Item[],
  keyOf: (item: Item) => string | null,
): Map<string, Item[]> {
  const groups = new Map<string, Item[]>();
  for (const item of items) {
    const key = keyOf(item);
    if (key !== null) groups.set(key, [...(groups.get(key) ?? []), item]);
  }
  return groups;
}

function isPerson(record: StoredRecord): boolean {
  return record.type === "Person";
}

function isText(value: string | null): value is string {
  return value !== null;
}
