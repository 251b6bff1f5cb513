import { Type, type Static } from "typebox";
import type { FieldSpec, RecordTable } from "./field.ts";
import { OpenHours } from "./directory-records.ts";
import { fixed, shared } from "./plan-records.ts";
import { DayOrNone } from "./plan-values.ts";
import { PaperKind } from "./paper-kinds.ts";
import { Day, Ref, Text, Worker } from "./values.ts";

const strict = { additionalProperties: false };

/** Who is with somebody at these hours instead. */
export const OtherCarer = Type.Object({ who: Text(80), hours: OpenHours }, strict);
/** Hours of the week at which somebody needs the person; only between these days where there are any. */
export const CareTime = Type.Object(
  {
    who: Text(80),
    hours: OpenHours,
    begins: DayOrNone,
    ends: DayOrNone,
    others: Type.Array(OtherCarer, { maxItems: 5 }),
  },
  strict,
);
export type CareTime = Static<typeof CareTime>;
export const CareTimes = Type.Array(CareTime, { minItems: 1, maxItems: 20 });

/** A paper that the person has; null: it does not run out. */
export const Paper = Type.Object({ paper: PaperKind, until: DayOrNone }, strict);
export type Paper = Static<typeof Paper>;
export const Papers = Type.Array(Paper, { minItems: 1, maxItems: 12 });

/** What the household can lay out. */
export const AtHand = Type.Object(
  {
    amount: Type.Number({ minimum: 0, maximum: 1e9 }),
    currency: Type.String({ pattern: "^[A-Z]{3}$" }),
  },
  strict,
);
export type AtHand = Static<typeof AtHand>;

/** A choice, several of them, yes or no, a number, own words, or one of the above; null: taken back. */
export const AnswerValue = Type.Union([
  Type.Boolean(),
  Type.Number({ minimum: 0, maximum: 100_000 }),
  Text(1000),
  Type.Array(Text(60), { maxItems: 20, uniqueItems: true }),
  CareTimes,
  Papers,
  AtHand,
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
