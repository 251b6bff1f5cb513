import type { AskedType } from "../domain/attributes.ts";
import { attributesOf, matches, type Criteria } from "../domain/criteria.ts";
import type { EventKind } from "../domain/event-types.ts";
import { nextChange } from "../domain/next-change.ts";
import { personSubject, recordSubject } from "../domain/person-subject.ts";
import { ownVersions, textOf, type RecordState, type StoredRecord } from "../domain/record.ts";
import type { SystemId } from "../domain/records/field.ts";
import { view, type View, type Viewer } from "../domain/view.ts";
import type { LeftReason } from "../exchange/left-record.ts";
import type { LoggedEvent, Sent } from "../store/feed.ts";
import type { Gathered, Touched } from "./plain-gathering.ts";

/** How a record stands to a subscription now. */
export interface Standing {
  record: StoredRecord;
  cut: View;
  /** The persons it is about whom the agreement covers. */
  people: StoredRecord[];
  /** Those persons' own states, cut by the agreement. */
  personStates: Map<string, RecordState>;
  /** It meets the filter and may be told. */
  within: boolean;
  /** Why not; null while it is within. */
  out: LeftReason | null;
  /** The day on which time alone changes that; null: never, or nothing here depends on time. */
  turnsOn: string | null;
}

/** Does any attribute that time changes by itself stand in a condition? */
export function dependsOnTime(criteria: Criteria): boolean {
  return attributesOf(criteria).some((name) =>
    ["age", "months_without_formal_work"].includes(name.slice(name.lastIndexOf(".") + 1)),
  );
}

export function standingOf(
  viewer: Viewer,
  self: SystemId,
  criteria: Criteria,
  gathered: Gathered,
  record: StoredRecord,
): Standing {
  const { type } = gathered;
  const today = viewer.nowIso.slice(0, 10);
  const everyone = gathered.peopleOf(record).filter((one) => mayBeShown(gathered, one));
  const covered = everyone.map(gathered.covered);
  const people: StoredRecord[] = [];
  const personStates = new Map<string, RecordState>();
  for (const [index, person] of everyone.entries()) {
    const about = covered.slice(index, index + 1);
    const told = view(viewer, "Person", ownVersions(person.state, self), about);
    if (!told.ok) continue;
    people.push(person);
    personStates.set(person.id, told.state);
  }
  const own = ownVersions(record.state, self);
  const home = gathered.household(record);
  const subject = recordSubject(type, own, today, {
    household: home ? ownVersions(home.state, self) : null,
    // Whoever is not covered must not show through the answer either.
    members: people.map((member) => ownVersions(member.state, self)),
    person: people[0] ? ownVersions(people[0].state, self) : null,
  });
  const cut = view(viewer, type, own, covered);
  const fits = matches(criteria, subject);
  const days = [
    dependsOnTime(criteria) ? nextChange(criteria, subject, today) : null,
    ...(dependsOnTime(viewer.agreement.people)
      ? covered.map(({ state, linked }) =>
          nextChange(viewer.agreement.people, personSubject(state, today, { linked }), today),
        )
      : []),
  ].filter((day) => day !== null);
  const turnsOn = days.sort((a, b) => (a < b ? -1 : 1))[0] ?? null;
  const hidden = gathered.hidden(record);
  const tells = hidden && viewer.agreement.records[type]?.includes(hiddenBy[hidden]);
  const out = hidden && (tells ? hidden : "agreement");
  const why = out ?? (cut.ok ? (fits ? null : "filter") : "agreement");
  return { record, cut, people, personStates, within: why === null, out: why, turnsOn };
}

/** The field that says so: by it the agreement lets it be known. */
const hiddenBy = { withdrawn: "withdrawn", joined: "merged_into" } as const;

/** Who was withdrawn is nobody's; who was joined into another is no member beside that one. */
function mayBeShown({ type, hidden }: Gathered, person: StoredRecord): boolean {
  const why = hidden(person);
  return why === null || (why === "joined" && type === "Enrolment") || type === "Person";
}

