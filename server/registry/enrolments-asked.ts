import { mayAsk } from "../../domain/agreement.ts";
import { matches, type Criteria } from "../../domain/criteria.ts";
import { identifiersOf, normalIdentifier } from "../../domain/matching.ts";
import { shownState } from "../../domain/merging.ts";
import { isOurs } from "../../domain/ours.ts";
import { recordSubject, type Beside } from "../../domain/person-subject.ts";
import {
  creatorOf,
  emptyState,
  ownVersions,
  textOf,
  valueOf,
  type RecordState,
  type StoredRecord,
} from "../../domain/record.ts";
import type { EnrolmentStatus, ProgrammeName } from "../../domain/records/values.ts";
import { refuse, view, type CoveredPerson, type Viewer } from "../../domain/view.ts";
import type { EnrolledQuery } from "../../exchange/enrolled-query.ts";
import { besidePeople, enrolmentsOf, someRecords } from "../../store/reading/beside.ts";
import { joinedOf, standingOf } from "../../store/reading/standing.ts";
import { findByIdentifiers, membersOfNumbers } from "../../store/receipts.ts";
import { isOfBoth } from "../../store/load.ts";
import { loadReferred } from "../../store/referrals.ts";
import type { Knock } from "./knock.ts";

/** An enrolment of ours as the agreement lets us tell of it; the programme only where it is listed. */
export interface SeenEnrolment {
  record: StoredRecord;
  status: EnrolmentStatus;
  programme: ProgrammeName | null;
}
/** A person the agreement covers, as the question named the person, and what may be told. */
export interface AskedPerson {
  person: StoredRecord;
  asked: string;
  enrolments: SeenEnrolment[];
  /** We ourselves know the person, not only by what a partner told us. */
  ours: boolean;
}
export type AskedPeople =
  { ok: true; people: AskedPerson[] } | { ok: false; why: "not_allowed" | "several" };

/**
 * The covered persons a question names, each with our own enrolments that meet its conditions.
 * Whoever is not covered is left out as if unknown. A number without a type that several covered
 * people carry is nobody's: an answer about the wrong person is worse than none.
 */
export async function askedPeople(knock: Knock, query: EnrolledQuery): Promise<AskedPeople> {
  const { door, partner, toPartner, nowMs } = knock;
  const { store } = door.hosted;
  if (!partner || !toPartner?.records.Enrolment?.includes("status")) {
    return { ok: true, people: [] };
  }
  // Two names at once ask whether they are one person's, or who lives where: that needs leave, too.
  const asking = query.naming.length > 1 ? [...query.naming, ...query.beside] : query.beside;
  if (!asking.every((part) => mayAsk(toPartner, part, "Enrolment"))) {
    return { ok: false, why: "not_allowed" };
  }
  const nowIso = new Date(nowMs).toISOString();
  const viewer: Viewer = { agreement: toPartner, purpose: query.purpose, nowIso };
  const named = await namedPeople(knock, query);
  const ids = named.map(({ person }) => person.id);
  const [{ links, consents }, enrolments] = await Promise.all([
    besidePeople(store, ids),
    enrolmentsOf(store, [...new Set(named.flatMap(({ all }) => all))]),
  ]);
  const referrals = await loadReferred(store, toPartner, ids);
  const people = named.flatMap(({ person, household, asked, all }): AskedPerson[] => {
    const linked = links.some(
      (one) => one.record_id === person.id && one.partner === partner.id && isOfBoth(one),
    );
    const referred = referrals.get(person.id);
    const covered = {
      state: person.state,
      linked,
      referred,
      consents: consents.get(person.id) ?? [],
    };
    if (refuse(viewer, "Enrolment", [covered])) return [];
    const beside = { person: own(knock, person), household: own(knock, household) };
    const theirs = enrolments.filter(
      (one) => all.includes(one.subject ?? "") && creatorOf(one.key) === store.system.id,
    );
    const met = theirs.filter((one) => meets(knock, query.beside, one.state, beside));
    const told = met.flatMap((one) => seen(knock, viewer, one, covered));
    return [
      { person, asked, enrolments: told, ours: isOurs("Person", person.state, store.system.id) },
    ];
  });
  return isAmbiguous(query, people) ? { ok: false, why: "several" } : { ok: true, people };
}

function isAmbiguous(query: EnrolledQuery, people: readonly AskedPerson[]): boolean {
  if (query.people.size === 0) return false;
  return new Set(people.map(({ asked }) => asked)).size < people.length;
}

interface Named {
  person: StoredRecord;
  /** The person's own id and those of records that were joined into it. */
  all: string[];
  household: StoredRecord | null;
  asked: string;
}

/**
 * Known persons who meet the naming conditions, by all that is known of them. Who was joined into
 * another is named by either, and who was withdrawn by nothing.
 */
async function namedPeople(knock: Knock, query: EnrolledQuery): Promise<Named[]> {
  const { store, systems } = knock.door.hosted;
  const anyType = [...query.people.keys()].map((value) => ({
    identifier_type: "*",
    identifier_value: value,
  }));
  const [carriers, members] = await Promise.all([
    findByIdentifiers(store, anyType),
    membersOfNumbers(store, query.households),
  ]);
  const people = await someRecords(store, [...carriers, ...members]);
  const homes = people.flatMap(({ household }) => household ?? []);
  const households = new Map((await someRecords(store, homes)).map((one) => [one.id, one]));
  const ids = people.map(({ id }) => id);
  const standing = await standingOf(store, await joinedOf(store, ids), people);
  const named: Named[] = [];
  for (const person of people) {
    const household = households.get(person.household ?? "") ?? null;
    const one = standing.for(person);
    if (!one || named.some((known) => known.person.id === one.id)) continue;
    const losers = standing.losers.get(one.id) ?? [];
    const state = shownState(one, losers, systems);
    const beside = { person: state, household: household?.state ?? null };
    if (!meets(knock, query.naming, emptyState, beside)) continue;
    const asked = identifiersOf(state)
      .map((known) => query.people.get(normalIdentifier(known.identifier_value)))
      .find((known) => known !== undefined);
    const number = household ? textOf(household.state, "number") : "";
    const all = [one, ...losers].map(({ id }) => id);
    named.push({ person: one, all, household, asked: asked ?? number });
  }
  return named;
}

function own({ door }: Knock, record: StoredRecord | null): RecordState | null {
  return record && ownVersions(record.state, door.hosted.store.system.id);
}

function meets(
  { nowMs }: Knock,
  conditions: readonly Criteria[],
  enrolment: RecordState,
  beside: Beside,
): boolean {
  const today = new Date(nowMs).toISOString().slice(0, 10);
  const subject = recordSubject("Enrolment", enrolment, today, beside);
  return conditions.every((part) => matches(part, subject));
}

/** Nothing where the agreement does not let the status out. */
function seen(
  knock: Knock,
  viewer: Viewer,
  record: StoredRecord,
  covered: CoveredPerson,
): SeenEnrolment[] {
  const state = ownVersions(record.state, knock.door.hosted.store.system.id);
  const cut = view(viewer, "Enrolment", state, [covered], ["status", "programme"]);
  if (!cut.ok) return [];
  const status = textOf(cut.state, "status");
  const programme = (valueOf(cut.state, "programme") ?? null) as ProgrammeName | null;
  return status === "" ? [] : [{ record, status: status as EnrolmentStatus, programme }];
}
