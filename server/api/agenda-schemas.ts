/** A worker's days: appointments, steps that are due, contacts that were set. */
import { Type, type Static } from "typebox";
import { EvidenceKind, TimeName } from "../../domain/records/outcome-records.ts";
import { LaneWord } from "../../domain/records/plan-values.ts";
import { KnownBody, PlanOutcomes, SideWord, StandsWord } from "./outcome-schemas.ts";
import { Day, nullable, text, words } from "./schemas.ts";

export const agenda_days_max = 62;

export const AgendaBody = Type.Object({ from: Day, to: Day });

export const AgendaEntry = Type.Object({
  id: Type.String(),
  /** `at`: it has a clock. `due`: by this day. `contact`: somebody is to be met or called. */
  kind: words(["at", "due", "contact"]),
  person_id: Type.String(),
  person_name: Type.String(),
  household_id: nullable(Type.String()),
  plan_id: Type.String(),
  step_id: Type.String(),
  what: Type.String(),
  where: Type.String(),
  lane: nullable(LaneWord),
  side: nullable(SideWord),
  fitting: Type.Array(EvidenceKind),
  time: TimeName,
  day: Day,
  start: Type.String(),
  end: Type.String(),
  stands: nullable(StandsWord),
  /** This office has recorded it. */
  recorded: Type.Boolean(),
});
export type AgendaEntry = Static<typeof AgendaEntry>;

export const AgendaView = Type.Object({
  items: Type.Array(AgendaEntry),
  causes: PlanOutcomes.properties.causes,
  today: Day,
  /** There are more plans than are looked at: the newest are. */
  is_more: Type.Boolean(),
});
export type AgendaView = Static<typeof AgendaView>;

const ListRow = Type.Object({
  step_id: text(60),
  time: TimeName,
  day: Day,
  was_there: Type.Boolean(),
});
export const DayListBody = Type.Object({
  rows: Type.Array(ListRow, { minItems: 1, maxItems: 60 }),
  known: nullable(KnownBody),
});
export type DayListBody = Static<typeof DayListBody>;
export const DayListDone = Type.Object({
  /** In the order asked. */
  rows: Type.Array(
    Type.Object({
      /** The outcome; empty: refused, or only looked at. */
      id: Type.String(),
      again: Type.Boolean(),
      /** Code of the refusal (label key error.<code>); empty: it is recorded. */
      code: Type.String(),
    }),
  ),
});
export type DayListDone = Static<typeof DayListDone>;
export const TakeBackListBody = Type.Object({
  ids: Type.Array(text(60), { minItems: 1, maxItems: 60, uniqueItems: true }),
});
