import type { Systems } from "./authority.ts";
import { stampZero, successor, type Stamp } from "./hlc.ts";
import type { Json } from "./json.ts";
import type { RecordState, StoredRecord, Version } from "./record.ts";
import type { RecordType, SystemId, SystemKind } from "./records/field.ts";
import { fieldSpec } from "./records/tables.ts";
import type { Worker } from "./records/values.ts";
import { refusalCodes } from "./refusals.ts";

export type RefusalCode = keyof typeof refusalCodes;
/** A refusal is a value: a code of one table and the fields it is about, never their contents. */
export interface Refusal {
  ok: false;
  code: RefusalCode;
  fields?: string[];
}
export function refused(code: RefusalCode, fields?: string[]): Refusal {
  return fields ? { ok: false, code, fields } : { ok: false, code };
}

/** What a decision is made with; everything that is not pure comes in here. */
export interface Deciding {
  self: { id: SystemId; kind: SystemKind };
  systems: Systems;
  by: Worker;
  nowIso: string;
  /** A fresh stamp of this system's clock, later than everything it has given out or seen. */
  tick: Stamp;
  /** Own versions of records that were here before go on behind it (after a restore). */
  versionFloor?: number;
  newId: () => string;
}

/** What happened, as the timeline words it (catalogue keys `timeline.<act>`). */
export type Act =
  | "household.registered"
  | "household.edited"
  | "person.registered"
  | "person.edited"
  | "household.moved"
  | "person.moved"
  | "person.left"
  | "death.reported"
  | "death.confirmed"
  | "death.reversed"
  | "person.merge_asked"
  | "person.merge_dropped"
  | "person.merged"
  | "person.unmerged"
  | "household.merge_asked"
  | "household.merge_dropped"
  | "household.merged"
  | "household.unmerged"
  | "record.withdrawn"
  | "link.undone"
  | "stamp.reissued"
  | "record.restored"
  | "offer.made"
  | "offer.answered"
  | "offer.ended_age"
  | "offer.ended_education"
  | "programme.opened"
  | "programme.defined"
  | "programme.ended"
  | "enrolment.opened"
  | "enrolment.status"
  | "enrolment.restored"
  | "employment.changed"
  | "service.recorded"
  | "contact.recorded"
  | "case.handed_over"
  | "outcome.recorded"
  | "outcome.corrected"
  | "outcome.taken_back"
  | "evidence.added"
  | "proposal.made"
  | "proposal.accepted"
  | "proposal.refused"
  | "round.opened"
  | "round.step"
  | "round.household"
  | "cycle.opened"
  | "cycle.step"
  | "cycle.worker"
  | "enrolment.days"
  | "referral.sent"
  | "referral.withdrawn"
  | "referral.informed"
  | "referral.said_no"
  | "referral.received"
  | "referral.asked"
  | "referral.accepted"
  | "referral.waiting"
  | "referral.not_reached"
  | "referral.attended"
  | "referral.enrolled"
  | "referral.not_enrolled"
  | "referral.declined"
  | "referral.re_routed"
  | "referral.closed"
  | "referral.expired"
  | "plan.opened"
  | "plan.edited"
  | "plan.closed"
  | "goal.added"
  | "goal.edited"
  | "step.added"
  | "step.edited"
  | "step.moved"
  | "line.withdrawn"
  | "unavailable.noted"
  | "message.written"
  | "plan.version"
  | "plan.signed"
  | "plan.refused"
  | "conflict.kept"
  | "office.noted"
  | "service.listed"
  | "service.edited"
  | "template.kept"
  | "hearing.opened"
  | "hearing.answered"
  | "hearing.helped"
  | "hearing.decided"
  | "hearing.carried_out"
  | "hearing.appealed"
  | "hearing.appeal_decided"
  | "complaint.made"
  | "complaint.answered"
  | "review.made"
  | "review.replied"
  | "review.draw_sealed"
  | "review.drawn"
  | "review.rhythm"
  | "answer.given"
  | "answer.confirmed"
  | "record.received";

/** One accepted change of one record: what is appended, and the record after it. */
export interface Change {
  record: Pick<StoredRecord, "id" | "type" | "key" | "subject" | "household">;
  /** The row version the decision was made on; 0 for a record that is new here. */
  expected: number;
  delta: RecordState;
  after: RecordState;
  /** Values shown before, for the timeline; absent fields were empty. */
  before: Record<string, Json>;
  act: Act;
  reason: string;
  by: Worker;
  /** The system whose change it is, its version of the record, and when it was made there. */
  origin: SystemId;
  originVersion: number;
  at: string;
  ownVersion: number;
}

export interface Write {
  fields?: Record<string, Json>;
  /** Elements to add or replace (id → value) or remove (id → null). */
  sets?: Record<string, Record<string, Json | null>>;
  /** Stamps of shared fields the writer saw; default: what is stored now. */
  seen?: Record<string, Stamp>;
  /** The authority takes the status back: the number of this reversal. */
  reversal?: number;
}

/** Our own write as a delta: fresh stamps, later than what each field has. */
export function deltaOf(
  ctx: Deciding,
  type: RecordType,
  state: RecordState,
  write: Write,
): RecordState {
  const delta: RecordState = { fields: {}, sets: {} };
  const stampAfter = (known: Version | undefined) =>
    known && known.h >= ctx.tick ? successor(known.h) : ctx.tick;
  for (const [field, value] of Object.entries(write.fields ?? {})) {
    const known = state.fields[field]?.[0];
    const version: Version = { v: value, h: stampAfter(known), o: ctx.self.id };
    const spec = fieldSpec(type, field);
    if (spec?.class === "shared") version.b = write.seen?.[field] ?? known?.h ?? stampZero;
    if (spec?.class === "terminal") {
      version.n = write.reversal ?? reversalsOf(ctx, state.fields[field] ?? []);
    }
    delta.fields[field] = [version];
  }
  for (const [field, elements] of Object.entries(write.sets ?? {})) {
    const set: Record<string, Version> = {};
    for (const [id, value] of Object.entries(elements)) {
      const known = state.sets[field]?.[id];
      const version: Version = {
        v: value ?? known?.v ?? null,
        h: stampAfter(known),
        o: ctx.self.id,
      };
      if (value === null) version.gone = true;
      set[id] = version;
    }
    delta.sets[field] = set;
  }
  return delta;
}

/** How often the authority took a vital status back; what others say of it does not count. */
export function reversalsOf({ systems }: Pick<Deciding, "systems">, versions: readonly Version[]) {
  return versions
    .filter(({ o }) => systems.get(o) === vital_authority)
    .reduce((high, { n }) => Math.max(high, n ?? 0), 0);
}
/** Until a civil registry is linked, social protection is the authority (guarantees, A). */
export const vital_authority: SystemKind = "sp";

export function isEmpty(delta: RecordState): boolean {
  return Object.keys(delta.fields).length === 0 && Object.keys(delta.sets).length === 0;
}
