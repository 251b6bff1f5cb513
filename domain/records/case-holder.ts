import { Type, type Static } from "typebox";
import type { FieldSpec, RecordTable } from "./field.ts";
import { Day, Ref, Text, words } from "./values.ts";

/** How much of a worker's week a case takes; a word, and never a score of a person. */
export const caseWeights = ["light", "usual", "intensive"] as const;
export const CaseWeight = words(caseWeights);
export type CaseWeight = Static<typeof CaseWeight>;

/** A worker of this office, by the name the office knows them by. */
export const CaseWorker = Type.Object(
  { id: Text(60), name: Text(120) },
  { additionalProperties: false },
);
export type CaseWorker = Static<typeof CaseWorker>;

/** An office's own paper: no field of it ever leaves. */
const here = (schema: FieldSpec["schema"]) =>
  ({
    schema,
    class: "local",
    owner: "any",
    sensitivity: "personal",
    dci: null,
  }) satisfies FieldSpec;

/** Who of this office is responsible for a person, and since when: one record a person. */
export const caseHolderTable: RecordTable = {
  type: "CaseHolder",
  wireType: "tandem:CaseHolder",
  fields: {
    person: here(Ref),
    /** Null: nobody any more. */
    worker: here(Type.Union([CaseWorker, Type.Null()])),
    since: here(Day),
    weight: here(CaseWeight),
  },
};