/** What a subscription has to say of a record, or only to remember. */
export type Verdict =
  | { say: "record" }
  | { say: "left"; reason: LeftReason }
  /** Nothing is said; `gone` and `hash` are remembered. */
  | { say: "nothing"; remember: { gone: boolean; hash: string } | null };
const nothing: Verdict = { say: "nothing", remember: null };
const remember = (gone: boolean, hash: string): Verdict => ({
  say: "nothing",
  remember: { gone, hash },
});

/** The law of the event types (domain/event-types.ts), record by record. */
export function decide(
  raisedBy: EventKind["raisedBy"],
  standing: Standing,
  before: Sent | undefined,
  about: {
    elsewhere: boolean;
    /** An event changed something of it that the partner may know. */
    changed: boolean;
    /** The household's key, if the person came into it after it was registered, or with it. */
    joined: { household: string; later: boolean } | null;
  },
): Verdict {
  const { within, out } = standing;
  const known = before !== undefined && !before.gone;
  switch (raisedBy) {
    case "first":
      if (within) return known ? nothing : { say: "record" };
      return known ? remember(true, before.hash) : nothing;
    case "changes":
      if (within && about.changed) return { say: "record" };
      if (within) return known ? nothing : remember(false, "");
      // Whoever the partner never heard of leaves without a word.
      if (known && (before.ver > 0 || about.elsewhere)) {
        return { say: "left", reason: out ?? "filter" };
      }
      return known ? remember(true, "") : nothing;
    case "leaves": {
      const over = overOf(standing);
      if (within && !over) return known ? nothing : remember(false, "");
      return known ? { say: "left", reason: over ?? out ?? "filter" } : nothing;
    }
    case "joins": {
      if (!within || !about.joined) return known ? remember(true, before.hash) : nothing;
      const { household, later } = about.joined;
      if (before?.hash !== household && later) return { say: "record" };
      return known && before.hash === household ? nothing : remember(false, household);
    }
  }
}

/** What a record is about has ended, as far as the partner may know: an enrolment exited, a death. */
function overOf({ cut, record }: Standing): LeftReason | null {
  if (!cut.ok) return null;
  const field = record.type === "Enrolment" ? "status" : "vital_status";
  const word = textOf(cut.state, field);
  return word === "deceased" || word === "exited" ? word : null;
}

/** Does an event change anything of a record's that the agreement lets the partner know? */
export function changesSomething(
  viewer: Viewer,
  gathered: Gathered,
  standing: Standing,
  { events }: Touched,
): boolean {
  const isKnown = gathered.sent.has(standing.record.id);
  return events.some((event) => {
    if (!isAbout(gathered.type, event) || isRegistration(event, isKnown)) return false;
    const people = gathered.peopleOf(standing.record);
    const person = people.filter(({ id }) => event.type !== "Person" || id === event.subject);
    // An event of an enrolment is one of the record's own.
    const whole = event.type === "Enrolment" ? standing.record.state : event.delta;
    const about = person.map(gathered.covered);
    const cut = view(viewer, event.type, event.delta, about, null, whole);
    return cut.ok && cut.fields.length > 0;
  });
}

/** A person's change is a change of the household, but not of an enrolment. */
function isAbout(type: AskedType, event: LoggedEvent): boolean {
  return event.type === type || (type === "Household" && event.type === "Person");
}

/** The registration itself is no change afterwards; a member who comes into a known household is. */
function isRegistration({ act, type }: LoggedEvent, isKnown: boolean): boolean {
  if (act === "household.registered" || act === "enrolment.opened") return true;
  return act === "person.registered" && !(type === "Person" && isKnown);
}

/** How a person came into the household they are in: with its registration, or later. */
export function joinedOf(
  person: StoredRecord,
  household: StoredRecord | undefined,
): { household: string; later: boolean } | null {
  const came = stampOf(person.state, "household");
  if (!household || !came) return null;
  // One decision has one stamp: whoever was registered together has the same.
  return {
    household: household.key,
    later: came !== stampOf(household.state, "registration_date"),
  };
}

function stampOf(state: RecordState, field: string): string | undefined {
  return state.fields[field]?.[0]?.h;
}
