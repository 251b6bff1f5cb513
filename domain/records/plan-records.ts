import { Type } from "typebox";
import type { FieldSpec, RecordTable } from "./field.ts";
import {
  DayOrNone,
  GoalStateWord,
  Hash,
  LineKeys,
  PartyWord,
  PlanStateWord,
  SignDecisionWord,
  SignMethod,
  Terms,
} from "./plan-values.ts";
import { Day, Ref, RefOrNone, Text, Worker } from "./values.ts";

/** Set once by whoever makes the record. */
export const fixed = (schema: FieldSpec["schema"], path: string): FieldSpec => ({
  schema,
  class: "owned",
  owner: "creator",
  sensitivity: "personal",
  fixed: true,
  dci: { path },
});
/** Both offices edit it; of concurrent edits the later shows and the other stays readable. */
export const shared = (schema: FieldSpec["schema"], path: string): FieldSpec => ({
  schema,
  class: "shared",
  owner: "any",
  sensitivity: "personal",
  dci: { path },
});

/** The Individual Social-Employment Plan of one adult. Goals and steps are records of their own. */
export const planTable: RecordTable = {
  type: "Plan",
  wireType: "tandem:Plan",
  fields: {
    person: fixed(Ref, "member"),
    household: fixed(RefOrNone, "household"),
    opened_on: fixed(Day, "opened_on"),
    terms_version: fixed(Type.Integer({ minimum: 1, maximum: 1000 }), "terms_version"),
    template: fixed(Text(60), "template"),
    title: shared(Text(200), "title"),
    language: shared(Text(20), "language"),
    data_shared: shared(Text(1000), "data_shared"),
    reassess_on: shared(DayOrNone, "reassess_on"),
    state: shared(PlanStateWord, "plan_status"),
    closed_reason: shared(Text(500), "closed_reason"),
  },
};

/** What the person wants to reach, in the person's words. */
export const goalTable: RecordTable = {
  type: "Goal",
  wireType: "tandem:Goal",
  fields: {
    person: fixed(Ref, "member"),
    plan: fixed(Ref, "plan"),
    text: shared(Text(500), "text"),
    by: shared(DayOrNone, "by"),
    how_known: shared(Text(500), "how_known"),
    withdrawn: shared(Type.Boolean(), "withdrawn"),
    state: shared(GoalStateWord, "goal_status"),
  },
};

/**
 * A version of the plan: the substance as it stood when somebody signed it. It names itself: whoever
 * reads it computes the root again, and one whose root is another is nobody's version.
 */
export const planVersionTable: RecordTable = {
  type: "PlanVersion",
  wireType: "tandem:PlanVersion",
  fields: {
    person: fixed(Ref, "member"),
    plan: fixed(Ref, "plan"),
    root: fixed(Hash, "terms_root"),
    terms: { ...fixed(Terms, "terms"), sensitivity: "sensitive" },
  },
};

/**
 * One party's statement over a terms root, signed with the key of the system that made the record.
 * The person's is witnessed by that system, with how and by what it can be shown.
 */
export const signOffTable: RecordTable = {
  type: "SignOff",
  wireType: "tandem:SignOff",
  fields: {
    person: fixed(Ref, "member"),
    plan: fixed(Ref, "plan"),
    party: fixed(PartyWord, "party"),
    root: fixed(Hash, "terms_root"),
    decision: fixed(SignDecisionWord, "decision"),
    refused_lines: fixed(LineKeys, "refused_lines"),
    reason: fixed(Text(500), "reason"),
    method: fixed(SignMethod, "method"),
    /** Where the signed paper, the recording or the mark is kept. */
    evidence: fixed(Text(200), "evidence"),
    witness: fixed(Text(120), "witness"),
    at: fixed(Text(40), "signed_at"),
    by: fixed(Worker, "signed_by"),
    /** Compact JWS (RFC 7515, EdDSA) over the statement. */
    signature: fixed(Text(6000), "signature"),
  },
};
