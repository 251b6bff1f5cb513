/**
 * The plan format: what one household's plan is checked from (docs/plan-format.md). Schemas and types
 * share one name; what must hold between fields, reading.ts says.
 */
import { Type, type Static, type TSchema } from "typebox";
import { Calendar, KeepAway, Money, ProtectedTime, Seats, Skills, StepAsks } from "./facts-more.ts";
import { array, AnyTime, Exdate, Day, Id, Lane, Member, Schedule, Text, Weekday } from "./forms.ts";

export const severities = { none: 1, some: 2, aLot: 3, cannot: 4 } as const;
const Severity = Type.Integer({ minimum: severities.none, maximum: severities.cannot });
const Domain = Type.Enum([
  "seeing",
  "hearing",
  "walking",
  "remembering",
  "self-care",
  "communicating",
  "upper-body",
]);
const Amount = Type.Number({ minimum: -1e12, maximum: 1e12 });
const Hours = Type.Number({ minimum: 0, maximum: 168 });
const Currency = Type.String({ minLength: 1, maxLength: 10 });
const Allowed = Type.Enum(["<", "<="]);
const Activity = Type.Enum(["work", "training"]);
const optional = <T extends TSchema>(schema: T) => Type.Optional(schema);

/** Both ends are counted; an end that is not given is open. */
export const PaperDocument = Type.Object({
  name: Text,
  validFrom: optional(Day),
  validUntil: optional(Day),
});

export const HouseholdMember = Type.Object({
  id: Id,
  name: Text,
  age: optional(Type.Number({ minimum: 0, maximum: 150 })),
  relation: optional(Text),
  limitations: optional(array(Type.Object({ domain: Domain, severity: Severity }), 20)),
  documents: optional(array(PaperDocument, 200)),
  died: optional(Day),
  born: optional(Day),
  skills: optional(Skills),
});
export type HouseholdMember = Static<typeof HouseholdMember>;

/** A member of the household, or somebody outside it at the hours given. */
export const Carer = Type.Object({
  member: optional(Member),
  name: optional(Text),
  schedule: optional(Schedule),
});

export const Care = Type.Object({
  id: Id,
  member: Member,
  text: optional(Text),
  place: optional(Id),
  need: Schedule,
  carers: array(Carer, 50),
});
export type Care = Static<typeof Care>;

export const Prerequisite = Type.Object({
  step: optional(Id),
  service: optional(Id),
  document: optional(Text),
  by: Type.Enum(["before-start", "same-day", "valid-on-start"]),
});
export type Prerequisite = Static<typeof Prerequisite>;

export const Service = Type.Object({
  code: Id,
  title: optional(Text),
  repeat: Type.Union([
    Type.Enum(["free", "never"]),
    Type.Object({ afterDays: Type.Integer({ minimum: 0, maximum: 36_600 }) }),
  ]),
  sameAs: optional(array(Id, 100)),
  prerequisites: optional(array(Prerequisite, 50)),
  seats: optional(Seats),
});
export type Service = Static<typeof Service>;

/** Seven statuses of the standard; the plan format itself uses the first four. */
export const EnrolmentStatus = Type.Enum([
  "Active",
  "Suspended",
  "Exited",
  "Deceased",
  "Inactive",
  "Reinstated",
  "Awaiting Renewal",
]);
export type EnrolmentStatus = Static<typeof EnrolmentStatus>;

export const Enrolment = Type.Object({
  id: Id,
  programme: optional(Text),
  agency: optional(Text),
  member: Member,
  history: array(Type.Object({ status: EnrolmentStatus, from: Day }), 500),
});
export type Enrolment = Static<typeof Enrolment>;

const ruleBase = {
  id: optional(Id),
  enrolment: Id,
  text: optional(Text),
  sanction: optional(Text),
};
/** Hours of the week at which something is open. */
export const OpenHours = Type.Object({
  days: Type.Array(Weekday, { minItems: 1, maxItems: 7 }),
  from: AnyTime,
  to: AnyTime,
  zone: optional(Text),
});
export type OpenHours = Static<typeof OpenHours>;
const Opening = Type.Union([Schedule, OpenHours]);
const window = {
  days: Type.Array(Weekday, { minItems: 1, maxItems: 7 }),
  from: AnyTime,
  to: AnyTime,
};

/** What a programme gives back of a benefit that earnings take away (ours; see docs/plan-format.md). */
export const Benefit = Type.Object({
  amount: Amount,
  currency: Currency,
  per: optional(Type.Literal("month")),
  disregard: optional(Amount),
  taper: optional(Type.Number({ minimum: 0, maximum: 1 })),
  stipend: optional(Amount),
  fare: optional(Amount),
  linked: optional(array(Text, 20)),
  waitingDays: optional(Type.Integer({ minimum: 0, maximum: 3_660 })),
  returnDays: optional(Type.Integer({ minimum: 0, maximum: 3_660 })),
  reportWithinDays: optional(Type.Integer({ minimum: 0, maximum: 366 })),
});
export type Benefit = Static<typeof Benefit>;

