/** What the staff API says of a plan's conflicts: both lines, the rule in words, ways out, who may keep both. */
import { Type, type Static } from "typebox";
import { certainties, kinds } from "../../domain/conflicts/finding.ts";
import { noteCodes, reasonCodes } from "../../domain/conflicts/reasons.ts";
import { wayCodes } from "../../domain/conflicts/ways/way.ts";
import { keepers } from "../../domain/plan/conflicts/keeping.ts";
import { LaneWord, TimesOrNone } from "../../domain/records/plan-values.ts";
import { EditLineBody } from "./plan-schemas.ts";
import { Actor, Day, nullable, optional, SystemRef, text, words } from "./schemas.ts";

const Values = Type.Record(
  Type.String({ maxLength: 40 }),
  Type.Union([Type.String(), Type.Number()]),
);

/** A line of a conflict. `unavailable`: the person is not available then, and nothing more is known or shown. */
const ConflictLine = Type.Object({
  /** Empty: not a line of a plan here. `draft/new`: the line being written. */
  id: Type.String(),
  shown: words(["plain", "private", "unavailable"]),
  what: Type.String(),
  lane: nullable(LaneWord),
  person_id: Type.String(),
  person_name: Type.String(),
  /** The office that made it; null: not told. */
  office: nullable(SystemRef),
  times: TimesOrNone,
  from: nullable(Day),
  until: nullable(Day),
  due: nullable(Day),
});
export type ConflictLine = Static<typeof ConflictLine>;

/** Why, by code (label key conflict.reason.<code>); `text` is a programme's own words of its rule. */
const ConflictReason = Type.Object({
  code: words([...reasonCodes, "not-available"]),
  values: Values,
  text: Type.String(),
  /** Ids of lines, in the order in which the sentence names them. */
  lines: Type.Array(Type.String()),
  who: Type.String(),
  places: Type.Array(Type.String()),
});
export type ConflictReason = Static<typeof ConflictReason>;

/** A way out (label key conflict.way.<way>). With `changes` it was tried: saved so, the conflict is gone and no other has come. */
const ConflictWay = Type.Object({
  way: words(wayCodes),
  line: Type.String(),
  changes: nullable(EditLineBody.properties.changes),
  /** Taking the line out of the plan is the way. */
  withdraw: Type.Boolean(),
  values: Values,
});
export type ConflictWay = Static<typeof ConflictWay>;

const Kept = Type.Object({
  reason: Type.String(),
  person_agreed: Type.Boolean(),
  by: Actor,
  at: Type.String(),
});

export const ConflictView = Type.Object({
  /** Its name, the same at both offices. */
  about: Type.String(),
  kind: words(kinds),
  certainty: words(certainties),
  /** The first days of it, and how many there are. */
  on: Type.Array(Day),
  days: Type.Integer(),
  lines: Type.Array(ConflictLine),
  reasons: Type.Array(ConflictReason),
  ways: Type.Array(ConflictWay),
  keeper: words(keepers),
  /** The office whose rule it is, where it is one's. */
  rule_owner: nullable(SystemRef),
  /** This office may keep both. */
  may_keep: Type.Boolean(),
  /** What its lines say now; sent back with the keeping, so that a change meanwhile is noticed. */
  stamp: Type.String(),
  kept: nullable(Kept),
  /** Both were kept, and a line has changed since. */
  asked_again: Type.Boolean(),
});
export type ConflictView = Static<typeof ConflictView>;

export const ConflictsView = Type.Object({
  conflicts: Type.Array(ConflictView),
  /** No conflict, but worth saying (label key conflict.note.<code>). */
  notes: Type.Array(
    Type.Object({ code: words(noteCodes), lines: Type.Array(Type.String()), values: Values }),
  ),
  /** More lines than can be checked as one. */
  too_large: Type.Boolean(),
});
export type ConflictsView = Static<typeof ConflictsView>;

/** A line as it is being written, if one is; then only what it takes part in is answered. */
export const CheckPlanBody = Type.Object({
  draft: optional(
    Type.Object({
      /** Empty: a new line. */
      id: Type.String({ maxLength: 60 }),
      lane: LaneWord,
      fields: EditLineBody.properties.changes,
    }),
  ),
  language: optional(Type.String({ maxLength: 20 })),
});
export type CheckPlanBody = Static<typeof CheckPlanBody>;

export const KeepBothBody = Type.Object({
  about: Type.String({ pattern: "^[0-9a-f]{64}$" }),
  stamp: Type.String({ pattern: "^[0-9a-f]{64}$" }),
  reason: text(500),
  person_agreed: Type.Boolean(),
});
export type KeepBothBody = Static<typeof KeepBothBody>;
