import type { Agreement } from "../domain/agreement.ts";
import type { AskedType } from "../domain/attributes.ts";
import { attributesOf } from "../domain/criteria.ts";
import { eventKinds, eventNameOf } from "../domain/event-types.ts";
import { isWithdrawn, mergedInto } from "../domain/merging.ts";
import type { StoredRecord } from "../domain/record.ts";
import type { CoveredPerson } from "../domain/view.ts";
import { recordTypeOf } from "../exchange/incoming.ts";
import { profileOf } from "../exchange/writing-terms.ts";
import type { WritingProfile } from "../exchange/profiles.ts";
import type { Store } from "../store/database.ts";
import { loadTold, type LoggedEvent, type Sent, type Subscription } from "../store/feed.ts";
import { loadJoined } from "../store/aliases.ts";
import { loadAbout, loadLinks, loadRecords } from "../store/load.ts";
import { partnerById } from "../store/partners.ts";
import { loadConsents, memberIds } from "../store/receipts.ts";
import { loadReferred } from "../store/referrals.ts";

/** A record that something happened to, and what; no event at all: its day has come. */
export interface Touched {
  id: string;
  events: LoggedEvent[];
  /** The partner does not have it as it was told: it is told again though nothing changed. */
  again?: boolean;
}

/** Everything that deciding on some records needs, in a handful of queries whatever their number. */
export interface Gathered {
  type: AskedType;
  records: Map<string, StoredRecord>;
  /** The persons a record is about: itself, a household's members, an enrolment's person. */
  peopleOf: (record: StoredRecord) => StoredRecord[];
  household: (record: StoredRecord) => StoredRecord | undefined;
  covered: (person: StoredRecord) => CoveredPerson;
  /** Does a person or household stand for itself? Else why not. */
  hidden: (record: StoredRecord) => "withdrawn" | "joined" | null;
  /** What this subscription last said of a record. */
  sent: Map<string, Sent>;
  /** Records that another subscription told the partner of, once at least. */
  elsewhere: Set<string>;
  profile: WritingProfile;
}

/** The record type a subscription is about. */
export function askedType({ record_type }: Pick<Subscription, "record_type">): AskedType {
  const type = recordTypeOf(record_type);
  return type === "Household" || type === "Enrolment" ? type : "Person";
}

/** Which records of the subscription's type some events of ours may have changed anything about. */
export async function touchedBy(
  store: Store,
  sub: Subscription,
  events: readonly LoggedEvent[],
): Promise<Touched[]> {
  const type = askedType(sub);
  // Our own changes: what a partner told us is not told back, nor to anybody else.
  const own = events.filter((event) => event.origin === store.system.id);
  const touched = new Map<string, LoggedEvent[]>();
  const touch = (id: string | null, event: LoggedEvent) => {
    if (id) touched.set(id, [...(touched.get(id) ?? []), event]);
  };
  const changedPeople = new Map<string, LoggedEvent>();
  const changedHomes = new Map<string, LoggedEvent>();
  for (const event of own) {
    if (event.type === type) touch(type === "Person" ? event.subject : event.record_id, event);
    // Whether its person is told of hangs on a referral to this partner.
    else if (event.type === "Referral") changedPeople.set(event.subject ?? "", event);
    else if (event.type === "Person" && type === "Household") touch(event.household, event);
    else if (event.type === "Person" && event.subject) changedPeople.set(event.subject, event);
    else if (event.type === "Household") changedHomes.set(event.record_id, event);
  }
  if (type === "Person") for (const [id, event] of changedPeople) touch(id, event);
  if (type === "Enrolment" && changedPeople.size > 0) {
    // Whether an enrolment is told of hangs on its person.
    for (const one of await loadAbout(store, [...changedPeople.keys()], ["Enrolment"])) {
      const event = changedPeople.get(one.subject ?? "");
      if (event) touch(one.id, event);
    }
  }
  if (type === "Person" && changedHomes.size > 0 && asksOfHousehold(sub)) {
    const ids = await memberIds(store, [...changedHomes.keys()]);
    for (const member of (await loadRecords(store, ids)).values()) {
      const event = changedHomes.get(member.household ?? "");
      if (event) touch(member.id, event);
    }
  }
  return [...touched].map(([id, of]) => ({ id, events: of }));
}

function asksOfHousehold({ criteria }: Subscription): boolean {
  return attributesOf(criteria).some((name) => name.split(".").includes("household"));
}

export async function gather(
  store: Store,
  sub: Subscription,
  agreement: Agreement,
  ids: readonly string[],
): Promise<Gathered> {
  const type = askedType(sub);
  const [partner, records, told] = await Promise.all([
    partnerById(store, sub.partner),
    loadRecords(store, ids),
    loadTold(store, sub.partner, ids),
  ]);
  const people = await peopleAbout(store, type, records);
  const name = eventNameOf(sub.event_type);
  const joins = name !== null && eventKinds[name].raisedBy === "joins";
  const homeIds = [...people.values()].flatMap((person) => person.household ?? []);
  const needsHomes = type !== "Household" && (joins || asksOfHousehold(sub));
  const personIds = [...people.keys()];
  const losers = [...records.values(), ...people.values()]
    .filter(({ state }) => mergedInto(state) !== null)
    .map(({ id }) => id);
  const [homes, joined, links, referred, consents] = await Promise.all([
    needsHomes ? loadRecords(store, homeIds) : new Map<string, StoredRecord>(),
    loadJoined(store, losers),
    loadLinks(store, personIds),
    loadReferred(store, agreement, personIds),
    agreement.basis === "consent" ? loadConsents(store, personIds) : new Map<string, never>(),
  ]);
  const linked = new Set(
    links.filter((link) => link.partner === sub.partner).map((link) => link.record_id),
  );
  const members = new Map<string, StoredRecord[]>();
  for (const person of people.values()) {
    const home = person.household ?? "";
    members.set(home, [...(members.get(home) ?? []), person]);
  }
  return {
    type,
    records,
    peopleOf: (record) => {
      if (type === "Household") return members.get(record.id) ?? [];
      const person = people.get(type === "Person" ? record.id : (record.subject ?? ""));
      return person ? [person] : [];
    },
    household: (record) => homes.get(record.household ?? ""),
    covered: (person) => ({
      state: person.state,
      linked: linked.has(person.id),
      referred: referred.get(person.id),
      consents: consents.get(person.id) ?? [],
    }),
    hidden: (record) => {
      if (isWithdrawn(record)) return "withdrawn";
      const group = joined.get(record.id);
      return group && group.winner !== record.id ? "joined" : null;
    },
    sent: new Map(told.filter((one) => one.sub === sub.code).map((one) => [one.record_id, one])),
    elsewhere: new Set(
      told.filter((one) => one.sub !== sub.code && one.ver > 0).map((one) => one.record_id),
    ),
    profile: profileOf(partner?.terms.writing),
  };
}

async function peopleAbout(
  store: Store,
  type: AskedType,
  records: Map<string, StoredRecord>,
): Promise<Map<string, StoredRecord>> {
  if (type === "Person") return records;
  if (type === "Household") return loadRecords(store, await memberIds(store, [...records.keys()]));
  return loadRecords(
    store,
    [...records.values()].flatMap((record) => record.subject ?? []),
  );
}
