import type { Agreement, Purpose } from "../domain/agreement.ts";
import { creatorOf, ownVersions, type StoredRecord } from "../domain/record.ts";
import { isOpenReferral, partiesOf, referralKinds, referralState } from "../domain/referral.ts";
import { listedOrigins } from "../domain/forwarding.ts";
import type { SystemId } from "../domain/records/field.ts";
import { refuse, view, type CoveredPerson, type Viewer } from "../domain/view.ts";
import type { Store } from "../store/database.ts";
import type { Begun } from "../store/begun.ts";
import type { LoggedEvent, Sent, Subscription } from "../store/feed.ts";
import { writtenByUs, type Link } from "../store/load.ts";
import type { Forwarding, Onward } from "./plan-forwarding.ts";
import { gather, type Context } from "./plan-gathering.ts";
import { Said, type Leaving } from "./plan-said.ts";

export interface Planned {
  leaving: Leaving[];
  links: Link[];
  /** Of these nobody knew whether they arrived; who is taken back goes by these names there. */
  lapsed?: Begun[];
}

/** What is planned: events of the log, or records that go again as wholes. */
export interface Given {
  events: readonly LoggedEvent[];
  wholes: readonly string[];
  /** What is on its way to the partner already. */
  underWay?: readonly Sent[];
}

/**
 * Decides what of some events leaves for one partner: own events of records that the agreement
 * covers, and those of other systems that it lists, each record whole the first time (with the household before it and what is about the
 * person after it), then only what changed. A person no longer covered leaves with a reason and
 * nothing else, also when the answer to what was told of them was lost. What the partner refused waits, and so does what is about a person it never had;
 * who lives in a refused household goes without it: references between records are soft.
 */
export async function planItems(
  store: Store,
  sub: Pick<Subscription, "code" | "partner" | "has_parked" | "has_begun"> & { purpose: Purpose },
  agreement: Agreement,
  { events, wholes, underWay = [] }: Given,
): Promise<Planned> {
  const ours = await concerning(store, events, agreement);
  if (ours.length === 0 && wholes.length === 0) return { leaving: [], links: [] };
  const nowIso = new Date(store.clock.nowMs()).toISOString();
  const viewer: Viewer = { agreement, purpose: sub.purpose, nowIso };
  const context = await gather(store, sub, ours, { wholes, underWay }, agreement);
  const plan = new Plan(viewer, store.system.id, context);
  for (const event of ours) {
    const record = context.records.get(event.record_id);
    if (record) plan.take(record, event);
  }
  for (const [unit, id] of wholes.entries()) {
    const record = context.records.get(id);
    if (record && plan.parts(record, unit)) continue;
    if (record && !plan.isWithheld(record)) plan.again(record, context.latest.get(id), unit);
  }
  return { leaving: plan.leaving, links: context.links, lapsed: plan.lapsed };
}

/**
 * Our own events, and a partner's about people of whom we wrote something: of others there is
 * nothing to tell or to take back, and nothing of them need be read. Where versions of others go on,
 * theirs as well, and whatever is about a person.
 */
async function concerning(
  store: Store,
  events: readonly LoggedEvent[],
  agreement: Agreement,
): Promise<LoggedEvent[]> {
  const self = store.system.id;
  const listed = listedOrigins(agreement);
  if (listed.size > 0) {
    return events.filter(
      ({ origin, type }) =>
        origin === self || listed.has(origin) || type === "Person" || type === "Referral",
    );
  }
  const theirs = events.filter(
    ({ origin, type }) => origin !== self && (type === "Person" || type === "Referral"),
  );
  const written = await writtenByUs(
    store,
    theirs.map((event) => event.record_id),
  );
  return events.filter((event) => event.origin === self || written.has(event.record_id));
}

/** Collects what leaves, in order; remembers what this batch has already said of each record. */
class Plan {
  private readonly viewer: Viewer;
  private readonly self: SystemId;
  private readonly context: Context;
  private readonly said: Said;

  constructor(viewer: Viewer, self: SystemId, context: Context) {
    this.viewer = viewer;
    this.self = self;
    this.context = context;
    this.said = new Said(viewer, self, context);
  }

  get leaving(): Leaving[] {
    return this.said.leaving;
  }

  get lapsed(): Begun[] {
    return this.said.lapsed;
  }

  take(record: StoredRecord, event: LoggedEvent): void {
    if (!this.isMeant(record)) return;
    this.takeEvent(record, event);
    if (record.type === "Referral") this.afterReferral(record, event);
  }

  /**
   * A referral is seen by its two offices and nobody else; one of ours that ended before it was told
   * is told no more, as there is nothing left to ask of the other office.
   */
  private isMeant(record: StoredRecord): boolean {
    if (record.type !== "Referral") return true;
    if (!partiesOf(record).includes(this.viewer.agreement.to)) return false;
    const isOurs = creatorOf(record.key) === this.self;
    return !isOurs || isOpenReferral(record) || this.said.mayBeThere(record);
  }

