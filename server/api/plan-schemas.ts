/** What the staff API says and takes of plans. Lines are named by their keys, which both offices use. */
import { Type, type Static } from "typebox";
import {
  Accepted,
  Costs,
  Earnings,
  GoalStateWord,
  Hash,
  KeepOff,
  LaneWord,
  Obligation,
  PartyWord,
  PrivateKindWord,
  Promiser,
  RepetitionWord,
  SignDecisionWord,
  SignMethod,
  StepStateWord,
  Times,
} from "../../domain/records/plan-values.ts";
import { PaperKind } from "../../domain/records/paper-kinds.ts";
import { Actor, Day, nullable, optional, SystemRef, text, words } from "./schemas.ts";

const upTo = (chars_max: number) => Type.String({ maxLength: chars_max });
const Instant = Type.String();
const Uuid = Type.String({ pattern: "^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$" });

/** Opaque stamps of the values shown, by field; sent back as `seen`, so that a stale edit is noticed. */
const Stamps = Type.Record(Type.String({ maxLength: 40 }), Type.String({ maxLength: 60 }));
/** Values that the other office wrote at the same time, still to be settled by a person. */
const Beside = Type.Array(
  Type.Object({ field: Type.String(), value: Type.Unknown(), from: SystemRef }),
);

/** agreed · changed (the agreed words hold) · refused (by the person) · not_agreed (nobody is held to it). */
export const LineStandingWord = words(["agreed", "changed", "refused", "not_agreed"]);

export const GoalView = Type.Object({
  id: Type.String(),
  key: Type.String(),
  text: Type.String(),
  by: nullable(Day),
  how_known: Type.String(),
  state: GoalStateWord,
  withdrawn: Type.Boolean(),
  standing: LineStandingWord,
  office: SystemRef,
  stamps: Stamps,
  also: Beside,
});
export type GoalView = Static<typeof GoalView>;

export const MessageView = Type.Object({
  id: Type.String(),
  text: Type.String(),
  party: PartyWord,
  by: Actor,
  at: Instant,
});
export type MessageView = Static<typeof MessageView>;

/** What of a step an office writes. Days are inclusive; hours and earnings are per week and per month. */
const stepFields = {
  what: text(200),
  service: upTo(60),
  goal: nullable(text(200)),
  who: Promiser,
  obligation: Obligation,
  from: nullable(Day),
  until: nullable(Day),
  due: nullable(Day),
  repeats: RepetitionWord,
  hours_per_week: nullable(Type.Number({ minimum: 0, maximum: 168 })),
  earnings: Earnings,
  costs: Costs,
  /** Papers it asks for (label key paper_kind.<word>). */
  permits: Type.Array(PaperKind, { maxItems: 6, uniqueItems: true }),
  where: upTo(200),
  condition: upTo(500),
  how_known: upTo(500),
  adjustments: upTo(500),
  needs: upTo(300),
  after: nullable(text(200)),
  for_household: Type.Boolean(),
  times: nullable(Times),
  meeting_place: upTo(200),
  accepted: Accepted,
  activity: upTo(20),
  /** Where the line is kept away from, beside the other agency: it is not on paper, in a text message. */
  keep_off: KeepOff,
};

export const StepView = Type.Object({
  id: Type.String(),
  key: Type.String(),
  lane: LaneWord,
  /** Ours, and kept from the other agency: it sees only that the person is not available then. */
  hidden: Type.Boolean(),
  state: StepStateWord,
  state_reason: Type.String(),
  evidence: Type.String(),
  /** Done, stopped or taken out: read only. */
  locked: Type.Boolean(),
  withdrawn: Type.Boolean(),
  /** The states it may go to. */
  next: Type.Array(StepStateWord),
  standing: LineStandingWord,
  /** The office that made the line; only it writes the promise (`who`, `obligation`). */
  office: SystemRef,
  yours: Type.Boolean(),
  ...stepFields,
  who: nullable(Promiser),
  obligation: nullable(Obligation),
  repeats: nullable(RepetitionWord),
  stamps: Stamps,
  also: Beside,
  messages: Type.Array(MessageView),
});
export type StepView = Static<typeof StepView>;

