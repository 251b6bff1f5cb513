import { Type } from "typebox";
import { PaperKind } from "./paper-kinds.ts";
import type { FieldSpec, RecordTable } from "./field.ts";
import { fixed, shared } from "./plan-records.ts";
import {
  Accepted,
  Costs,
  DayOrNone,
  Earnings,
  Hash,
  HoursOrNone,
  KeepOff,
  LaneWord,
  Obligation,
  PartyWord,
  PrivateKindWord,
  Promiser,
  RepetitionWord,
  StepStateWord,
  TimesOrNone,
} from "./plan-values.ts";
import { Ref, RefOrNone, Text, Worker } from "./values.ts";

/** What a promise is: only the office that made the line writes it. */
const promised = (schema: FieldSpec["schema"], path: string): FieldSpec => ({
  schema,
  class: "owned",
  owner: "creator",
  sensitivity: "personal",
  dci: { path },
});

/** What of a step is substance (domain/plan/terms.ts): a change asks for new sign-offs. */
const substance = {
  what: shared(Text(200), "what"),
  service: shared(Text(60), "service"),
  goal: shared(RefOrNone, "goal"),
  who: promised(Promiser, "who"),
  obligation: promised(Obligation, "obligation"),
  from: shared(DayOrNone, "from"),
  until: shared(DayOrNone, "until"),
  due: shared(DayOrNone, "due"),
  repeats: shared(RepetitionWord, "repeats"),
  hours_per_week: shared(HoursOrNone, "hours_per_week"),
  earnings: shared(Earnings, "earnings_per_month"),
  costs: shared(Costs, "costs"),
  where: shared(Text(200), "where"),
  condition: shared(Text(500), "benefit_condition"),
  how_known: shared(Text(500), "how_known"),
  adjustments: shared(Text(500), "adjustments"),
  needs: shared(Text(300), "needs"),
  permits: shared(Type.Array(PaperKind, { maxItems: 6, uniqueItems: true }), "permits"),
  after: shared(RefOrNone, "after"),
  for_household: shared(Type.Boolean(), "for_household"),
  withdrawn: shared(Type.Boolean(), "withdrawn"),
};

/** The diary and how it goes: these leave what was agreed as it is. */
const course = {
  times: shared(TimesOrNone, "times"),
  meeting_place: shared(Text(200), "meeting_place"),
  accepted: shared(Accepted, "accepted"),
  state: shared(StepStateWord, "step_status"),
  state_reason: shared(Text(500), "status_reason"),
  evidence: shared(Text(300), "evidence"),
  enrolment: shared(RefOrNone, "enrolment"),
  activity: shared(Text(20), "activity"),
  with_member: shared(RefOrNone, "with_member"),
  keep_off: shared(KeepOff, "keep_off"),
};

/** One step of a plan: who does what by when, where, how we will know, and what it means for a benefit. */
export const stepTable: RecordTable = {
  type: "Step",
  wireType: "tandem:Step",
  fields: {
    person: fixed(Ref, "member"),
    plan: fixed(Ref, "plan"),
    lane: fixed(LaneWord, "lane"),
    ...substance,
    ...course,
  },
};

/** The same fields, never out of their system, and sealed where they are stored. */
function kept(fields: Record<string, FieldSpec>): Record<string, FieldSpec> {
  return Object.fromEntries(
    Object.entries(fields).map(([name, { schema }]): [string, FieldSpec] => [
      name,
      { schema, class: "local", owner: "any", sensitivity: "sensitive", dci: null },
    ]),
  );
}

/**
 * A step that the other agency must not see. Every field is local, so nothing of it can leave; what
 * leaves is an Unavailable: a commitment to its substance and when the person is not available.
 */
export const privateStepTable: RecordTable = {
  type: "PrivateStep",
  wireType: "tandem:PrivateStep",
  fields: {
    ...kept({
      ...stepTable.fields,
      cover: shared(RefOrNone, ""),
      salt: shared(Hash, ""),
      // Of private time that is no step: what it is, or a place or a person to keep away from.
      private_kind: shared(PrivateKindWord, ""),
      away_place: shared(Text(200), ""),
      away_person: shared(Text(120), ""),
    }),
  },
};

/**
 * "Not available then": of a protected step, and of any other private time, in the same shape. The
 * commitment stands in the terms root in place of what it hides; without the salt it says nothing.
 */
export const unavailableTable: RecordTable = {
  type: "Unavailable",
  wireType: "tandem:Unavailable",
  fields: {
    person: fixed(Ref, "member"),
    plan: fixed(Ref, "plan"),
    commitment: promised(Hash, "commitment"),
    times: promised(TimesOrNone, "times"),
    withdrawn: promised(Type.Boolean(), "withdrawn"),
  },
};

/** One message on a step's thread. */
export const stepMessageTable: RecordTable = {
  type: "StepMessage",
  wireType: "tandem:StepMessage",
  fields: {
    person: fixed(Ref, "member"),
    step: fixed(Ref, "step"),
    party: fixed(PartyWord, "party"),
    text: { ...fixed(Text(2000), "text"), sensitivity: "sensitive" },
    at: fixed(Text(40), "sent_at"),
    by: fixed(Worker, "sent_by"),
  },
};

/** Fields of a step that are substance, in the order in which people read them. */
export const stepSubstance: readonly string[] = Object.keys(substance).filter(
  (field) => field !== "withdrawn",
);
