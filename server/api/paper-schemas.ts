/** What the staff API says of the plan on paper, and of the offices that stand on it. */
import { Type, type Static } from "typebox";
import { PaperKind } from "../../domain/records/paper-kinds.ts";
import {
  Costs,
  Earnings,
  Hash,
  LaneWord,
  Obligation,
  PartyWord,
  promisers,
  RepetitionWord,
  SignDecisionWord,
  SignMethod,
  StepStateWord,
  Times,
} from "../../domain/records/plan-values.ts";
import { Actor, Day, nullable, SystemRef, text, words } from "./schemas.ts";

const upTo = (chars_max: number) => Type.String({ maxLength: chars_max });

const ComplaintPlace = Type.Object({ name: upTo(120), phone: upTo(40), place: upTo(200) });
const contact = {
  ask_for: upTo(120),
  phone: upTo(40),
  hours: upTo(120),
  place: upTo(200),
  complaints: ComplaintPlace,
};
/** How people reach an office; empty texts: nobody noted it yet. */
export const OfficeView = Type.Object({ system: SystemRef, ...contact });
export type OfficeView = Static<typeof OfficeView>;
export const OfficeList = Type.Object({ items: Type.Array(OfficeView) });
export type OfficeList = Static<typeof OfficeList>;
export const OfficeBody = Type.Object({ system: text(99), ...contact });
export type OfficeBody = Static<typeof OfficeBody>;

const PaperStepView = Type.Object({
  key: Type.String(),
  number: Type.Integer(),
  party: words(promisers),
  role: Type.String(),
  lane: LaneWord,
  what: Type.String(),
  /** Numbers of the goal it is for and of the step it comes after, where there are any. */
  goal: nullable(Type.Integer()),
  after: nullable(Type.Integer()),
  obligation: nullable(Obligation),
  from: nullable(Day),
  until: nullable(Day),
  due: nullable(Day),
  repeats: nullable(RepetitionWord),
  hours_per_week: nullable(Type.Number()),
  earnings: Earnings,
  costs: Costs,
  permits: Type.Array(PaperKind),
  where: Type.String(),
  condition: Type.String(),
  how_known: Type.String(),
  adjustments: Type.String(),
  needs: Type.String(),
  meeting_place: Type.String(),
  times: nullable(Times),
  state: StepStateWord,
  refused: Type.Boolean(),
});
export type PaperStepView = Static<typeof PaperStepView>;

const PaperGoalView = Type.Object({
  key: Type.String(),
  number: Type.Integer(),
  text: Type.String(),
  by: nullable(Day),
  how_known: Type.String(),
  refused: Type.Boolean(),
});
export type PaperGoalView = Static<typeof PaperGoalView>;

const PaperEntryView = Type.Object({
  day: Day,
  kind: words(["at", "from", "until", "due"]),
  number: Type.Integer(),
  what: Type.String(),
  where: Type.String(),
  start: Type.String(),
  end: Type.String(),
});

/** One version of a plan as it stands on paper. Its lines are those that the root names. */
export const PlanPaper = Type.Object({
  plan_id: Type.String(),
  person_id: Type.String(),
  person_name: Type.String(),
  household_number: Type.String(),
  title: Type.String(),
  language: Type.String(),
  opened_on: Day,
  reassess_on: nullable(Day),
  printed_on: Day,
  data_shared: Type.String(),
  root: Hash,
  terms_version: Type.Integer(),
  /** to_sign: as it stands now · in_force: what holds · earlier: was signed once. */
  standing: words(["to_sign", "in_force", "earlier"]),
  /** When all three had signed it. */
  agreed_at: nullable(Type.String()),
  said: Type.Array(
    Type.Object({
      party: PartyWord,
      decision: SignDecisionWord,
      at: Type.String(),
      by: Actor,
      method: SignMethod,
      witness: Type.String(),
    }),
  ),
  goals: Type.Array(PaperGoalView),
  steps: Type.Array(PaperStepView),
  weeks: Type.Array(Type.Object({ monday: Day, entries: Type.Array(PaperEntryView) })),
  offices: Type.Array(OfficeView),
});
export type PlanPaper = Static<typeof PlanPaper>;
