import { Type, type Static } from "typebox";
import type { FieldSpec, RecordTable } from "./field.ts";
import { DayOrNone, HoursOrNone, LaneWord } from "./plan-values.ts";
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
