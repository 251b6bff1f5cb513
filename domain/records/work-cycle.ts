import { Type, type Static } from "typebox";
import type { FieldSpec, RecordTable } from "./field.ts";
import { Day, ProgrammeName, Ref, Text, words } from "./values.ts";

/** How a day at the site went for one person. Half a day counts as half; the rest as none. */
export const dayMarks = ["worked", "half", "absent", "excused", "stopped"] as const;
export const DayMark = words(dayMarks);
export type DayMark = Static<typeof DayMark>;

/** How somebody takes part (case.md, Public works): nobody who cannot dig is left out for it. */
export const cycleRoles = ["worker", "substitute", "light_work", "direct_support"] as const;
export const CycleRole = words(cycleRoles);
export type CycleRole = Static<typeof CycleRole>;

/** Why a site stands still; such days count for nobody as missed. */
export const stopReasons = ["heat", "rain", "danger", "no_material", "other"] as const;
export const StopReason = words(stopReasons);
export type StopReason = Static<typeof StopReason>;

export const SiteStop = Type.Object({ from: Day, until: Day, reason: StopReason });
export type SiteStop = Static<typeof SiteStop>;
/** What was paid to one person: for how many days, how much in all, in the cycle's currency. */
export const Payment = Type.Object({
  on: Day,
  days: Type.Number({ minimum: 0, maximum: 400 }),
  amount: Type.Number({ minimum: 0, maximum: 1e9 }),
});
export type Payment = Static<typeof Payment>;

const here = { class: "local", owner: "any", sensitivity: "personal", dci: null } as const;
const local = (schema: FieldSpec["schema"], sensitivity: FieldSpec["sensitivity"] = "personal") =>
  ({ ...here, schema, sensitivity }) satisfies FieldSpec;

/** One cycle of a public works programme: a project of some weeks at a site, for a daily wage. */
export const workCycleTable: RecordTable = {
  type: "WorkCycle",
  wireType: "tandem:WorkCycle",
  fields: {
    name: local(Text(200), "open"),
    programme: local(ProgrammeName, "open"),
    area: local(Text(200), "open"),
    site: local(Text(200), "open"),
    from: local(Day, "open"),
    until: local(Day, "open"),
    /** For a whole day. */
    wage: local(
      Type.Object({
        amount: Type.Number({ minimum: 0, maximum: 1e6 }),
        currency: Type.String({ pattern: "^[A-Z]{3}$" }),
      }),
      "open",
    ),
    /** Working days after a week's end within which its days are paid; later is late. */
    pay_working_days: local(Type.Integer({ minimum: 1, maximum: 60 }), "open"),
    groups: local(Type.Array(Text(60), { maxItems: 50 }), "open"),
    stops: local(Type.Array(SiteStop, { maxItems: 100 }), "open"),
    /** A place where small children are looked after beside the site. */
    creche: local(Type.Boolean(), "open"),
    state: local(words(["open", "ended"]), "open"),
  },
};

/** One person in a cycle; its `subject` is the cycle. */
export const cycleWorkerTable: RecordTable = {
  type: "CycleWorker",
  wireType: "tandem:CycleWorker",
  fields: {
    person: local(Ref),
    enrolment: local(Ref),
    group: local(Text(60)),
    role: local(CycleRole),
    /** The member of the same household who shares the days, by the key of their own line. */
    shares_with: local(Type.Union([Ref, Type.Null()])),
    /** Day → how it went, as the site's list has it. */
    days: local(Type.Record(Type.String({ pattern: "^\\d{4}-\\d{2}-\\d{2}$" }), DayMark)),
    paid: local(Type.Array(Payment, { maxItems: 200 })),
  },
};
