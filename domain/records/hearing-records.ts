import { Type } from "typebox";
import type { FieldSpec, RecordTable } from "./field.ts";
import { DayOrNone } from "./plan-values.ts";
import { Day, Ref, RefOrNone, Text, Worker, words } from "./values.ts";

/** By which way the person was asked or told; one that is known to reach them. */
export const hearingChannels = ["in_person", "phone", "letter", "message", "visit"] as const;
/** What a decision comes to. Nothing is decided by silence, and nothing by a machine. */
export const hearingOutcomes = ["no_effect", "excused", "suspended", "inactive"] as const;
export type HearingOutcome = (typeof hearingOutcomes)[number];
export const appealOutcomes = ["upheld", "reversed"] as const;
export const hearing_text_chars_max = 2_000;

/** A benefit office's own papers about one person: no field of them leaves. */
const here = (schema: FieldSpec["schema"], sensitivity: FieldSpec["sensitivity"] = "personal") =>
  ({ schema, class: "local", owner: "any", sensitivity, dci: null }) satisfies FieldSpec;
const said = (chars_max = hearing_text_chars_max) => here(Text(chars_max), "sensitive");

/**
 * A fair process about one missed duty (case.md, From fact to decision): the person is asked, good
 * causes count, help comes first, a named human decides, the person is told and may object, and the
 * benefit stays as it is until that is decided.
 */
export const hearingTable: RecordTable = {
  type: "Hearing",
  wireType: "tandem:Hearing",
  fields: {
    person: here(Ref),
    /** The enrolment whose benefit it could touch: one of ours. */
    enrolment: here(Ref),
    /** What was missed: a step and its time, or words where no plan has it. */
    step: here(RefOrNone),
    time: here(Text(20)),
    day: here(Day),
    fact: said(500),
    asked_by: here(words(hearingChannels)),
    language: here(Text(20)),
    opened_at: here(Text(40)),
    opened_by: here(Worker),
    reply_by: here(Day),
    answer: said(),
    cause: here(Text(40), "sensitive"),
    answered_at: here(Text(40)),
    help: said(),
    helped_at: here(Text(40)),
    outcome: here(words(hearingOutcomes)),
    reason: said(),
    legal_source: here(Text(200)),
    decided_at: here(Text(40)),
    decided_by: here(Worker),
    told_by: here(words(hearingChannels)),
    /** From this day it may be carried out, by a person; until `appeal_by` the person may object. */
    effective_on: here(DayOrNone),
    appeal_by: here(DayOrNone),
    carried_out_at: here(Text(40)),
    appeal: said(),
    appealed_on: here(Day),
    appeal_late: here(Type.Boolean()),
    appeal_answer_by: here(Day),
    appeal_outcome: here(words(appealOutcomes)),
    appeal_reason: said(),
    appeal_decided_at: here(Text(40)),
    appeal_decided_by: here(Worker),
  },
};

export const complaintAbout = ["a_decision", "a_worker", "a_provider", "my_data", "other"] as const;
export type ComplaintAbout = (typeof complaintAbout)[number];

/** A complaint: with somebody who answers it, a day by which, and what came of it. */
export const complaintTable: RecordTable = {
  type: "Complaint",
  wireType: "tandem:Complaint",
  fields: {
    person: here(Ref),
    about: here(words(complaintAbout)),
    text: said(),
    made_on: here(Day),
    opened_at: here(Text(40)),
    opened_by: here(Worker),
    answer_by: here(Day),
    answer: said(),
    put_right: here(Type.Boolean()),
    answered_at: here(Text(40)),
    answered_by: here(Worker),
  },
};
