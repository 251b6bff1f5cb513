import { Type, type Static } from "typebox";

/**
 * The staff API in one place: every body in and out. The server validates with these, the OpenAPI
 * document is made of them, and `web/` imports their types only. No personal data ever stands in a
 * path or a query: searches are POSTs.
 */

export const text = (chars_max: number) => Type.String({ minLength: 1, maxLength: chars_max });
/** One of these words. */
export const words = <const T extends readonly string[]>(values: T) =>
  Type.Enum(values as unknown as [T[number], ...T[number][]]);
export const optional = Type.Optional;
/** Days are ISO dates without a zone (`2026-11-23`); instants are ISO date-times in UTC. */
export const Day = Type.String({ pattern: "^\\d{4}-\\d{2}-\\d{2}$" });
const Instant = Type.String();
/** The same, or nothing. */
export const nullable = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T) =>
  Type.Union([schema, Type.Null()]);

export const SystemKind = Type.Union([Type.Literal("sp"), Type.Literal("ess")]);
export type SystemKind = Static<typeof SystemKind>;

/** A system as screens name it: kind decides colour and icon, title is its name in words. */
export const SystemRef = Type.Object({ id: Type.String(), kind: SystemKind, title: Type.String() });
export type SystemRef = Static<typeof SystemRef>;

/** Who did something: a named worker of a system, or the system itself (name empty). */
export const Actor = Type.Object({
  name: Type.String(),
  role: Type.String(),
  system: SystemRef,
});
export type Actor = Static<typeof Actor>;

export const Persona = Type.Object({
  id: Type.String(),
  name: Type.String(),
  role: Type.String({
    description: "catalogue key suffix: case_manager | counsellor | supervisor | grievance_officer",
  }),
  system: SystemRef,
});
export type Persona = Static<typeof Persona>;

export const SignInBody = Type.Object({ persona: text(60) });
export type SignInBody = Static<typeof SignInBody>;
export const Session = Type.Object({
  persona: Persona,
  /** The partner systems this system keeps in step with. */
  partners: Type.Array(SystemRef),
  /** How the node stands: two nodes, or one that hosts both. */
  standing: Type.Union([Type.Literal("federated"), Type.Literal("integrated")]),
  demo: Type.Boolean(),
});
export type Session = Static<typeof Session>;

/** How far something is that was told to a partner which did not subscribe. */
export const ToldState = Type.Object({
  to: SystemRef,
  /** `sent`: taken by the partner, its data do not show it yet. */
  state: words(["owed", "sent", "confirmed", "refused"]),
  problem: Type.String({ description: "label key told.problem.<problem>; empty: none" }),
  at: Instant,
  sent_at: nullable(Instant),
});
export type ToldState = Static<typeof ToldState>;

/** A change somebody proposed to a field they do not own. */
export const Proposal = Type.Object({
  id: Type.String(),
  field: Type.String({ description: "field name; label key is field.<name>" }),
  /** The value proposed and the owner's value now, both readable on both sides meanwhile. */
  value: Type.Unknown(),
  current: Type.Unknown(),
  reason: Type.String(),
  by: Actor,
  at: Instant,
  state: Type.Union([Type.Literal("waiting"), Type.Literal("accepted"), Type.Literal("refused")]),
  decision: nullable(Type.Object({ by: Actor, at: Instant, reason: Type.String() })),
  /** True when this system owns the field, so this worker may decide. */
  yours_to_decide: Type.Boolean(),
  record_id: Type.String(),
  /** Sent as a claim to a partner that keeps no proposals; null: it travels as a proposal. */
  claim: nullable(ToldState),
});
export type Proposal = Static<typeof Proposal>;

