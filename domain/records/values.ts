import { Type, type Static } from "typebox";

/** The values fields are made of. Codes are neutral words inside; exchange/ writes them per partner. */
export const Day = Type.String({ pattern: "^\\d{4}-\\d{2}-\\d{2}$" });
export const Text = (chars_max: number) => Type.String({ maxLength: chars_max });
/** Another record, by its key `<origin system>/<opaque id>`; soft: the referent may not be here yet. */
export const Ref = Type.String({ pattern: "^[a-z0-9.-]{1,99}/[A-Za-z0-9-]{1,60}$" });
/** The same, where there may be none. */
export const RefOrNone = Type.Union([Ref, Type.Null()]);

/** One of these words. */
export const words = <const T extends readonly string[]>(values: T) =>
  Type.Enum(values as unknown as [T[number], ...T[number][]]);

export const sexes = ["female", "male", "other", "unknown"] as const;
export const maritalStatuses = [
  "never_married",
  "married",
  "widowed",
  "annulled",
  "divorced",
  "legally_separated",
  "unmarried",
] as const;
export const educationLevels = [
  "early_childhood",
  "primary",
  "lower_secondary",
  "upper_secondary",
  "post_secondary",
  "short_tertiary",
  "bachelor",
  "master",
  "doctorate",
] as const;
/** CD.COM.13. */
export const groupTypes = ["member", "household", "family"] as const;
export const employmentStatuses = [
  "employee",
  "employer",
  "own_account",
  "cooperative_member",
  "family_worker",
  "not_employed",
  "unknown",
] as const;
/** CD.EMP.02. Family and illness say something about care or health: sensitive (case.md, Exceptions). */
export const unemploymentReasons = [
  "dismissed",
  "limited_job_ended",
  "family",
  "illness",
  "education",
  "retirement",
  "service",
  "other",
] as const;
export const sensitiveUnemploymentReasons: readonly string[] = ["family", "illness"];
/** CD.EMP.01. */
export const employmentTypes = [
  "permanent",
  "fixed_term",
  "casual",
  "seasonal",
  "apprentice",
] as const;
/** CD.EMP.03. */
export const enrolmentStatuses = [
  "active",
  "deceased",
  "exited",
  "suspended",
  "inactive",
  "reinstated",
  "awaiting_renewal",
] as const;
export const vitalStatuses = ["unknown", "alive", "reported", "confirmed"] as const;
export const offerStates = ["not_offered", "offered", "accepted", "said_no", "left_out"] as const;
export const serviceOutcomes = ["delivered", "refused", "not_available"] as const;
/** CD.COM.10/11 functional limitation and its severity. */
export const limitationTypes = [
  "vision",
  "hearing",
  "mobility",
  "cognition",
  "self_care",
  "communication",
] as const;
export const limitationSeverities = ["none", "some", "a_lot", "cannot"] as const;
export const services = [
  "counselling",
  "job_search_help",
  "training",
  "childcare_help",
  "cash_payment",
  "home_visit",
  "health_visit",
  "work_clothes",
] as const;

export type Sex = (typeof sexes)[number];
export type EmploymentStatus = (typeof employmentStatuses)[number];
export type UnemploymentReason = (typeof unemploymentReasons)[number];
export type EnrolmentStatus = (typeof enrolmentStatuses)[number];
export type VitalStatus = (typeof vitalStatuses)[number];
export type OfferState = (typeof offerStates)[number];

export const Sex = words(sexes);
export const MaritalStatus = words(maritalStatuses);
export const EducationLevel = words(educationLevels);
export const GroupType = words(groupTypes);
export const EmploymentStatus = words(employmentStatuses);
export const UnemploymentReason = words(unemploymentReasons);
export const EnrolmentStatus = words(enrolmentStatuses);
export const VitalStatus = words(vitalStatuses);
export const OfferState = words(offerStates);
export const ServiceOutcome = words(serviceOutcomes);
export const ServiceCode = words(services);

export const Name = Type.Object(
  {
    given_name: Type.String({ minLength: 1, maxLength: 100 }),
    surname: Type.String({ minLength: 1, maxLength: 100 }),
    second_name: Type.Optional(Text(100)),
    maiden_name: Type.Optional(Text(100)),
    prefix: Type.Optional(Text(30)),
    suffix: Type.Optional(Text(30)),
  },
  { additionalProperties: false },
);
export type Name = Static<typeof Name>;

export const Identifier = Type.Object(
  {
    identifier_type: Type.String({ minLength: 1, maxLength: 30 }),
    identifier_value: Type.String({ minLength: 1, maxLength: 99 }),
    issuer: Type.Optional(Text(99)),
  },
  { additionalProperties: false },
);
export type Identifier = Static<typeof Identifier>;

export const Address = Type.Object(
  {
    address_line_1: Type.Optional(Text(200)),
    locality: Type.Optional(Text(100)),
    region_code: Type.Optional(Text(100)),
    postal_code: Type.Optional(Text(20)),
    country_code: Type.Optional(Text(3)),
  },
  { additionalProperties: false },
);
export type Address = Static<typeof Address>;

export const Spell = Type.Object(
  {
    job_title: Text(120),
    employer: Type.Optional(Text(120)),
    employment_type: Type.Optional(words(employmentTypes)),
    start_date: Type.Optional(Day),
    end_date: Type.Optional(Day),
  },
  { additionalProperties: false },
);
export type Spell = Static<typeof Spell>;

/** DO.COM.12, one entry per assessed limitation. */
export const DisabilityInfo = Type.Array(
  Type.Object(
    {
      limitation_type: words(limitationTypes),
      severity: Type.Optional(words(limitationSeverities)),
    },
    { additionalProperties: false },
  ),
  { maxItems: 20 },
);
export type DisabilityInfo = Static<typeof DisabilityInfo>;

/** What partners sent beyond the record table: partner → the rest of its record. */
export const UnknownAttributes = Type.Record(
  Type.String({ maxLength: 99 }),
  Type.Record(Type.String(), Type.Unknown()),
);

export const ProgrammeName = Type.Object(
  { id: Type.String({ maxLength: 99 }), name: Text(200) },
  { additionalProperties: false },
);
export type ProgrammeName = Static<typeof ProgrammeName>;

export const Worker = Type.Object(
  { name: Text(120), role: Text(60), system: Type.String({ maxLength: 99 }) },
  { additionalProperties: false },
);
export type Worker = Static<typeof Worker>;

export const AnyValue = Type.Unknown();