/** One schema per type of rule. */
export const rules = {
  "earnings-limit": Type.Object({
    ...ruleBase,
    type: Type.Literal("earnings-limit"),
    per: Type.Literal("month"),
    scope: Type.Enum(["member", "person", "household"]),
    member: optional(Member),
    currency: Currency,
    allowed: Allowed,
    limit: Amount,
    otherEarnings: optional(Amount),
    benefit: optional(Benefit),
  }),
  "hours-limit": Type.Object({
    ...ruleBase,
    type: Type.Literal("hours-limit"),
    activity: Activity,
    per: Type.Literal("week"),
    allowed: Allowed,
    limit: Hours,
    weekStarts: optional(Weekday),
    benefit: optional(Benefit),
  }),
  "keep-free": Type.Object({
    ...ruleBase,
    ...window,
    type: Type.Literal("keep-free"),
    zone: optional(Text),
    exceptLanes: optional(array(Lane, 3)),
    toleratedHoursPerWeek: optional(Hours),
  }),
  forbids: Type.Object({
    ...ruleBase,
    type: Type.Literal("forbids"),
    activity: Activity,
    from: Day,
    until: Day,
  }),
  "be-at": Type.Object({
    ...ruleBase,
    ...window,
    type: Type.Literal("be-at"),
    place: Id,
    zone: optional(Text),
  }),
  "stay-in-area": Type.Object({
    ...ruleBase,
    type: Type.Literal("stay-in-area"),
    area: Text,
    from: Day,
    until: Day,
  }),
  "complete-between": Type.Object({
    ...ruleBase,
    type: Type.Literal("complete-between"),
    step: Id,
    from: Day,
    until: Day,
    minutes: Type.Number({ minimum: 0, maximum: 100_000 }),
    open: Type.Union([Opening, array(Opening, 100)]),
  }),
} as const;
export type RuleType = keyof typeof rules;
export type RuleOf<T extends RuleType> = Static<(typeof rules)[T]>;
export type Rule = { [T in RuleType]: RuleOf<T> }[RuleType];

export const Demand = Type.Object({
  code: Id,
  domain: Domain,
  maxSeverity: Severity,
  text: optional(Text),
  adaptation: optional(
    Type.Object({ text: optional(Text), maxSeverity: Severity, inPlaceFrom: optional(Day) }),
  ),
});
export type Demand = Static<typeof Demand>;

export const Step = Type.Object({
  id: Id,
  lane: Lane,
  title: Text,
  for: Member,
  with: optional(array(Member, 50)),
  place: optional(Id),
  state: Type.Enum(["planned", "done", "cancelled"]),
  start: optional(Text),
  end: optional(Text),
  zone: optional(Text),
  rrule: optional(Text),
  exdate: optional(Exdate),
  from: optional(Day),
  until: optional(Day),
  due: optional(Day),
  activity: optional(Activity),
  service: optional(Id),
  enrolment: optional(Id),
  hoursPerWeek: optional(Hours),
  earningsPerMonth: optional(Type.Object({ amount: Amount, currency: Currency })),
  demands: optional(array(Demand, 50)),
  prerequisites: optional(array(Prerequisite, 50)),
  protectedFrom: optional(array(Lane, 3)),
  hide: optional(array(Text, 100)),
  asks: optional(StepAsks),
});
export type Step = Static<typeof Step>;

export const WeeklyLoad = Type.Object({
  member: Member,
  limitHours: Hours,
  allowed: Allowed,
  weekStarts: optional(Weekday),
  countsTravel: optional(Type.Boolean()),
  text: optional(Text),
});

export type WeeklyLoadForm = Static<typeof WeeklyLoad>;

/** How much of each there may be. */
export const limits = {
  file_bytes_max: 32 * 2 ** 20,
  cases_max: 5_000,
  members_max: 60,
  care_max: 200,
  places_max: 5_000,
  travel_max: 100_000,
  services_max: 5_000,
  enrolments_max: 1_000,
  rules_max: 1_000,
  steps_max: 10_000,
  calendar_max: 1_000,
  horizon_days_max: 3_660,
  /** Of all series of a case together, and as many periods of rules without a day in them. */
  occurrences_max: 1_000_000,
  /** Entries of one answer; what is more, a note says. */
  conflicts_max: 5_000,
} as const;

/** Rules are read one by one by their type: their schema stands in `rules`. */
export const FactsForm = Type.Object({
  country: optional(Text),
  zone: Text,
  asOf: Day,
  horizon: Type.Object({ from: Day, until: Day }),
  calendarNote: optional(Text),
  person: Member,
  household: Type.Object({
    home: optional(Id),
    members: Type.Array(HouseholdMember, { minItems: 1, maxItems: limits.members_max }),
    care: optional(array(Care, limits.care_max)),
    money: optional(Money),
    protectedTimes: optional(array(ProtectedTime, 50)),
    keepAway: optional(array(KeepAway, 50)),
  }),
  places: array(
    Type.Object({ id: Id, name: optional(Text), area: optional(Text) }),
    limits.places_max,
  ),
  travel: optional(
    array(
      Type.Object({ from: Id, to: Id, minutes: Type.Number({ minimum: 0, maximum: 100_000 }) }),
      limits.travel_max,
    ),
  ),
  travelMarginMinutes: optional(Type.Number({ minimum: 0, maximum: 10_000 })),
  services: optional(array(Service, limits.services_max)),
  enrolments: optional(array(Enrolment, limits.enrolments_max)),
  rules: optional(array(Type.Object({ type: Type.Enum(Object.keys(rules)) }), limits.rules_max)),
  /** One, or one for each member who set a limit. */
  weeklyLoad: optional(Type.Union([WeeklyLoad, array(WeeklyLoad, limits.members_max)])),
  calendar: optional(array(Calendar, limits.calendar_max)),
  steps: array(Step, limits.steps_max),
});
export type Facts = Omit<Static<typeof FactsForm>, "rules"> & { rules?: Rule[] };