/** One field as a screen shows it: the value, where it comes from, who may write it, what waits. */
export const FieldView = Type.Object({
  name: Type.String(),
  value: Type.Unknown(),
  class: Type.Union([
    Type.Literal("owned"),
    Type.Literal("shared"),
    Type.Literal("set"),
    Type.Literal("terminal"),
    Type.Literal("local"),
  ]),
  /** The system that owns the field; null when both may write it. */
  owner: nullable(SystemRef),
  /** True: an edit is saved at once. False: the same gesture becomes a proposal to the owner. */
  yours: Type.Boolean(),
  /** Opaque stamp of the value shown; send it back as `seen` so that a stale edit is noticed. */
  stamp: Type.String(),
  from: nullable(SystemRef),
  at: nullable(Instant),
  /** Values written at the same time elsewhere and not yet settled by a person. */
  also: Type.Array(Type.Object({ value: Type.Unknown(), from: SystemRef, at: Instant })),
  proposals: Type.Array(Proposal),
});
export type FieldView = Static<typeof FieldView>;

export const Name = Type.Object({
  given_name: text(100),
  surname: text(100),
  second_name: optional(Type.String({ maxLength: 100 })),
});
export type Name = Static<typeof Name>;
export const Sex = words(["female", "male", "other", "unknown"]);
export const EmploymentStatus = words([
  "employee",
  "employer",
  "own_account",
  "cooperative_member",
  "family_worker",
  "not_employed",
  "unknown",
]);
export const EnrolmentStatus = words([
  "active",
  "deceased",
  "exited",
  "suspended",
  "inactive",
  "reinstated",
  "awaiting_renewal",
]);
export type EnrolmentStatus = Static<typeof EnrolmentStatus>;

/** May this member be offered work support? With the reasons in codes (label key offer.reason.<code>). */
export const OfferView = Type.Object({
  fits: Type.Boolean(),
  /** One per rule: alive, in_household, age, education, not_already, not_left_out. */
  reasons: Type.Array(Type.Object({ rule: Type.String(), met: Type.Boolean() })),
  state: words(["not_offered", "offered", "accepted", "said_no", "left_out"]),
  at: nullable(Instant),
});
export type OfferView = Static<typeof OfferView>;

export const EnrolmentView = Type.Object({
  id: Type.String(),
  person_id: Type.String(),
  programme: Type.Object({ id: Type.String(), name: Type.String() }),
  status: FieldView,
  reason: Type.String(),
  effective_date: nullable(Day),
  /** When the person is told of the present status; null: nothing is said of it. */
  notice_date: nullable(Day),
  /** After a death that was taken back: from when payments are owed. */
  arrears_from: nullable(Day),
  /** Closed by a death that was taken back: may be made again what it was. */
  restorable: Type.Boolean(),
  owner: SystemRef,
  yours: Type.Boolean(),
  /** The statuses that the enrolment law allows next (empty when not yours). */
  next: Type.Array(Type.String()),
});
export type EnrolmentView = Static<typeof EnrolmentView>;

export const ServiceView = Type.Object({
  id: Type.String(),
  person_id: Type.String(),
  service: Type.String({ description: "label key service.<code>" }),
  on: Day,
  quantity: Type.String(),
  outcome: words(["delivered", "refused", "not_available"]),
  by: Actor,
  note: Type.String(),
});
export type ServiceView = Static<typeof ServiceView>;

/** Vital status as people have to know it: who told of a death, the check, and what this worker may do. */
export const VitalView = Type.Object({
  status: words(["unknown", "alive", "reported", "confirmed"]),
  date: nullable(Day),
  /** What was told last about a death; null: nothing ever was. */
  news: nullable(
    Type.Object({ act: Type.String(), by: Actor, at: Instant, reason: Type.String() }),
  ),
  /** The check a report opened, with its named owner; null: none is open here. */
  check: nullable(Type.Object({ due: Instant, late: Type.Boolean(), owner: Type.String() })),
  may: Type.Array(words(["report", "confirm", "reverse"])),
});
export type VitalView = Static<typeof VitalView>;

/** Somebody asked that this record be joined into another; a second person decides. */
export const MergeAskedView = Type.Object({
  into: Type.String({ description: "id of the record that is to stay" }),
  name: Type.String(),
  by: Actor,
  at: Instant,
  reason: Type.String(),
  /** May this worker be the second person? Else: another one must, or one of the two a supervisor. */
  may: words(["yes", "second", "supervisor"]),
});
export type MergeAskedView = Static<typeof MergeAskedView>;

