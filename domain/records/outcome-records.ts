import { Type, type Static } from "typebox";
import type { FieldSpec, RecordTable } from "./field.ts";
import { fixed } from "./plan-records.ts";
import { promisers } from "./plan-values.ts";
import { Day, Ref, RefOrNone, Text, Worker, words } from "./values.ts";

/** What is said of one time of a step. That it happened needs evidence: without, it is only ticked. */
export const outcomeWords = ["happened", "could_not", "taken_back"] as const;
export const OutcomeWord = words(outcomeWords);
export type OutcomeWord = Static<typeof OutcomeWord>;

/** How we know. Which kinds are enough for whose step, domain/outcome/law.ts says. */
export const evidenceKinds = [
  "provider_attendance",
  "document",
  "photo",
  "partner_event",
  "persons_word",
  "call_back",
  "seen",
  "service",
] as const;
export const EvidenceKind = words(evidenceKinds);
export type EvidenceKind = Static<typeof EvidenceKind>;

/** Why a step could not happen (case.md, good causes), whoever it was that could not. */
export const causes = [
  "illness",
  "care",
  "birth",
  "bereavement",
  "violence",
  "transport",
  "religious_day",
  "work_or_interview",
  "office_fault",
  "provider_fault",
  "notice_too_short",
  "not_understood",
  "disaster",
  "closed",
  "no_staff",
  "no_place",
  "no_money",
  "other",
  "not_known",
] as const;
export const CauseWord = words(causes);
export type CauseWord = Static<typeof CauseWord>;

/** What leaves in place of a cause that is the person's own affair: there is one, and it counts. */
export const personal_cause = "personal";
const ToldCause = words([...causes, personal_cause, ""]);

export const SideWord = Type.Union([words(promisers), Type.Null()]);
/**
 * Which time of its step: `2026-12-07T09:30` by day and clock, `2026-12-07` of a step that repeats
 * without a clock; empty: the step as a whole, which has only one.
 */
export const TimeName = Type.String({
  pattern: "^(\\d{4}-\\d{2}-\\d{2}(T\\d{2}:\\d{2})?)?$",
});

const stays = (schema: FieldSpec["schema"]): FieldSpec => ({
  schema,
  class: "local",
  owner: "any",
  sensitivity: "sensitive",
  dci: null,
});

const outcomeFields: Record<string, FieldSpec> = {
  person: fixed(Ref, "member"),
  step: fixed(Ref, "step"),
  time: fixed(TimeName, "time"),
  day: fixed(Day, "day"),
  said: fixed(OutcomeWord, "outcome"),
  side: fixed(SideWord, "could_not_by"),
  cause: fixed(ToldCause, "cause"),
  excused: fixed(Type.Boolean(), "excused"),
  reason: fixed(Text(500), "reason"),
  corrects: fixed(RefOrNone, "corrects"),
  why: fixed(Text(500), "corrected_because"),
  at: fixed(Text(40), "recorded_at"),
  by: fixed(Worker, "recorded_by"),
};

/**
 * What became of one time of a step, as one office recorded it. It is never changed: who recorded it
 * corrects it by another that names it. It is no part of what was agreed (domain/plan/terms.ts).
 */
export const outcomeTable: RecordTable = {
  type: "Outcome",
  wireType: "tandem:Outcome",
  fields: {
    ...outcomeFields,
    // Illness, birth, violence and the like stay with the office the person told.
    private_cause: stays(CauseWord),
    private_reason: stays(Text(500)),
  },
};

const evidenceFields: Record<string, FieldSpec> = {
  person: fixed(Ref, "member"),
  outcome: fixed(Ref, "outcome"),
  kind: fixed(EvidenceKind, "kind"),
  /** Whose list, which paper, who said so. */
  source: fixed(Text(200), "source"),
  /** A worker wrote down what somebody else confirmed. */
  assisted: fixed(Type.Boolean(), "assisted"),
  /** SHA-256 of the file, in hex; empty: there is none here. The file itself never travels. */
  hash: fixed(Type.String({ pattern: "^([0-9a-f]{64})?$" }), "sha256"),
  media_type: fixed(Text(60), "media_type"),
  size_bytes: fixed(Type.Integer({ minimum: 0, maximum: 100_000_000 }), "size_bytes"),
  at: fixed(Text(40), "recorded_at"),
  by: fixed(Worker, "recorded_by"),
};

/** By what an outcome is known. */
export const evidenceTable: RecordTable = {
  type: "Evidence",
  wireType: "tandem:Evidence",
  fields: evidenceFields,
};

const here = (fields: Record<string, FieldSpec>) =>
  Object.fromEntries(Object.entries(fields).map(([name, { schema }]) => [name, stays(schema)]));

/** The same of a step that the other office does not see: it never leaves. */
export const outcomeHereTable: RecordTable = {
  type: "OutcomeHere",
  wireType: "tandem:OutcomeHere",
  fields: here(outcomeTable.fields),
};
export const evidenceHereTable: RecordTable = {
  type: "EvidenceHere",
  wireType: "tandem:EvidenceHere",
  fields: here(evidenceFields),
};
