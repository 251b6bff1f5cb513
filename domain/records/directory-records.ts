import { Type, type Static } from "typebox";
import type { FieldSpec, RecordTable } from "./field.ts";
import {
  DayOrNone,
  HoursOrNone,
  LaneWord,
  Obligation,
  Promiser,
  RepetitionWord,
} from "./plan-values.ts";
import { Text, words } from "./values.ts";

/** The office's own papers about offices and services: nothing of a person, and never sent. */
const local = (schema: FieldSpec["schema"]): FieldSpec => ({
  schema,
  class: "local",
  owner: "any",
  sensitivity: "open",
  dci: null,
});

/** Where somebody complains about an office, beside the office itself. */
export const ComplaintPlace = Type.Object(
  { name: Text(120), phone: Text(40), place: Text(200) },
  { additionalProperties: false },
);
export type ComplaintPlace = Static<typeof ComplaintPlace>;

/** How people reach an office of the plan; it stands on the paper they take home. One per system. */
export const officeTable: RecordTable = {
  type: "Office",
  wireType: "tandem:Office",
  fields: {
    /** The system it is the office of. */
    system: local(Text(99)),
    /** For whom to ask there. */
    ask_for: local(Text(120)),
    phone: local(Text(40)),
    hours: local(Text(120)),
    place: local(Text(200)),
    complaints: local(ComplaintPlace),
  },
};

/** What kind of help a service is; catalogues say it (`service_kind.<word>`). */
export const serviceKinds = [
  "childcare",
  "training",
  "job_search",
  "own_business",
  "public_works",
  "health",
  "counselling",
  "money",
  "documents",
  "legal",
  "transport",
  "housing",
  "language_class",
  "other",
] as const;
export type ServiceKind = (typeof serviceKinds)[number];
/** What a service has for people who need it (`access.<word>`). */
export const accessKinds = [
  "step_free",
  "sign_language",
  "easy_read",
  "rest_breaks",
  "companion",
  "childcare_on_site",
  "women_only_hours",
  "home_visits",
  "by_phone",
] as const;
export type AccessKind = (typeof accessKinds)[number];
export const weekdayCodes = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"] as const;

const Clock = Type.String({ pattern: "^([01]\\d|2[0-3]):[0-5]\\d$" });
/** Open on these days of the week between these wall times. */
export const OpenHours = Type.Object(
  {
    days: Type.Array(words(weekdayCodes), { minItems: 1, maxItems: 7, uniqueItems: true }),
    from: Clock,
    to: Clock,
  },
  { additionalProperties: false },
);
export type OpenHours = Static<typeof OpenHours>;
const Places = Type.Integer({ minimum: 0, maximum: 100_000 });
/** BCP 47 primary language, as a person's own are. */
const LanguageCode = Type.String({ pattern: "^[a-z]{2,3}$" });

/** One service of the directory: who gives it where, when, in what, to how many at a time. */
export const directoryServiceTable: RecordTable = {
  type: "DirectoryService",
  wireType: "tandem:DirectoryService",
  fields: {
    /** What a step names it by, at both offices. */
    code: local(Type.String({ pattern: "^[a-z0-9][a-z0-9-]{0,59}$" })),
    name: local(Text(120)),
    provider: local(Text(120)),
    kind: local(words(serviceKinds)),
    lane: local(LaneWord),
    about: local(Text(500)),
    /** Places at one time; null: as many as come. */
    capacity: local(Type.Union([Places, Type.Null()])),
    /** Of these, taken by people who are not in our plans. */
    taken_elsewhere: local(Places),
    hours: local(Type.Array(OpenHours, { maxItems: 14 })),
    /** Zone of the hours. */
    zone: local(Type.String({ pattern: "^[A-Za-z0-9_+/-]{1,60}$" })),
    place: local(Text(200)),
    /** Localities or regions it is for; none: anybody. */
    areas: local(Type.Array(Text(80), { maxItems: 40, uniqueItems: true })),
    languages: local(Type.Array(LanguageCode, { maxItems: 20, uniqueItems: true })),
    access: local(Type.Array(words(accessKinds), { maxItems: 9, uniqueItems: true })),
    phone: local(Text(40)),
    cost: local(Text(120)),
    needs: local(Text(300)),
    hours_per_week: local(HoursOrNone),
    /** How long it usually takes; null: no usual length. */
    weeks: local(Type.Union([Type.Integer({ minimum: 1, maximum: 520 }), Type.Null()])),
    valid_from: local(DayOrNone),
    valid_until: local(DayOrNone),
  },
};

/** Days after the first day of the plan. */
const DaysAfter = Type.Integer({ minimum: 0, maximum: 1_830 });
const DaysAfterOrNone = Type.Union([DaysAfter, Type.Null()]);
/** Which goal or step of the template, counted from 0. */
const NthOrNone = Type.Union([Type.Integer({ minimum: 0, maximum: 39 }), Type.Null()]);
const strict = { additionalProperties: false };

export const TemplateGoal = Type.Object(
  { text: Text(500), by_days: DaysAfterOrNone, how_known: Text(500) },
  strict,
);
export type TemplateGoal = Static<typeof TemplateGoal>;

/** A step of a template: what a step has, with days counted from the first day of the plan. */
export const TemplateStep = Type.Object(
  {
    lane: LaneWord,
    what: Text(200),
    /** Code of a service of the directory, which fills in what the template leaves empty; or empty. */
    service: Text(60),
    who: Promiser,
    obligation: Obligation,
    starts: DaysAfter,
    /** How many days it takes; null: it is one day, or has none. */
    lasts: Type.Union([Type.Integer({ minimum: 1, maximum: 1_830 }), Type.Null()]),
    due: DaysAfterOrNone,
    repeats: RepetitionWord,
    /** On which days of the week and when; null: at no time of its own. */
    clock: Type.Union([OpenHours, Type.Null()]),
    hours_per_week: HoursOrNone,
    where: Text(200),
    condition: Text(500),
    how_known: Text(500),
    adjustments: Text(500),
    needs: Text(300),
    goal: NthOrNone,
    /** The step it comes after: it begins when that one has ended. */
    after: NthOrNone,
    for_household: Type.Boolean(),
  },
  strict,
);
export type TemplateStep = Static<typeof TemplateStep>;

/** Steps that are often made together, for a programme or a goal; a plan takes them with its own days. */
export const planTemplateTable: RecordTable = {
  type: "PlanTemplate",
  wireType: "tandem:PlanTemplate",
  fields: {
    name: local(Text(120)),
    about: local(Text(500)),
    /** Name of the programme it is for, and the goal it serves; empty: any. */
    for_programme: local(Text(200)),
    for_goal: local(Text(200)),
    language: local(Text(20)),
    /** Zone of its clocks. */
    zone: local(Type.String({ pattern: "^[A-Za-z0-9_+/-]{1,60}$" })),
    goals: local(Type.Array(TemplateGoal, { maxItems: 10 })),
    steps: local(Type.Array(TemplateStep, { maxItems: 40 })),
    /** Offered to no plan any more; plans made from it stay. */
    retired: local(Type.Boolean()),
  },
};