/** Another record that turned out to be the same person or household, and who said so. */
export const AlsoKnown = Type.Object({
  id: Type.String(),
  name: Type.String(),
  /** Of the household it was registered in; for a household its own number. */
  number: Type.String(),
  from: SystemRef,
  at: Instant,
});
export type AlsoKnown = Static<typeof AlsoKnown>;

export const PersonView = Type.Object({
  id: Type.String(),
  household_id: nullable(Type.String()),
  name: Type.String(),
  age: nullable(Type.Integer()),
  relationship: Type.String({ description: "label key relationship.<code>; empty when unknown" }),
  main_contact: Type.Boolean(),
  fields: Type.Array(FieldView),
  vital: VitalView,
  offer: OfferView,
  enrolments: Type.Array(EnrolmentView),
  services: Type.Array(ServiceView),
  /** Partners whose record is linked with this one, and how (rule or person). */
  links: Type.Array(
    Type.Object({
      system: SystemRef,
      how: Type.String(),
      at: Instant,
      left: Type.Boolean(),
      /** May be undone: the partner's record becomes one of its own again. */
      undoable: Type.Boolean(),
    }),
  ),
  also_known: Type.Array(AlsoKnown),
  /** Made by mistake: in no list any more. */
  withdrawn: Type.Boolean(),
  /** What this worker may do about the record itself. */
  may_about: Type.Array(words(["merge", "unmerge", "withdraw", "bring_back"])),
  merge_asked: nullable(MergeAskedView),
});
export type PersonView = Static<typeof PersonView>;

export const TimelineEntry = Type.Object({
  id: Type.String(),
  at: Instant,
  /** When this system learned it (later than `at` for a partner's change). */
  received_at: Instant,
  by: Actor,
  person_id: nullable(Type.String()),
  person_name: Type.String(),
  /** Catalogue key timeline.<act>, e.g. household.registered, enrolment.status, employment.changed. */
  act: Type.String(),
  /** Made after the day on which the person is known to have died: kept, and worth a look. */
  after_death: Type.Boolean(),
  /** Field changes in machine values; labels come from the catalogue. */
  changes: Type.Array(
    Type.Object({ field: Type.String(), from: Type.Unknown(), to: Type.Unknown() }),
  ),
  reason: Type.String(),
});
export type TimelineEntry = Static<typeof TimelineEntry>;

export const HouseholdView = Type.Object({
  id: Type.String(),
  number: Type.String({ description: "case number as people say it, e.g. HH-20417" }),
  fields: Type.Array(FieldView),
  also_known: Type.Array(AlsoKnown),
  withdrawn: Type.Boolean(),
  may_about: Type.Array(words(["merge", "unmerge", "withdraw", "bring_back"])),
  merge_asked: nullable(MergeAskedView),
  members: Type.Array(PersonView),
  timeline: Type.Array(TimelineEntry),
  /** In step: every change of this household made here has reached the partner, and since when. */
  sync: Type.Array(
    Type.Object({
      partner: SystemRef,
      waiting: Type.Integer({ description: "changes not yet received by the partner" }),
      shared: Type.Boolean({ description: "false: nothing of this household is shared with it" }),
    }),
  ),
});
export type HouseholdView = Static<typeof HouseholdView>;

export const PersonListItem = Type.Object({
  id: Type.String(),
  household_id: nullable(Type.String()),
  household_number: Type.String(),
  name: Type.String(),
  age: nullable(Type.Integer()),
  locality: Type.String(),
  employment_status: Type.String(),
  offer_state: Type.String(),
  /** The system whose record came first. */
  origin: SystemRef,
  since: Instant,
  /** Why a search found it: name, identifier, phone, case_number. Empty in plain lists. */
  matched: Type.String(),
});
export type PersonListItem = Static<typeof PersonListItem>;