  /**
   * Accepted, a referral covers all that the agreement lists, so the person goes again with it; at
   * its end a person whom nothing else covers leaves.
   */
  private afterReferral(record: StoredRecord, event: LoggedEvent): void {
    const person = this.said.subjectOf(record);
    if (!person) return;
    const { open, updates } = referralKinds[referralState(record)];
    if (updates && event.delta.fields["answer"]) {
      this.again(person, this.context.latest.get(person.id), event.seq);
      this.household(person);
      this.aboutPerson(person);
    }
    if (!open) this.leaveIfUncovered(person, event);
  }

  private takeEvent(record: StoredRecord, event: LoggedEvent): void {
    this.said.unit = event.seq;
    const before = this.context.sent.get(record.id);
    const isApart = this.isApart(record, event);
    const isNew = !before || before.gone || isApart;
    const isAnew = isNew || event.act === "stamp.reissued";
    if (event.origin !== this.self) return this.takeForeign(record, event, isNew);
    if (isNew && record.type === "Person" && this.goesOn(record)) return this.whole(record, event);
    const withheld = this.context.withheld.get(record.id);
    if (withheld && (withheld.upTo === null || event.origin_ver <= withheld.upTo)) {
      return this.leaveIfUncovered(record, event);
    }
    // Its first change since it was given up: all of it, so that nothing stays missing.
    if (withheld && !isNew && before.ver < (withheld.upTo ?? 0)) {
      return this.again(record, event, event.seq);
    }
    const person = record.type === "Person" ? undefined : this.said.subjectOf(record);
    // What is about a person never goes before the person.
    if (person && this.said.isNew(person)) return this.whole(person, event);
    if (!isNew && event.origin_ver <= before.ver) return;
    const state = isAnew ? ownVersions(record.state, this.self) : event.delta;
    const cut = view(
      this.viewer,
      record.type,
      state,
      this.said.peopleOf(record),
      null,
      record.state,
    );
    if (!cut.ok) {
      if (cut.reason === "person_not_covered") this.leave(record, event);
      return;
    }
    if (cut.fields.length === 0) return;
    if (isNew && record.type === "Person") this.household(record);
    this.said.push(
      record,
      event,
      isNew ? record.ownVersion : event.origin_ver,
      cut.state,
      cut.fields,
      { left: null, whole: isAnew && before !== undefined },
    );
    if (isNew) this.onward(record, this.said.peopleOf(record), true);
    if (isNew && record.type === "Person") this.aboutPerson(record);
  }

  /** Found to be somebody else here: told under its own name from now on, as what was told is taken back there. */
  private isApart(record: StoredRecord, event: LoggedEvent): boolean {
    return event.act === "link.undone" && record.type === "Person" && event.by.system === this.self;
  }

  /**
   * A partner's change makes nothing of ours, but it may link our person with theirs (what we knew
   * before is theirs to know now) or take the person back (then we stop too).
   */
  private takeForeign(record: StoredRecord, event: LoggedEvent, isNew: boolean): void {
    const { forwarding } = this.context;
    if (forwarding?.lists(event)) return this.takeListed(forwarding, record, event, isNew);
    if (record.type === "Referral") return;
    if (isNew) {
      if (record.ownVersion > 0 || this.goesOn(record)) this.whole(record, event);
      return;
    }
    this.leaveIfUncovered(record, event);
  }

  /** A change of a system whose versions go on: like one of our own, under its own chain. */
  private takeListed(
    forwarding: Forwarding,
    record: StoredRecord,
    event: LoggedEvent,
    isNew: boolean,
  ): void {
    const withheld = this.context.withheld.get(record.id);
    if (withheld?.upTo === null) return this.leaveIfUncovered(record, event);
    const before = this.context.sent.get(record.id);
    if (withheld && !isNew && (before?.ver ?? 0) < (withheld.upTo ?? 0)) {
      return this.again(record, this.context.latest.get(record.id), event.seq);
    }
    const person = record.type === "Person" ? undefined : this.said.subjectOf(record);
    if (person && this.said.isNew(person)) return this.whole(person, event);
    if (isNew) return record.type === "Person" ? this.whole(record, event) : this.companion(record);
    this.leaveIfUncovered(record, event);
    if (this.said.isNew(record)) return;
    const change = forwarding.change(event);
    if (change === "whole")
      return this.onward(record, this.said.peopleOf(record), false, event.origin);
    if (change) this.pushOn(record, this.said.peopleOf(record), change, false);
  }

  /** Does the record hold anything of a system whose versions go on to this partner? */
  private goesOn(record: StoredRecord): boolean {
    return (this.context.forwarding?.wholes(record).length ?? 0) > 0;
  }

  /**
   * All that others wrote of a record and that goes on, one item for each of them; of one of them
   * only, if it is named. `isFirst`: the partner does not have the record yet.
   */
  private onward(
    record: StoredRecord,
    people: CoveredPerson[],
    isFirst: boolean,
    origin?: SystemId,
  ): void {
    for (const part of this.context.forwarding?.wholes(record) ?? []) {
      if (origin === undefined || part.event.origin === origin) {
        this.pushOn(record, people, part, !isFirst);
      }
    }
  }

