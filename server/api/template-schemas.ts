/** Templates of plans, as the staff API speaks of them. */
import { Type, type Static } from "typebox";
import { TemplateGoal, TemplateStep } from "../../domain/records/directory-records.ts";
import { LaneWord } from "../../domain/records/plan-values.ts";
import { FreeView } from "./directory-schemas.ts";
import { Day, nullable, optional, text } from "./schemas.ts";

const upTo = (chars_max: number) => Type.String({ maxLength: chars_max });

const template = {
  name: text(120),
  about: upTo(500),
  for_programme: upTo(200),
  for_goal: upTo(200),
  language: upTo(20),
  zone: text(60),
  goals: Type.Array(TemplateGoal, { maxItems: 10 }),
  steps: Type.Array(TemplateStep, { minItems: 1, maxItems: 40 }),
};
export const TemplateView = Type.Object({
  id: Type.String(),
  /** Offered to no plan any more. */
  retired: Type.Boolean(),
  ...template,
});
export type TemplateView = Static<typeof TemplateView>;
export const TemplateList = Type.Object({ items: Type.Array(TemplateView) });
export type TemplateList = Static<typeof TemplateList>;
export const TemplateBody = Type.Object(
  /** Without an id: a new one, or the one of this name. */
  { id: optional(text(60)), ...template },
  { additionalProperties: false },
);
export type TemplateBody = Static<typeof TemplateBody>;

export const PreviewBody = Type.Object({ template_id: text(60), start: Day });
export type PreviewBody = Static<typeof PreviewBody>;
/** What would be added, with its days; nothing is yet. */
export const TemplatePreview = Type.Object({
  goals: Type.Array(
    Type.Object({ text: Type.String(), by: nullable(Day), how_known: Type.String() }),
  ),
  steps: Type.Array(
    Type.Object({
      lane: LaneWord,
      /** Fields of a step, see plan-schemas. */
      fields: Type.Record(Type.String(), Type.Unknown()),
      goal: nullable(Type.Integer()),
      after: nullable(Type.Integer()),
      /** Such a step stands in the plan already. */
      in_plan: Type.Boolean(),
      /** Of its service, on its first day; null: no service of our directory. */
      places: nullable(FreeView),
    }),
  ),
});
export type TemplatePreview = Static<typeof TemplatePreview>;

const Nths = Type.Array(Type.Integer({ minimum: 0, maximum: 39 }), { maxItems: 40 });
export const FromTemplateBody = Type.Object({
  /** A name chosen by the screen: the same asked again adds nothing twice. */
  id: optional(Type.String({ pattern: "^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$" })),
  template_id: text(60),
  start: Day,
  leave_out: Type.Object({ goals: Nths, steps: Nths }),
});
export type FromTemplateBody = Static<typeof FromTemplateBody>;
export const FromTemplate = Type.Object({ goals: Type.Integer(), steps: Type.Integer() });
export const RetireBody = Type.Object({ retired: Type.Boolean() });
export type RetireBody = Static<typeof RetireBody>;
