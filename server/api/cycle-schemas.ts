import { Type, type Static } from "typebox";
import { cycleRoles, dayMarks, stopReasons } from "../../domain/records/work-cycle.ts";
import { Day, nullable, text, words } from "./schemas.ts";

/** Public works cycles: site attendance, days worked and paid, as the staff API speaks of them. */

const Wage = Type.Object({
  amount: Type.Number({ minimum: 0, maximum: 1e6 }),
  currency: Type.String({ pattern: "^[A-Z]{3}$" }),
});

export const NewCycleBody = Type.Object({
  name: text(200),
  programme_id: Type.String({ maxLength: 99 }),
  area: text(200),
  site: text(200),
  from: Day,
  until: Day,
  wage: Wage,
  pay_working_days: Type.Integer({ minimum: 1, maximum: 60 }),
  groups: Type.Array(text(60), { minItems: 1, maxItems: 50 }),
  creche: Type.Boolean(),
});
export type NewCycleBody = Static<typeof NewCycleBody>;

export const CycleSummary = Type.Object({
  id: Type.String(),
  name: Type.String(),
  programme: Type.String(),
  area: Type.String(),
  site: Type.String(),
  from: Day,
  until: Day,
  state: words(["open", "ended"]),
  workers: Type.Integer(),
  /** Days of wage, in all: worked, paid, and unpaid after their day of payment. */
  worked: Type.Number(),
  paid: Type.Number(),
  late: Type.Number(),
});
export type CycleSummary = Static<typeof CycleSummary>;
export const CycleList = Type.Object({ items: Type.Array(CycleSummary) });
export type CycleList = Static<typeof CycleList>;

export const CycleWorkerView = Type.Object({
  id: Type.String(),
  person_id: Type.String(),
  name: Type.String(),
  group: Type.String(),
  role: words(cycleRoles),
  /** Whom the days are shared with; null: nobody. */
  shares_with: nullable(Type.String()),
  /** By day, as the site's lists have it. */
  days: Type.Record(Type.String(), words(dayMarks)),
  worked: Type.Number(),
  paid: Type.Number(),
  owed: Type.Number(),
  late: Type.Number(),
  late_since: nullable(Day),
});
export type CycleWorkerView = Static<typeof CycleWorkerView>;

export const CycleView = Type.Object({
  ...CycleSummary.properties,
  wage: Wage,
  pay_working_days: Type.Integer(),
  groups: Type.Array(Type.String()),
  creche: Type.Boolean(),
  stops: Type.Array(Type.Object({ from: Day, until: Day, reason: words(stopReasons) })),
  people: Type.Array(CycleWorkerView),
  /** Enrolled in the programme now and in no work group of this cycle yet. */
  candidates: Type.Array(Type.Object({ person_id: Type.String(), name: Type.String() })),
});
export type CycleView = Static<typeof CycleView>;

export const JoinCycleBody = Type.Object({
  person_id: Type.String({ maxLength: 60 }),
  group: text(60),
  role: words(cycleRoles),
});
export type JoinCycleBody = Static<typeof JoinCycleBody>;
export const DayListBody = Type.Object({
  day: Day,
  marks: Type.Record(Type.String({ maxLength: 60 }), words(dayMarks)),
});
export type DayListBody = Static<typeof DayListBody>;
export const SiteStopBody = Type.Object({ from: Day, until: Day, reason: words(stopReasons) });
export type SiteStopBody = Static<typeof SiteStopBody>;
export const PaymentBody = Type.Object({
  on: Day,
  days: Type.Number({ exclusiveMinimum: 0, maximum: 400 }),
  amount: Type.Number({ minimum: 0, maximum: 1e9 }),
});
export type PaymentBody = Static<typeof PaymentBody>;
export const ShareDaysBody = Type.Object({ with: Type.String({ maxLength: 60 }) });
export type ShareDaysBody = Static<typeof ShareDaysBody>;
