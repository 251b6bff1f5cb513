import { Type, type Static } from "typebox";
import { roundHouseholdStates, roundOrders, roundStates } from "../../domain/records/round.ts";
import { Day, nullable, optional, SystemRef, text, words } from "./schemas.ts";

/** Proactive enrolment (PRS.EMP.03): rounds of a programme, as the staff API speaks of them. */
const Instant = Type.String();

/** A condition as domain/criteria.ts has it; what is wrong with it is told by code, not by shape. */
const Criteria = Type.Unknown({ description: "domain/criteria.ts, over households" });

export const NewRoundBody = Type.Object({
  name: text(200),
  programme_id: Type.String({ maxLength: 99 }),
  partner: text(99),
  criteria: Criteria,
  places: Type.Integer({ minimum: 1, maximum: 100_000 }),
  order: words(roundOrders),
});
export type NewRoundBody = Static<typeof NewRoundBody>;

export const CountBody = Type.Object({ partner: text(99), criteria: Criteria });
export type CountBody = Static<typeof CountBody>;
/** How many fit; nobody's data are asked for. */
export const Counted = Type.Object({
  total: nullable(Type.Integer()),
  problem: Type.String({ description: "label key round.problem.<problem>; empty: none" }),
});
export type Counted = Static<typeof Counted>;

/** What may be asked of a registry under the agreement, attribute by attribute. */
export const AskableAttribute = Type.Object({
  name: Type.String(),
  of: words(["household", "member"]),
  type: words(["text", "number", "date", "boolean", "blind"]),
  /** Codes of its list; empty: no list. */
  codes: Type.Array(Type.String()),
});
export type AskableAttribute = Static<typeof AskableAttribute>;
export const RoundRegistries = Type.Object({
  items: Type.Array(Type.Object({ system: SystemRef, attributes: Type.Array(AskableAttribute) })),
});
export type RoundRegistries = Static<typeof RoundRegistries>;

export const RoundSummary = Type.Object({
  id: Type.String(),
  name: Type.String(),
  programme: Type.String(),
  registry: SystemRef,
  state: words(roundStates),
  order: words(roundOrders),
  places: Type.Integer(),
  found: nullable(Type.Object({ total: Type.Integer(), taken: Type.Integer(), at: Instant })),
  enrolled: Type.Integer(),
});
export type RoundSummary = Static<typeof RoundSummary>;
export const RoundList = Type.Object({ items: Type.Array(RoundSummary) });
export type RoundList = Static<typeof RoundList>;

/** One reason, as data: label keys are field.<last of path> and explain.<is>. */
export const ReasonView = Type.Object({
  path: Type.Array(Type.String()),
  is: Type.String(),
  negated: Type.Boolean(),
  code: words(["met", "not_met", "not_known"]),
});
export type ReasonView = Static<typeof ReasonView>;

export const RoundHouseholdView = Type.Object({
  id: Type.String(),
  number: Type.String(),
  place: Type.String(),
  size: Type.Integer(),
  state: words(roundHouseholdStates),
  members: Type.Array(
    Type.Object({
      key: Type.String(),
      name: Type.String(),
      age: nullable(Type.Integer()),
      /** Of the age that work is offered to. */
      may_be_named: Type.Boolean(),
    }),
  ),
  named: nullable(Type.String()),
  rank: nullable(Type.Integer()),
  because: Type.Array(ReasonView),
  /** The person who was enrolled. */
  person: nullable(Type.String()),
  appeal: nullable(
    Type.Object({
      text: Type.String(),
      on: Day,
      due: Day,
      answer: Type.String(),
      answered_by: Type.String(),
    }),
  ),
});
export type RoundHouseholdView = Static<typeof RoundHouseholdView>;

export const RoundView = Type.Object({
  ...RoundSummary.properties,
  criteria: Criteria,
  announcement: nullable(Type.Object({ on: Day, how: Type.String() })),
  /** Of a draw: its seal, published at the announcement, and its seed once drawn. */
  draw: nullable(
    Type.Object({ seal: Type.String(), seed: Type.String(), drawn_on: nullable(Day) }),
  ),
  households: Type.Array(RoundHouseholdView),
  /** Steps that may be taken now. */
  may: Type.Array(words(["search", "announce", "close_naming", "order", "end"])),
});
export type RoundView = Static<typeof RoundView>;

export const AnnounceBody = Type.Object({ on: Day, how: text(500) });
export const NameMemberBody = Type.Object({ member: text(160) });
export const AnswerNamingBody = Type.Object({ answer: words(["agreed", "said_no"]) });
export const EnrolNamedBody = Type.Object({ effective_date: Day, reason: optional(text(500)) });
export const AppealBody = Type.Object({ text: text(1000) });
export const AppealAnswerBody = Type.Object({ answer: text(1000) });
export const WhyNotBody = Type.Object({ number: text(60) });
/** Whether a household fits, and what decided it; null: the registry knows none such, or not for us. */
export const WhyNotView = Type.Object({
  known: Type.Boolean(),
  fits: nullable(Type.Boolean()),
  because: Type.Array(ReasonView),
  problem: Type.String({ description: "label key round.problem.<problem>; empty: none" }),
});
export type WhyNotView = Static<typeof WhyNotView>;
