import type { Agreement, Purpose } from "../domain/agreement.ts";
import { ownVersions, type RecordState, type StoredRecord } from "../domain/record.ts";
import type { SystemId } from "../domain/records/field.ts";
import { refuse, view, type CoveredPerson, type Viewer } from "../domain/view.ts";
import type { Store } from "../store/database.ts";
import type { LoggedEvent } from "../store/feed.ts";
import { writtenByUs, type Link } from "../store/load.ts";
import { gather, type Context } from "./plan-gathering.ts";

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
  /** The record goes again, all of it. */
  whole: boolean;
  /** What it goes because of: its event's number in the log, or its record's place in `wholes`. */
  unit: number;
}

export interface Planned {
  leaving: Leaving[];
  links: Link[];
}

/** What is planned: events of the log, or records that go again as wholes. */
export interface Given {
  events: readonly LoggedEvent[];
  wholes: readonly string[];
}

/**
 * Decides what of some events leaves for one partner: own events of records that the agreement
 * covers, each record whole the first time (with the household before it and what is about the
 * person after it), then only what changed. A person no longer covered leaves with a reason and
 * nothing else. What the partner refused waits, and so does what is about a person it never had;
 * who lives in a refused household goes without it: references between records are soft.
 */
export async function planItems(
  store: Store,
  sub: { code: string; partner: SystemId; purpose: Purpose; has_parked: boolean },
  agreement: Agreement,
  { events, wholes }: Given,
): Promise<Planned> {
  const own = await concerning(store, events);
  if (own.length === 0 && wholes.length === 0) return { leaving: [], links: [] };
  const nowIso = new Date(store.clock.nowMs()).toISOString();
  const viewer: Viewer = { agreement, purpose: sub.purpose, nowIso };
  const context = await gather(store, sub, own, wholes, agreement.basis === "consent");
  const plan = new Plan(viewer, store.system.id, context);
  for (const event of own) {
    const record = context.records.get(event.record_id);
    if (record) plan.take(record, event);
  }
  for (const [unit, id] of wholes.entries()) {
    const record = context.records.get(id);
    if (record) plan.again(record, context.latest.get(id), unit);
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

/** Collects what leaves, in order; remembers what this batch has already said of each record. */
class Plan {
  readonly leaving: Leaving[] = [];
  private readonly viewer: Viewer;
  private readonly self: SystemId;
  private readonly context: Context;
  private unit = 0;

  constructor(viewer: Viewer, self: SystemId, context: Context) {
    this.viewer = viewer;
    this.self = self;
    this.context = context;
  }

  take(record: StoredRecord, event: LoggedEvent): void {
    this.unit = event.seq;
    const before = this.context.sent.get(record.id);
    const isNew = !before || before.gone;
    if (event.origin !== this.self) return this.takeForeign(record, event, isNew);
    const withheld = this.context.withheld.get(record.id);
    if (withheld && (withheld.upTo === null || event.origin_ver <= withheld.upTo)) {
      return this.leaveIfUncovered(record, event);
    }
    // Its first change since it was given up: all of it, so that nothing stays missing.
    if (withheld && !isNew && before.ver < (withheld.upTo ?? 0)) {
      return this.again(record, event, event.seq);
    }
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
    this.leaveIfUncovered(person, event);
  }

  /** A record as a whole, at its present state and whatever went before, and nothing beside it. */
  again(record: StoredRecord, event: LoggedEvent | undefined, unit: number): void {
    this.unit = unit;
    // Nothing of it is ours, or the partner refused it.
    if (!event || this.isWithheld(record)) return;
    // What is about a person never goes before the person.
    const person = record.type === "Person" ? undefined : this.subjectOf(record);
    if (person && this.isNew(person)) return;
    const state = ownVersions(record.state, this.self);
    const cut = view(this.viewer, record.type, state, this.peopleOf(record));
    if (!cut.ok) return this.leaveIfUncovered(record, event);
    if (cut.fields.length === 0) return;
    const how = { left: null, whole: !this.isNew(record) };
    this.push(record, event, record.ownVersion, cut.state, cut.fields, how);
  }

  private isWithheld(record: StoredRecord): boolean {
    const withheld = this.context.withheld.get(record.id);
    return withheld !== undefined && record.ownVersion <= (withheld.upTo ?? record.ownVersion);
  }

  /** Even of somebody whose data wait here the partner is told that they left. */
  private leaveIfUncovered(person: StoredRecord, event: LoggedEvent): void {
    if (person.type !== "Person" || this.isNew(person)) return;
    if (this.context.withheld.get(person.id)?.leaving) return;
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
    const how = { left: "person_not_covered", whole: false };
    this.push(record, event, before.ver, emptyState(), [], how);
  }

  private whole(person: StoredRecord): void {
    if (this.isWithheld(person)) return;
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
    if (this.isWithheld(record)) return;
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
    how: Pick<Leaving, "left" | "whole"> = { left: null, whole: false },
  ): void {
    const before = this.context.sent.get(record.id);
    const { prev, previousHash } = { prev: before?.ver ?? 0, previousHash: before?.hash ?? "" };
    const told = { ...event, reason: this.mayTellWhy(record, event) ? event.reason : "" };
    const { unit } = this;
    this.leaving.push({
      record,
      event: told,
      ver,
      prev,
      previousHash,
      state,
      fields,
      unit,
      ...how,
    });
    const gone = how.left !== null;
    this.context.sent.set(record.id, { record_id: record.id, ver, hash: "", gone });
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