/** "Not available then": nothing more is known of it, or shown. */
export const UnavailableView = Type.Object({ id: Type.String(), times: nullable(Times) });

/** Ours alone. `kind` null: a place or a person to keep away from. */
export const PrivateView = Type.Object({
  id: Type.String(),
  kind: nullable(PrivateKindWord),
  times: nullable(Times),
  keep_off: KeepOff,
  away_place: Type.String(),
  away_person: Type.String(),
});
export type PrivateView = Static<typeof PrivateView>;

const SaidView = Type.Object({
  party: PartyWord,
  decision: SignDecisionWord,
  at: Instant,
  by: Actor,
  method: SignMethod,
  /** Where the signed paper, the recording or the mark is kept. */
  evidence: Type.String(),
  witness: Type.String(),
  reason: Type.String(),
  refused_lines: Type.Array(Type.String()),
});
export type SaidView = Static<typeof SaidView>;

/** What differs between two versions, by line; labels of fields are field keys of the catalogue. */
export const DifferenceView = Type.Object({
  kind: words(["plan", "goal", "step", "hidden"]),
  key: Type.String(),
  what: words(["added", "removed", "changed"]),
  title: Type.String(),
  fields: Type.Array(
    Type.Object({ field: Type.String(), from: Type.Unknown(), to: Type.Unknown() }),
  ),
});
export type DifferenceView = Static<typeof DifferenceView>;

export const PlanView = Type.Object({
  id: Type.String(),
  key: Type.String(),
  person_id: Type.String(),
  person_name: Type.String(),
  household_id: nullable(Type.String()),
  title: Type.String(),
  language: Type.String(),
  template: Type.String(),
  data_shared: Type.String(),
  opened_on: Day,
  reassess_on: nullable(Day),
  state: words(["open", "closed"]),
  closed_reason: Type.String(),
  stamps: Stamps,
  /** Why nothing new can be planned now, a code of the refusals; empty: it can. */
  stopped: Type.String(),
  /** The name of the plan as it stands: what is signed. Empty where it is too large to be read as one. */
  root: Type.String(),
  too_large: Type.Boolean(),
  /** Offices that have this plan too; empty: nobody else sees it. */
  shared_with: Type.Array(SystemRef),
  /** Parts of the substance that the agreement does not share; while there are any, nobody signs. */
  not_shared: Type.Array(Type.String()),
  goals: Type.Array(GoalView),
  steps: Type.Array(StepView),
  unavailable: Type.Array(UnavailableView),
  /** What this office noted of private time and of what to keep away from; it leaves this office never. */
  private: Type.Array(PrivateView),
  agreement: Type.Object({
    in_force: nullable(Type.Object({ root: Type.String(), at: Instant })),
    asks: Type.Array(PartyWord),
    said: Type.Array(SaidView),
    /** From what is in force to what stands now. */
    differences: Type.Array(DifferenceView),
    /** For whom this office may sign. */
    may_sign: Type.Array(PartyWord),
  }),
  /** The household's other adults, and shared steps of their plans. */
  household: Type.Array(
    Type.Object({
      person_id: Type.String(),
      name: Type.String(),
      has_plan: Type.Boolean(),
      shared_steps: Type.Array(
        Type.Object({
          id: Type.String(),
          lane: LaneWord,
          what: Type.String(),
          state: StepStateWord,
          due: nullable(Day),
          times: nullable(Times),
        }),
      ),
    }),
  ),
});
export type PlanView = Static<typeof PlanView>;

/** A person's plan, or why there is none and whether one may be opened. */
export const PersonPlan = Type.Object({
  plan: nullable(PlanView),
  /** Code of the refusal that stands against a plan (label key error.<code>); empty: one may be opened. */
  stopped: Type.String(),
});
export type PersonPlan = Static<typeof PersonPlan>;

export const VersionsView = Type.Object({
  items: Type.Array(
    Type.Object({
      root: Type.String(),
      /** When somebody first signed it. */
      at: Instant,
      agreed_at: nullable(Instant),
      in_force: Type.Boolean(),
      said: Type.Array(SaidView),
      /** From the version before it. */
      differences: Type.Array(DifferenceView),
    }),
  ),
});
export type VersionsView = Static<typeof VersionsView>;

