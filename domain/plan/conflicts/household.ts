/** What is known of a household whose plans are checked together. */
import type { Calendar } from "../../conflicts/facts-more.ts";
import type { Rule } from "../../conflicts/facts.ts";
import type { Taken } from "../../directory/places.ts";
import type { StoredRecord } from "../../record.ts";
import type { OpenHours } from "../../records/directory-records.ts";
import type { SystemKind } from "../../records/field.ts";
import type { PlanBook } from "../plan-law.ts";

/** One member and, of an adult who has one, the plan. */
export interface PlannedMember {
  person: StoredRecord;
  book: PlanBook | null;
  /** What this member said in the assessment. */
  answers: readonly StoredRecord[];
}

/** What a programme means for the plans of whoever is enrolled in it, in the plan format. */
export interface ProgrammeFacts {
  rules: readonly Rule[];
  calendar: readonly Calendar[];
}

/** A service of the directory, and on which days others than this household have a place. */
export interface KnownService {
  name: string;
  capacity: number | null;
  taken_elsewhere: number;
  taken: readonly Taken[];
  hours: readonly OpenHours[];
  zone: string;
  languages: readonly string[];
  valid_from: string | null;
  valid_until: string | null;
}

export interface PlannedHousehold {
  members: readonly PlannedMember[];
  enrolments: readonly StoredRecord[];
  /** By the key of the enrolment. */
  programmes: ReadonlyMap<string, ProgrammeFacts>;
  /** What our directory says of services that steps name, by code. */
  services: ReadonlyMap<string, KnownService>;
  /** The member whose plan is looked at; everybody's counts. */
  person: string;
  /** The office that looks. */
  office: SystemKind;
  /** What kind of office a system is. */
  kindOf: (system: string) => SystemKind | undefined;
  /** The day of the check. */
  today: string;
  zone: string;
}
