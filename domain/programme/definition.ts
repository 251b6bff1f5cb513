import { Type, type Static } from "typebox";
import { questionCodes, type QuestionCode } from "../assessment/catalogue.ts";
import { Day, EnrolmentStatus, Text } from "../records/values.ts";
import { Benefit, ConditionRule } from "./plan-rule.ts";
import {
  chainStages,
  clockNames,
  conditionMeeters,
  dataOptions,
  goodCauses,
  updateModes,
  weekdays,
} from "./words.ts";

const askable = questionCodes as [QuestionCode, ...QuestionCode[]];
const strict = { additionalProperties: false };
const Code = Type.String({ pattern: "^[a-z0-9][a-z0-9_-]{0,59}$" });
const Language = Type.String({ pattern: "^[a-z]{2,3}$" });

/** The same sentence in each of the programme's languages. */
export const InLanguages = Type.Record(Language, Type.String({ minLength: 1, maxLength: 500 }));
export type InLanguages = Static<typeof InLanguages>;

const Fields = Type.Array(Text(60), { minItems: 1, maxItems: 60 });
export const DataNeeded = Type.Union([
  Type.Object({ option: Type.Enum([...dataOptions]) }, strict),
  Type.Object({ fields: Type.Record(Text(60), Fields) }, strict),
]);
export type DataNeeded = Static<typeof DataNeeded>;

/** One line of the programme's enrolment law; statuses without a line end there. */
const Steps = Type.Object(
  {
    from: Type.Union([Type.Literal("start"), EnrolmentStatus]),
    to: Type.Array(EnrolmentStatus, { minItems: 1, maxItems: 7 }),
  },
  strict,
);

export const Condition = Type.Object(
  {
    code: Code,
    text: InLanguages,
    met_by: Type.Enum([...conditionMeeters]),
    /** How we will know that it happened. */
    known_by: InLanguages,
    /** What it means for a plan's calendar, where it means anything. */
    rule: Type.Optional(ConditionRule),
  },
  strict,
);
export type Condition = Static<typeof Condition>;

export const Calendar = Type.Object(
  {
    zone: Type.String({ minLength: 1, maxLength: 60 }),
    days_off: Type.Array(Type.Enum([...weekdays]), { maxItems: 7 }),
    holidays: Type.Array(Type.Object({ day: Day, name: InLanguages }, strict), { maxItems: 400 }),
  },
  strict,
);
export type Calendar = Static<typeof Calendar>;

const ChainStep = Type.Object(
  {
    stage: Type.Enum([...chainStages]),
    code: Code,
    text: InLanguages,
    /** Who takes it: the programme's office, the other system, a provider or the person. */
    by: Type.Enum(["programme", "partner", "provider", "person"]),
  },
  strict,
);

/**
 * A programme as data (case.md, Records): everything in which two programmes differ. No code knows a
 * programme by name; what a definition means beyond its shape is held by `definitionFaults`.
 */
export const ProgrammeDefinition = Type.Object(
  {
    purpose: InLanguages,
    languages: Type.Array(Language, { minItems: 1, maxItems: 10 }),
    /** Who is enrolled: a person, or a household that names its member. */
    unit: Type.Enum(["member", "household"]),
    /** Who it is for; a condition of domain/criteria.ts over the unit. */
    criteria: Type.Unknown(),
    law: Type.Array(Steps, { minItems: 1, maxItems: 8 }),
    needs: DataNeeded,
    shares: DataNeeded,
    update_modes: Type.Array(Type.Enum([...updateModes]), { maxItems: 3 }),
    /** What it asks of whoever takes part, beside what its office asks: questions of the catalogue. */
    assessment: Type.Optional(Type.Array(Type.Enum(askable), { maxItems: 60 })),
    /** The services of referrals it answers (domain/referral-services.ts): its clocks and its calendar hold for them. */
    referrals: Type.Optional(Type.Array(Code, { maxItems: 20 })),
    conditions: Type.Array(Condition, { maxItems: 30 }),
    benefit: Benefit,
    good_causes: Type.Array(Type.Enum([...goodCauses]), { minItems: 1, maxItems: 20 }),
    clocks: Type.Array(
      Type.Object(
        {
          clock: Type.Enum([...clockNames]),
          working_days: Type.Integer({ minimum: 0, maximum: 260 }),
        },
        strict,
      ),
      { maxItems: 20 },
    ),
    calendar: Calendar,
    chain: Type.Array(ChainStep, { minItems: 1, maxItems: 60 }),
  },
  strict,
);
export type ProgrammeDefinition = Static<typeof ProgrammeDefinition>;
