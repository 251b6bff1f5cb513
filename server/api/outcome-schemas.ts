/** What the staff API says and takes of what became of steps. */
import { Type, type Static } from "typebox";
import {
  causes,
  CauseWord,
  EvidenceKind,
  OutcomeWord,
  personal_cause,
  TimeName,
} from "../../domain/records/outcome-records.ts";
import { promisers } from "../../domain/records/plan-values.ts";
import { Actor, Day, nullable, optional, text, words } from "./schemas.ts";

const upTo = (chars_max: number) => Type.String({ maxLength: chars_max });

export const SideWord = words(promisers);
export const StandsWord = words(["happened", "ticked", "could_not", "differs", "open", "ahead"]);
export const ShieldWord = words([
  "not_the_person",
  "not_signed",
  "in_conflict",
  "support_missing",
  "good_cause",
]);

export const OutcomeView = Type.Object({
  id: Type.String(),
  said: OutcomeWord,
  side: nullable(SideWord),
  /** `personal`: there is a cause, and it stays with the office that was told. Empty: none is asked. */
  cause: words([...causes, personal_cause, ""]),
  reason: Type.String(),
  excused: Type.Boolean(),
  day: Day,
  /** Why it corrects an earlier one; empty: it does not. */
  why: Type.String(),
  at: Type.String(),
  by: Actor,
  /** This office recorded it, and may correct it. */
  yours: Type.Boolean(),
});
export type OutcomeView = Static<typeof OutcomeView>;

export const EvidenceView = Type.Object({
  id: Type.String(),
  kind: EvidenceKind,
  source: Type.String(),
  /** A worker wrote it down for somebody else. */
  assisted: Type.Boolean(),
  /** It is enough for whose step it is. */
  fits: Type.Boolean(),
  /** SHA-256 of a file; empty: there is none. */
  hash: Type.String(),
  media_type: Type.String(),
  size_bytes: Type.Integer(),
  /** The file is kept here and can be opened. */
  here: Type.Boolean(),
  at: Type.String(),
  by: Actor,
});
export type EvidenceView = Static<typeof EvidenceView>;

export const TimeView = Type.Object({
  time: TimeName,
  /** Empty: nobody has given it a day yet. */
  day: Type.String(),
  start: Type.String(),
  end: Type.String(),
  stands: StandsWord,
  assisted: Type.Boolean(),
  /** Why it counts against nobody; empty while nothing was missed. */
  shields: Type.Array(ShieldWord),
  outcomes: Type.Array(OutcomeView),
  /** Corrected or taken back, oldest first. */
  earlier: Type.Array(OutcomeView),
  evidence: Type.Array(EvidenceView),
});
export type TimeView = Static<typeof TimeView>;

const counts = {
  side: SideWord,
  due: Type.Integer(),
  happened: Type.Integer(),
  assisted: Type.Integer(),
  ticked: Type.Integer(),
  could_not: Type.Integer(),
  differs: Type.Integer(),
  open: Type.Integer(),
};
export const SideCountsView = Type.Object(counts);
export const PersonCountsView = Type.Object({
  ...counts,
  excused: Type.Integer(),
  to_ask: Type.Integer(),
});

export const PlanOutcomes = Type.Object({
  steps: Type.Array(
    Type.Object({
      step_id: Type.String(),
      side: SideWord,
      /** Kinds of evidence that are enough for it. */
      fitting: Type.Array(EvidenceKind),
      /** Recorded and due times, oldest first; of many the latest. */
      times: Type.Array(TimeView),
      /** Services given, refused or not available for it, newest first. */
      services: Type.Array(
        Type.Object({
          id: Type.String(),
          service: Type.String(),
          on: Day,
          quantity: Type.String(),
          outcome: words(["delivered", "refused", "not_available"]),
          by: Actor,
        }),
      ),
      /** It repeats without a clock: any day may be recorded. */
      any_day: Type.Boolean(),
    }),
  ),
  /** Why something could not be, by whom it may have been; the personal ones stay with the office told. */
  causes: Type.Array(
    Type.Object({ cause: CauseWord, sides: Type.Array(SideWord), is_personal: Type.Boolean() }),
  ),
  /** By offices and providers; then by the person. */
  kept: Type.Array(SideCountsView),
  person: PersonCountsView,
  from: Day,
  to: Day,
});
export type PlanOutcomes = Static<typeof PlanOutcomes>;

export const KnownBody = Type.Object({ kind: EvidenceKind, source: upTo(200) });
const happened = {
  said: words(["happened"]),
  /** Null: nothing shows it yet; it is only ticked. */
  known: nullable(KnownBody),
};
const couldNot = {
  said: words(["could_not"]),
  side: SideWord,
  cause: CauseWord,
  reason: upTo(500),
};
export const SaidBody = Type.Union([
  Type.Object(happened, { additionalProperties: false }),
  Type.Object(couldNot, { additionalProperties: false }),
]);
export type SaidBody = Static<typeof SaidBody>;

export const NewOutcomeBody = Type.Object({
  time: TimeName,
  day: Day,
  what: SaidBody,
  /** Our own outcome that this one stands in place of. */
  corrects: optional(nullable(text(60))),
  why: optional(upTo(500)),
});
export type NewOutcomeBody = Static<typeof NewOutcomeBody>;
export const TakeBackBody = Type.Object({ why: optional(upTo(500)) });
