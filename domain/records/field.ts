import type { TSchema } from "typebox";

/** Two kinds of systems; the component between two others comes later. */
export type SystemKind = "sp" | "ess";
/** A system's `sender_id`, e.g. `sp.demo`. */
export type SystemId = string;

/** How concurrent or foreign writes of a field are joined; see domain/merge.ts. */
export type FieldClass = "owned" | "shared" | "set" | "terminal" | "local";

/**
 * Who has the last word on a field: the system of a kind, the system that made the record
 * (`creator`), the one that the record itself names in `to` (`addressee`; domain/proposal.ts and
 * domain/referral.ts), or nobody in particular (`any`, for shared and set fields, whose elements
 * belong to who added them).
 */
export type Authority = SystemKind | "creator" | "addressee" | "any";

/**
 * How carefully a field is kept. `identifier`, `contact` and `sensitive` values are sealed with the
 * node's key where stored; `sensitive` leaves only where an agreement names the field by itself.
 */
export type Sensitivity = "open" | "personal" | "contact" | "identifier" | "sensitive";

/** Where a field stands in a DCI record: a dotted path, and the code list its values are written in. */
export interface DciPlace {
  path: string;
  codes?: string;
  /** `list`: the standard makes it a list of one value (digest 3.1: phone_number, email). */
  list?: boolean;
  /** `extension`: the standard has no such attribute; it goes to additional_attributes. */
  extension?: boolean;
}

/**
 * How conditions see a value: the type of its search column. Of a `blind` one only a keyed hash is
 * kept outside the sealed record, so it can be equal or not, and nothing else.
 */
export type ColumnType = "text" | "number" | "date" | "boolean" | "blind";
export interface Column {
  type: ColumnType;
  codes?: string;
  /** Worth an index of its own: selective, or sorted by. */
  indexed?: true;
}

/** One row of a record table: everything the rooms need to know about a field. */
export interface FieldSpec {
  schema: TSchema;
  class: FieldClass;
  owner: Authority;
  sensitivity: Sensitivity;
  dci: DciPlace | null;
  /** How search finds it; words are folded and typo-tolerant, identifiers match whole. */
  search?: "word" | "identifier" | "phone";
  /** Conditions may ask about the value; contact fields and free text have no column. */
  column?: Column;
  /** The same for the members of an object, or of a set's elements (a plain element is its only part). */
  parts?: Readonly<Record<string, Column>>;
  /** True: set once at creation, never edited by a screen. */
  fixed?: boolean;
}

export type RecordType =
  | "Person"
  | "Household"
  | "Programme"
  | "Enrolment"
  | "Service"
  | "Proposal"
  | "Round"
  | "RoundHousehold"
  | "WorkCycle"
  | "CycleWorker"
  | "Referral"
  | "Plan"
  | "Goal"
  | "Step"
  | "PrivateStep"
  | "Unavailable"
  | "StepMessage"
  | "PlanVersion"
  | "SignOff"
  | "Answer"
  | "Office"
  | "DirectoryService"
  | "KeptBoth"
  | "KeptHere"
  | "PlanTemplate"
  | "Contact"
  | "CaseHolder"
  | "Outcome"
  | "OutcomeHere"
  | "Evidence"
  | "EvidenceHere"
  | "Hearing"
  | "Complaint"
  | "Review"
  | "ReviewReply"
  | "ReviewDraw"
  | "ReviewRhythm";

export interface RecordTable {
  type: RecordType;
  /** `reg_record_type` on the wire; a prefixed name for what the standard lacks. */
  wireType: string;
  fields: Record<string, FieldSpec>;
}