export type PeopleBody = Static<typeof PeopleBody>;
export const PeopleBody = Type.Object({
  view: words(["all", "from_partner", "offered", "accepted"]),
  after: optional(Type.String({ maxLength: 200 })),
  limit: optional(Type.Integer({ minimum: 1, maximum: 200 })),
});
export const PeoplePage = Type.Object({
  items: Type.Array(PersonListItem),
  next: nullable(Type.String()),
  /** Counted up to 10,000; `total_capped` says when there are more. */
  total: Type.Integer(),
  total_capped: Type.Boolean(),
});
export type PeoplePage = Static<typeof PeoplePage>;

export const SearchBody = Type.Object({ q: Type.String({ minLength: 2, maxLength: 100 }) });
export const SearchResult = Type.Object({ items: Type.Array(PersonListItem) });
export type SearchResult = Static<typeof SearchResult>;

/** One thing that waits for this worker. `kind` decides icon, words (today.<kind>) and where it leads. */
export const TodayItem = Type.Object({
  id: Type.String(),
  kind: words([
    "proposal",
    "proposal_overdue",
    "same_person",
    "offer_to_make",
    "new_from_partner",
    "concurrent",
    "claim_overdue",
    "death_check",
    "merge_asked",
    "enrolment_of_deceased",
    "enrolment_to_restore",
    "plan_conflict",
    "referral",
    "plan_sign",
    "plan_changed",
    "alarm",
    "contact_due",
    "message",
    "review_question",
    "hearing",
    "hearing_appeal",
    "complaint",
    "outcome_due",
  ]),
  person_id: nullable(Type.String()),
  person_name: Type.String(),
  household_id: nullable(Type.String()),
  household_number: Type.String(),
  /** For proposal and concurrent: the field; for a referral: what it waits for (referral.task.<task>); for an alarm: link.alarm.<code>; for a message: the step's words. */
  field: Type.String(),
  from: SystemRef,
  at: Instant,
  due: nullable(Instant),
  late: Type.Boolean(),
  /** Who has to do it by name; empty: whoever comes first. */
  owner: Type.String(),
  /** Id to open: proposal id, match id or household id. */
  target: Type.String(),
});
export type TodayItem = Static<typeof TodayItem>;
export const Today = Type.Object({ items: Type.Array(TodayItem), late: Type.Integer() });
export type Today = Static<typeof Today>;

/** The line in words at the top: is this system in step with each partner, and since when. */
export const SyncState = Type.Object({
  /** Why nothing can be saved or exchanged now (label key sound.<code>), and since when; usually empty. */
  refusing: Type.Array(
    Type.Object({
      code: words(["disk_full", "read_only", "audit_unwritable", "keys_missing", "clock_off"]),
      since: Instant,
    }),
  ),
  partners: Type.Array(
    Type.Object({
      partner: SystemRef,
      state: words(["in_step", "catching_up", "waiting", "paused", "not_connected"]),
      /** Changes of ours the partner has not yet acknowledged. */
      waiting: Type.Integer(),
      /** In step since (or last in step at); null when never. */
      since: nullable(Instant),
      /** Last message received from the partner. */
      heard_at: nullable(Instant),
      /** A short code of what is wrong (label key sync.problem.<code>); empty when nothing. */
      problem: Type.String(),
      /** The partner's own changes that wait here, by reason (sync.held.<reason>), most first. */
      held: Type.Array(
        Type.Object({
          reason: words(["gap", "behind", "clock_ahead", "unknown_key", "refused"]),
          count: Type.Integer(),
        }),
      ),
    }),
  ),
});
export type SyncState = Static<typeof SyncState>;

export const Programme = Type.Object({
  id: Type.String(),
  name: Type.String(),
  type: Type.String(),
  owner: SystemRef,
});
export const Programmes = Type.Object({ items: Type.Array(Programme) });
export type Programmes = Static<typeof Programmes>;

/** Every refusal of the staff API: a code of one table, a safe sentence, and a reference to quote. */
export const ApiError = Type.Object({
  code: Type.String(),
  message: Type.String(),
  reference: Type.String(),
  /** For bad input: JSON pointers of the parts that were refused, never their values. */
  fields: Type.Optional(Type.Array(Type.String())),
});
export type ApiError = Static<typeof ApiError>;
