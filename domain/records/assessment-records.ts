import { Type, type Static } from "typebox";
import type { FieldSpec, RecordTable } from "./field.ts";
import { fixed, shared } from "./plan-records.ts";
import { Day, Ref, Text, Worker } from "./values.ts";

/** A choice, several of them, yes or no, a number, or the person's own words; null: taken back. */
export const AnswerValue = Type.Union([
  Type.Boolean(),
  Type.Number({ minimum: 0, maximum: 100_000 }),
  Text(1000),
  Type.Array(Text(60), { maxItems: 20, uniqueItems: true }),
  Type.Null(),
]);
export type AnswerValue = Static<typeof AnswerValue>;

const either = (schema: FieldSpec["schema"], path: string): FieldSpec => shared(schema, path);

/**
 * What a person said to one question, whichever office asked (case.md, The plan: Before). Where the
 * question is about an attribute the records already have, the answer stands there and this only says
 * that it was confirmed.
 */
export const answerTable: RecordTable = {
  type: "Answer",
  wireType: "tandem:Answer",
  fields: {
    person: fixed(Ref, "member"),
    question: fixed(Type.String({ pattern: "^[a-z][a-z0-9_]{0,59}$" }), "question"),
    value: either(AnswerValue, "value"),
    // Health and the like: sealed where it is stored, and it leaves only where an agreement names it.
    private_value: { ...either(AnswerValue, "private_value"), sensitivity: "sensitive" },
    asked_on: either(Day, "asked_on"),
    confirmed_on: either(Day, "confirmed_on"),
    by: either(Worker, "asked_by"),
    // How often it was asked although the answer was there.
    repeats: either(Type.Integer({ minimum: 0, maximum: 10_000 }), "repeats"),
  },
};
