/** One assessment for both offices, as screens read and write it. */
import { Type, type Static } from "typebox";
import { sections } from "../../domain/assessment/catalogue.ts";
import { nullable, optional, SystemRef, words } from "./schemas.ts";

const QuestionView = Type.Object({
  code: Type.String({ description: "label key question.<code>" }),
  kind: words(["text", "yes_no", "number", "one", "some", "care", "papers", "money"]),
  options: Type.Array(Type.String({ description: "label key answer.<code>.<option>" })),
  max: nullable(Type.Number()),
  /** `kept`: the other office has an answer and does not share it. */
  state: words(["open", "answered", "kept"]),
  value: nullable(Type.Unknown()),
  /** Where the answer that shows comes from, and when it was given. */
  source: nullable(SystemRef),
  on: nullable(Type.String()),
  confirmed_on: nullable(Type.String()),
  /** Of the answer, for `seen`; empty: there is none. */
  stamp: Type.String(),
  /** The attribute of the person that it is; null: an answer of its own. */
  field: nullable(Type.String()),
  /** It stays in this office unless an agreement names it. */
  private: Type.Boolean(),
  /** Asked by this office; false: only the other one asks it, and its answer is shown. */
  asked: Type.Boolean(),
});
export type QuestionView = Static<typeof QuestionView>;

export const AssessmentView = Type.Object({
  person: Type.Object({ id: Type.String(), name: Type.String() }),
  sections: Type.Array(
    Type.Object({ section: words([...sections]), questions: Type.Array(QuestionView) }),
  ),
  open: Type.Integer(),
  answered: Type.Integer(),
  /** How often somebody asked what was known already. */
  repeats: Type.Integer(),
});
export type AssessmentView = Static<typeof AssessmentView>;

const Code = Type.String({ minLength: 1, maxLength: 60 });
export const AnswersBody = Type.Object({
  answers: optional(
    Type.Array(
      Type.Object({
        question: Code,
        value: Type.Unknown(),
        seen: optional(Type.String({ maxLength: 60 })),
      }),
      { maxItems: 60 },
    ),
  ),
  confirmed: optional(Type.Array(Code, { maxItems: 60, uniqueItems: true })),
});
export type AnswersBody = Static<typeof AnswersBody>;
