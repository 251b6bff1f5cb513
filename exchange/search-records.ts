import type { JsonObject } from "../domain/json.ts";
import type { Consent } from "../domain/agreement.ts";
import { unknownOf } from "../domain/plain-receiving.ts";
import { shownOf } from "../domain/merging.ts";
import { ownVersions, type StoredRecord } from "../domain/record.ts";
import type { RecordType, SystemId } from "../domain/records/field.ts";
import { view, type CoveredPerson, type Viewer } from "../domain/view.ts";
import { writeBeneficiary, writeGroup, writePerson } from "./plain-records.ts";
import type { WritingProfile } from "./profiles.ts";
import { project } from "./projection.ts";
import type { Subject } from "./saying.ts";
import type { SearchAsked } from "./search-asked.ts";

/** Records as they were found, and what a view of them needs (store/reading/tellable.ts). */
export interface Tellable {
  /** In the order of the answer. */
  records: StoredRecord[];
  /** What was joined into some of them. */
  joined: ReadonlyMap<string, readonly StoredRecord[]>;
  /** Persons by id: those found, and whom the found households and enrolments are about. */
  people: ReadonlyMap<string, StoredRecord>;
  /** Persons of a household, by its id. */
  membersOf: ReadonlyMap<string, StoredRecord[]>;
  /** Persons linked with the partner that asks. */
  linked: ReadonlySet<string>;
  /** Persons covered by a referral that was accepted; of the others nothing is found. */
  referred: ReadonlySet<string>;
  consents: ReadonlyMap<string, readonly Consent[]>;
}

/** To whom it is told: its id, under what, and in which words. */
export interface Listener {
  self: SystemId;
  partner: SystemId;
  viewer: Viewer;
  profile: WritingProfile;
}

/** One line of the disclosures: whose record, about whom, which fields. */
export interface ToldRecord {
  record_id: string;
  subject: string | null;
  fields: string[];
}

/**
 * Found records as the answer holds them, each cut by domain/view.ts under the agreement given, and
 * what was told of whom. A record the view refuses is left out: it is not found.
 */
export function tellRecords(
  asked: Pick<SearchAsked, "type" | "kind" | "projection">,
  listener: Listener,
  found: Tellable,
): { records: JsonObject[]; told: ToldRecord[] } {
  const teller = new Teller(listener, found);
  const records: JsonObject[] = [];
  for (const record of found.records) {
    const written = teller.write(record, asked.kind);
    if (written) records.push(project(written, asked.projection));
  }
  return { records, told: teller.told };
}

class Teller {
  readonly told: ToldRecord[] = [];
  readonly #listener: Listener;
  readonly #found: Tellable;

  constructor(listener: Listener, found: Tellable) {
    this.#listener = listener;
    this.#found = found;
  }

  write(record: StoredRecord, kind: SearchAsked["kind"]): JsonObject | null {
    if (record.type === "Household") return this.#group(record);
    if (record.type === "Enrolment") return this.#beneficiary(record);
    const subject = record.type === "Person" ? this.#cut("Person", record, [record]) : null;
    if (!subject) return null;
    const { record: person, fields } = writePerson(subject, kind, this.#listener.profile);
    this.#note(record, record.id, fields);
    return person;
  }

  /** Only those members are in it whom the agreement covers. */
  #group(household: StoredRecord): JsonObject | null {
    const members = this.#found.membersOf.get(household.id) ?? [];
    const subject = this.#cut("Household", household, members);
    if (!subject) return null;
    const shown = this.#tellsMembership() ? members : [];
    const cut = shown.flatMap((member) => {
      const one = this.#cut("Person", member, [member]);
      return one ? [{ member, subject: one }] : [];
    });
    const subjects = cut.map((one) => one.subject);
    const written = writeGroup(subject, subjects, this.#listener.profile);
    this.#note(household, null, written.fields);
    for (const [index, { member }] of cut.entries()) {
      this.#note(member, member.id, written.members[index]?.fields ?? []);
    }
    return written.record;
  }

  #beneficiary(enrolment: StoredRecord): JsonObject | null {
    const person = this.#found.people.get(enrolment.subject ?? "");
    if (!person) return null;
    const subject = this.#cut("Enrolment", enrolment, [person]);
    if (!subject) return null;
    const about = this.#tellsPerson() ? this.#cut("Person", person, [person]) : null;
    const written = writeBeneficiary(subject, about, this.#listener.profile);
    this.#note(enrolment, person.id, written.fields);
    if (about) this.#note(person, person.id, written.person.fields);
    return written.record;
  }

  /** Who lives with whom is the persons' own field; whom an enrolment is about is the enrolment's. */
  #tellsMembership(): boolean {
    return this.#listener.viewer.agreement.records.Person?.includes("household") ?? false;
  }
  #tellsPerson(): boolean {
    return this.#listener.viewer.agreement.records.Enrolment?.includes("person") ?? false;
  }

  #cut(type: RecordType, record: StoredRecord, about: readonly StoredRecord[]): Subject | null {
    const { viewer, self, partner } = this.#listener;
    const people = about.map((person) => this.#covered(person));
    const own = (one: StoredRecord) => ownVersions(one.state, self);
    const joined = this.#found.joined.get(record.id) ?? [];
    const cut = view(viewer, type, shownOf(record, joined, own), people);
    if (!cut.ok) return null;
    return { key: record.key, state: cut.state, kept: unknownOf(record, partner) };
  }

  #covered(person: StoredRecord): CoveredPerson {
    return {
      state: person.state,
      linked: this.#found.linked.has(person.id),
      referred: this.#found.referred.has(person.id) ? "all" : undefined,
      consents: this.#found.consents.get(person.id) ?? [],
    };
  }

  #note(record: StoredRecord, subject: string | null, fields: string[]): void {
    this.told.push({ record_id: record.id, subject, fields });
  }
}