  private pushOn(
    record: StoredRecord,
    people: CoveredPerson[],
    { event, ver, hops, state }: Onward,
    isWhole: boolean,
  ): void {
    const cut = view(this.viewer, record.type, state, people, null, record.state);
    if (!cut.ok || cut.fields.length === 0) return;
    const { ver: went } = this.context.forwarding?.sent(record.id, event.origin) ?? { ver: 0 };
    const how = { left: null, whole: isWhole || went >= ver };
    this.said.push(record, event, Math.max(ver, went), cut.state, cut.fields, how, hops);
  }

  /** A record as a whole, at its present state and whatever went before, and nothing beside it. */
  again(record: StoredRecord, event: LoggedEvent | undefined, unit: number): void {
    this.said.unit = unit;
    // Nothing of it is ours, nor goes on.
    if ((!event && !this.goesOn(record)) || !this.isMeant(record)) return;
    // What is about a person never goes before the person.
    const person = record.type === "Person" ? undefined : this.said.subjectOf(record);
    if (person && this.said.isNew(person)) return;
    const people = this.said.peopleOf(record);
    const refusal = refuse(this.viewer, record.type, people);
    const said = event ?? this.context.forwarding?.wholes(record)[0]?.event;
    if (refusal && said) return this.leaveIfUncovered(record, said);
    this.inParts(record, event, people, !this.said.isNew(record));
  }

  /**
   * What we wrote of a record and what goes on of others: first whatever says who it is, as the
   * partner may meet the record here.
   */
  private inParts(
    record: StoredRecord,
    event: LoggedEvent | undefined,
    people: CoveredPerson[],
    isWhole: boolean,
  ): void {
    const others = this.context.forwarding?.wholes(record) ?? [];
    const names = ({ state }: Onward) => Object.keys(state.sets["identifiers"] ?? {}).length > 0;
    for (const part of others.filter(names)) this.pushOn(record, people, part, isWhole);
    this.own(record, event, people, isWhole);
    for (const part of others) if (!names(part)) this.pushOn(record, people, part, isWhole);
  }

  /** All that we wrote of a record. */
  private own(
    record: StoredRecord,
    event: LoggedEvent | undefined,
    people: CoveredPerson[],
    isWhole: boolean,
  ): void {
    if (!event) return;
    const cut = view(this.viewer, record.type, ownVersions(record.state, this.self), people);
    if (!cut.ok || cut.fields.length === 0) return;
    const how = { left: null, whole: isWhole };
    this.said.push(record, event, record.ownVersion, cut.state, cut.fields, how);
  }

  /** Says that the link was none by which the partner was told of a record; false: it is said. */
  parts(record: StoredRecord, unit: number): boolean {
    if (!this.said.isParting(record)) return false;
    this.said.unit = unit;
    this.said.parts(record);
    return true;
  }

  isWithheld(record: StoredRecord): boolean {
    const withheld = this.context.withheld.get(record.id);
    return withheld !== undefined && record.ownVersion <= (withheld.upTo ?? record.ownVersion);
  }

  /** Even of somebody whose data wait here the partner is told that they left. */
  private leaveIfUncovered(person: StoredRecord, event: LoggedEvent): void {
    if (person.type !== "Person" || !this.said.mayBeThere(person)) return;
    if (this.context.withheld.get(person.id)?.leaving) return;
    const refusal = refuse(this.viewer, "Person", [this.said.covered(person)]);
    if (refusal === "person_not_covered") this.leave(person, event);
  }

  /**
   * A person who is no longer covered: key and reason code. It takes up no version, because what a
   * version holds is decided when it is sent, and a retry may find the person covered again.
   */
  private leave(record: StoredRecord, event: LoggedEvent): void {
    if (record.type === "Person" && this.said.mayBeThere(record)) this.said.leaves(record, event);
  }

  private whole(person: StoredRecord, event: LoggedEvent): void {
    if (!this.isWithheld(person)) {
      this.household(person);
      this.companion(person);
      this.aboutPerson(person);
    }
    this.leaveIfUncovered(person, event);
  }

  private aboutPerson(person: StoredRecord): void {
    for (const about of this.context.about.get(person.id) ?? []) this.companion(about);
  }

  private household(person: StoredRecord): void {
    const household = person.household ? this.context.records.get(person.household) : undefined;
    if (household) this.companion(household, [this.said.covered(person)]);
  }

  /**
   * A record that goes along because its person is new to the partner, or is back: what changed of
   * it while the person was away was told to nobody.
   */
  private companion(record: StoredRecord, people = this.said.peopleOf(record)): void {
    const before = this.context.sent.get(record.id);
    const latest = this.context.latest.get(record.id);
    if (this.isWithheld(record) || !this.isMeant(record)) return;
    const isThere = before !== undefined && !before.gone;
    const event = isThere && before.ver >= record.ownVersion ? undefined : latest;
    // Of what others wrote each change goes on by itself; only who does not have the record lacks it.
    if (isThere) return this.own(record, event, people, false);
    // Of what was taken back there the number is known, so that it is joined anew.
    this.inParts(record, event, people, before?.gone ?? false);
  }
}
