import { Type, type Static } from "typebox";
import { Day, Ref, Text, words } from "./values.ts";

/** The values of a plan's records. All words are neutral codes; catalogues say them (`step.state.<word>`). */

const strict = { additionalProperties: false };

/** Whose part of the plan a step stands in. */
export const lanes = ["social", "employment", "person"] as const;
/** Who has to agree: the two offices and the person. */
export const parties = ["social", "employment", "person"] as const;
/** Done and stopped lock a step. */
export const stepStates = ["proposed", "planned", "under_way", "done", "stopped"] as const;
export const goalStates = ["open", "reached", "dropped"] as const;
export const planStates = ["open", "closed"] as const;
/** Who promises a step; the role in words stands beside it. Never a name. */
export const promisers = ["social", "employment", "person", "provider", "employer"] as const;
export const obligationKinds = ["voluntary", "required"] as const;
export const repetitions = ["once", "daily", "weekly", "monthly", "as_arranged"] as const;
/** How the person signs. */
export const signMethods = ["pen", "touch", "thumbprint", "voice", "assisted", "office"] as const;
export const signDecisions = ["signed", "refused"] as const;
/** From where a line is kept away, beside the other agency (case.md, protected lines). */
export const keepOffs = ["paper", "sms", "calendar", "portal", "household"] as const;

/** What a private time is (`private_kind.<word>`); who may not see it sees only a time. */
export const privateKinds = [
  "other",
  "treatment",
  "court",
  "pregnancy",
  "birth",
  "breastfeeding",
  "bereavement",
  "religious",
] as const;
export type PrivateKind = (typeof privateKinds)[number];
export type Lane = (typeof lanes)[number];
export type Party = (typeof parties)[number];
export type StepState = (typeof stepStates)[number];
export type SignDecision = (typeof signDecisions)[number];

export const LaneWord = words(lanes);
export const PartyWord = words(parties);
export const StepStateWord = words(stepStates);
export const GoalStateWord = words(goalStates);
export const PlanStateWord = words(planStates);
export const RepetitionWord = words(repetitions);
export const SignMethod = words(signMethods);
export const SignDecisionWord = words(signDecisions);
export const PrivateKindWord = words(privateKinds);
export const KeepOff = Type.Array(words(keepOffs), { maxItems: keepOffs.length });

export const DayOrNone = Type.Union([Day, Type.Null()]);
export const HoursOrNone = Type.Union([Type.Number({ minimum: 0, maximum: 168 }), Type.Null()]);
export const Earnings = Type.Union([
  Type.Object(
    {
      amount: Type.Number({ minimum: 0, maximum: 1e9 }),
      currency: Type.String({ pattern: "^[A-Z]{3}$" }),
    },
    strict,
  ),
  Type.Null(),
]);
/** What a step costs whoever takes part (`cost_kind.<word>`). */
export const costKinds = ["fare", "fee", "tools", "clothes", "lost_wage", "other"] as const;
/** A cost: each time or once, who pays it first, and on which day the person has it back. */
export const Cost = Type.Object(
  {
    kind: words(costKinds),
    amount: Type.Number({ minimum: 0, maximum: 1e9 }),
    currency: Type.String({ pattern: "^[A-Z]{3}$" }),
    each: Type.Boolean(),
    paid_by: words(["person", "office"]),
    back_on: Type.Union([Day, Type.Null()]),
  },
  strict,
);
export type Cost = Static<typeof Cost>;
export const Costs = Type.Array(Cost, { maxItems: 10 });
export const Promiser = Type.Object({ party: words(promisers), role: Text(80) }, strict);
export const Obligation = Type.Object(
  { kind: words(obligationKinds), source: Text(200), consequence: Text(300) },
  strict,
);

/** A local wall time without zone, `2026-12-01T09:30`; the zone stands beside it. */
const WallTime = Type.String({ pattern: "^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}(:\\d{2})?$" });
/** When something happens, as the plan format has it: wall times of the first occurrence, RFC 5545 rule and exceptions. */
export const Times = Type.Object(
  {
    start: WallTime,
    end: WallTime,
    zone: Type.String({ pattern: "^[A-Za-z0-9_+/-]{1,60}$" }),
    rrule: Type.Optional(Type.String({ pattern: "^[A-Z0-9=;,:+-]{1,300}$" })),
    exdate: Type.Optional(Type.Array(WallTime, { maxItems: 200 })),
  },
  strict,
);
export type Times = Static<typeof Times>;
export const TimesOrNone = Type.Union([Times, Type.Null()]);
/** Who said yes to the time and place as they stand. */
export const Accepted = Type.Union([
  Type.Object({ party: words(parties), on: Day, start: WallTime }, strict),
  Type.Null(),
]);

/** SHA-256 in hex. */
export const Hash = Type.String({ pattern: "^[0-9a-f]{64}$" });
export const LineKeys = Type.Array(Ref, { maxItems: 2000, uniqueItems: true });

/** One line of a version: its key and what was agreed, empty parts left out. */
const TermsLine = Type.Object({
  key: Ref,
  terms: Type.Record(Type.String({ maxLength: 40 }), Type.Unknown()),
});
/** The substance of a plan at one moment; its root is computed from it and from nothing else. */
export const Terms = Type.Object(
  {
    terms_version: Type.Integer({ minimum: 1, maximum: 1000 }),
    plan: Ref,
    data_shared: Text(1000),
    goals: Type.Array(TermsLine, { maxItems: 2000 }),
    steps: Type.Array(TermsLine, { maxItems: 2000 }),
    hidden: Type.Array(Type.Object({ key: Ref, commitment: Hash }, strict), { maxItems: 2000 }),
  },
  strict,
);
