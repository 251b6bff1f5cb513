import { Type, type Static } from "typebox";
import type { FieldSpec, RecordTable } from "./field.ts";
import { Day, Ref, Text, Worker, words } from "./values.ts";

/** How an office and a person met. */
export const contactKinds = ["home_visit", "in_office", "call", "message"] as const;
export const ContactKind = words(contactKinds);
export type ContactKind = Static<typeof ContactKind>;

/** What came of it. That somebody was not reached or did not come says nothing about why. */
export const contactOutcomes = ["met", "not_reached", "did_not_come", "postponed"] as const;
export const ContactOutcome = words(contactOutcomes);
export type ContactOutcome = Static<typeof ContactOutcome>;

export const note_chars_max = 4_000;

/** An office's own paper: no field of it ever leaves. */
const here = (schema: FieldSpec["schema"], sensitivity: FieldSpec["sensitivity"] = "personal") =>
  ({ schema, class: "local", owner: "any", sensitivity, dci: null }) satisfies FieldSpec;

/** One contact or visit, and when the next one is. */
export const contactTable: RecordTable = {
  type: "Contact",
  wireType: "tandem:Contact",
  fields: {
    person: here(Ref),
    kind: here(ContactKind),
    on: here(Day),
    outcome: here(ContactOutcome),
    note: here(Text(note_chars_max), "sensitive"),
    /** The day on which the person is to be met again; null: none was set. */
    next_on: here(Type.Union([Day, Type.Null()])),
    by: here(Worker),
  },
};