/** Whether this screen shows the plan, and who else has it open. */
export const PresenceBody = Type.Object({ here: Type.Boolean() });
export const PresenceView = Type.Object({
  others: Type.Array(Type.Object({ name: Type.String(), role: Type.String(), system: SystemRef })),
});
export type PresenceView = Static<typeof PresenceView>;

/** Two versions by their roots. */
export const CompareBody = Type.Object({ from: Hash, to: Hash });
export type CompareBody = Static<typeof CompareBody>;
export const ComparedView = Type.Object({ differences: Type.Array(DifferenceView) });
export type ComparedView = Static<typeof ComparedView>;

/** A name chosen by the screen (UUID): the same asked again makes nothing twice. */
const once = { id: optional(Uuid) };

export const OpenPlanBody = Type.Object({
  ...once,
  title: upTo(200),
  language: upTo(20),
  template: optional(upTo(60)),
  reassess_on: optional(nullable(Day)),
  data_shared: optional(upTo(1000)),
});
export type OpenPlanBody = Static<typeof OpenPlanBody>;
export const EditPlanBody = Type.Object({
  changes: Type.Partial(
    Type.Object(
      {
        title: upTo(200),
        language: upTo(20),
        data_shared: upTo(1000),
        reassess_on: nullable(Day),
      },
      { additionalProperties: false },
    ),
  ),
  seen: optional(Stamps),
});
export const ClosePlanBody = Type.Object({ reason: text(500) });
export const NewGoalBody = Type.Object({
  ...once,
  text: text(500),
  by: optional(nullable(Day)),
  how_known: optional(upTo(500)),
});
export const NewStepBody = Type.Object({
  ...once,
  lane: LaneWord,
  /** Keep it from the other agency. Chosen when the line is made: what was shown cannot be taken back. */
  hidden: optional(Type.Boolean()),
  fields: Type.Object(
    {
      ...Type.Partial(Type.Object(stepFields)).properties,
      what: text(200),
      state: optional(words(["proposed", "planned"])),
    },
    { additionalProperties: false },
  ),
});
export type NewStepBody = Static<typeof NewStepBody>;
/** Private time, of which the other office learns the time alone; or, without times, what to keep away from. */
export const NewUnavailableBody = Type.Object({
  ...once,
  times: optional(Times),
  kind: optional(PrivateKindWord),
  keep_off: optional(KeepOff),
  away_place: optional(upTo(200)),
  away_person: optional(upTo(120)),
});
export type NewUnavailableBody = Static<typeof NewUnavailableBody>;
export const EditLineBody = Type.Object({
  changes: Type.Partial(
    Type.Object(
      { ...stepFields, text: text(500), by: nullable(Day), state: GoalStateWord },
      { additionalProperties: false },
    ),
  ),
  seen: optional(Stamps),
});
export type EditLineBody = Static<typeof EditLineBody>;
/** Why a line is taken out; the other office reads it. */
export const WithdrawBody = Type.Object({ reason: optional(upTo(500)) });
export const MoveStepBody = Type.Object({
  to: StepStateWord,
  reason: optional(upTo(500)),
  evidence: optional(upTo(300)),
});
export type MoveStepBody = Static<typeof MoveStepBody>;
export const MessageBody = Type.Object({ ...once, text: text(2000), party: PartyWord });
export const SignBody = Type.Object({
  party: PartyWord,
  decision: SignDecisionWord,
  root: Hash,
  refused_lines: optional(Type.Array(text(200), { maxItems: 400, uniqueItems: true })),
  reason: optional(upTo(500)),
  method: SignMethod,
  evidence: optional(upTo(200)),
  witness: optional(upTo(120)),
});
export type SignBody = Static<typeof SignBody>;

/** Messages of each thread that this worker has not read; steps without messages are left out. */
export const PlanThreads = Type.Object({
  items: Type.Array(Type.Object({ step_id: Type.String(), unread: Type.Integer() })),
});
export type PlanThreads = Static<typeof PlanThreads>;
export const ReadBody = Type.Object({ message_id: text(60) });
export const ReadDone = Type.Object({ read: Type.Boolean() });
