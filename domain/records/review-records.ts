import { Type, type Static } from "typebox";
import type { FieldSpec, RecordTable } from "./field.ts";
import { fixed } from "./plan-records.ts";
import { DayOrNone, Hash, PartyWord } from "./plan-values.ts";
import { Ref, RefOrNone, Text, Worker, words } from "./values.ts";

/**
 * Why a plan is looked at: its day came, it was drawn, or something happened (case.md, Review). What
 * is reviewed are the offices' and the providers' promises, never the person.
 */
export const reviewReasons = [
  "answered",
  "handed_over",
  "support_ended",
  "plan_closed",
  "promise_late",
  "cancelled_by_us",
  "not_asked",
  "changed_after_sign_off",
  "done_without_evidence",
  "dated_back",
  "same_words",
  "no_contact",
  "step_overdue",
  "conflict_open",
  "referral_unanswered",
  "due",
  "random",
] as const;
export const ReviewReason = words(reviewReasons);
export type ReviewReason = Static<typeof ReviewReason>;

/** How a reviewer looked at a line. */
export const reviewChecks = [
  "evidence_seen",
  "provider_asked",
  "person_called",
  "worker_asked",
  "record_read",
] as const;
/** What was found there. */
export const reviewFindings = ["as_recorded", "not_as_recorded", "not_reached"] as const;

/**
 * `approved`; `returned` with a question to an office; `escalated` to the other agency's supervisor;
 * `handed_over` by a supervisor whose own hand is in the plan: no judgement at all.
 */
export const reviewOutcomes = ["approved", "returned", "escalated", "handed_over"] as const;
export const ReviewOutcome = words(reviewOutcomes);
export type ReviewOutcome = Static<typeof ReviewOutcome>;

export const review_text_chars_max = 2_000;
export const checked_lines_max = 400;

/** One line that was looked at: how, what was found, and what the person said of its use when called. */
export const CheckedLine = Type.Object(
  {
    line: Ref,
    how: words(reviewChecks),
    found: words(reviewFindings),
    useful: Type.Optional(words(["yes", "partly", "no"])),
  },
  { additionalProperties: false },
);
export type CheckedLine = Static<typeof CheckedLine>;

/** How a staff member works stays in its own agency. */
const here = (schema: FieldSpec["schema"]): FieldSpec => ({
  schema,
  class: "local",
  owner: "any",
  sensitivity: "personal",
  dci: null,
});

/** A supervisor's look at a plan: why, what was checked, and what came of it. It is never changed. */
export const reviewTable: RecordTable = {
  type: "Review",
  wireType: "tandem:Review",
  fields: {
    person: fixed(Ref, "member"),
    plan: fixed(Ref, "plan"),
    root: fixed(Hash, "terms_root"),
    reasons: fixed(Type.Array(ReviewReason, { maxItems: reviewReasons.length }), "reasons"),
    checked: fixed(Type.Array(CheckedLine, { maxItems: checked_lines_max }), "checked"),
    outcome: fixed(ReviewOutcome, "outcome"),
    text: { ...fixed(Text(review_text_chars_max), "text"), sensitivity: "sensitive" },
    /** Whose answer is asked for; the person is never asked to justify a plan. */
    ask: fixed(Type.Union([PartyWord, Type.Null()]), "asked_office"),
    answer_by: fixed(DayOrNone, "answer_by"),
    /** The review of the same office before it; null: its first. */
    after: fixed(RefOrNone, "previous_review"),
    at: fixed(Text(40), "reviewed_at"),
    by: fixed(Worker, "reviewed_by"),
    began_at: here(Text(40)),
  },
};

/** What an office says to a question of a review, or how it put right what was found. */
export const reviewReplyTable: RecordTable = {
  type: "ReviewReply",
  wireType: "tandem:ReviewReply",
  fields: {
    person: fixed(Ref, "member"),
    plan: fixed(Ref, "plan"),
    review: fixed(Ref, "review"),
    party: fixed(PartyWord, "office"),
    text: { ...fixed(Text(review_text_chars_max), "text"), sensitivity: "sensitive" },
    at: fixed(Text(40), "replied_at"),
    by: fixed(Worker, "replied_by"),
  },
};

/**
 * A random draw of plans to look at. The hash of its seed is shown before the draw and the seed after
 * it, so that anybody with the list can draw again (domain/rounds/order.ts).
 */
export const reviewDrawTable: RecordTable = {
  type: "ReviewDraw",
  wireType: "tandem:ReviewDraw",
  fields: {
    /** `2026-11`. */
    month: here(Text(7)),
    rate_percent: here(Type.Number({ minimum: 0, maximum: 100 })),
    seed: { ...here(Hash), sensitivity: "sensitive" },
    seed_hash: here(Hash),
    state: here(words(["sealed", "drawn"])),
    /** How many plans were in it, and the hash of their names, one a line in order. */
    among: here(Type.Integer({ minimum: 0 })),
    among_hash: here(Hash),
    drawn: here(Type.Array(Ref, { maxItems: 5_000 })),
    drawn_at: here(Text(40)),
    by: here(Worker),
  },
};

/** How an office reviews: hours it has for it, minutes a plan takes, share drawn, days between looks. */
export const reviewRhythmTable: RecordTable = {
  type: "ReviewRhythm",
  wireType: "tandem:ReviewRhythm",
  fields: {
    hours_per_week: here(Type.Number({ minimum: 0, maximum: 400 })),
    minutes_each: here(Type.Integer({ minimum: 1, maximum: 480 })),
    rate_percent: here(Type.Number({ minimum: 0, maximum: 100 })),
    every_days: here(Type.Integer({ minimum: 7, maximum: 730 })),
    contact_days: here(Type.Integer({ minimum: 7, maximum: 365 })),
    by: here(Worker),
  },
};
