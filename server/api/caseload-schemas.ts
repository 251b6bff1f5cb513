/** Who is responsible for whom, and what comes next: the office's own lists. */
import { Type, type Static } from "typebox";
import { CaseWeight, CaseWorker } from "../../domain/records/case-holder.ts";
import { Day, nullable, optional, text, words } from "./schemas.ts";

export const caseScopes = ["mine", "team", "nobody"] as const;
/** Cases moved in one go. */
export const moves_max = 200;

export const CaseloadBody = Type.Object({ scope: words([...caseScopes]) });

export const CaseRow = Type.Object({
  person_id: Type.String(),
  name: Type.String(),
  age: nullable(Type.Integer()),
  household_id: nullable(Type.String()),
  household_number: Type.String(),
  plan_id: nullable(Type.String()),
  worker: nullable(CaseWorker),
  since: nullable(Day),
  weight: CaseWeight,
  /** What comes next in the agenda; null: nothing is planned. */
  next: nullable(
    Type.Object({
      day: Day,
      start: Type.String(),
      what: Type.String(),
      kind: words(["at", "due", "contact"]),
    }),
  ),
  /** The last day on which this office met the person; null: not yet. */
  last_met: nullable(Day),
  /** What of Today waits for somebody about this person, and how much of it is late. */
  clocks: Type.Integer(),
  late: Type.Integer(),
  /** The nearest of their days. */
  due: nullable(Type.String()),
});
export type CaseRow = Static<typeof CaseRow>;

export const CaseloadView = Type.Object({
  items: Type.Array(CaseRow),
  /** Who works in this office, with how many cases and how much of a week they stand for. */
  workers: Type.Array(
    Type.Object({
      id: Type.String(),
      name: Type.String(),
      role: Type.String({ description: "label key role.<role>" }),
      cases: Type.Integer(),
      units: Type.Integer(),
    }),
  ),
  /** This worker. */
  me: Type.String(),
  may_hand_over: Type.Boolean(),
  today: Day,
  /** So many days without a meeting are long. */
  quiet_days: Type.Integer(),
  /** There are more than are looked at. */
  is_more: Type.Boolean(),
});
export type CaseloadView = Static<typeof CaseloadView>;

const Move = Type.Object({
  person_id: text(60),
  /** Of a worker of this office; null: nobody. */
  to: nullable(text(60)),
  weight: optional(CaseWeight),
  /** Who was responsible on the screen; null: nobody. */
  seen: nullable(text(60)),
});
export const MovesBody = Type.Object({
  moves: Type.Array(Move, { minItems: 1, maxItems: moves_max }),
  reason: text(500),
});
export type MovesBody = Static<typeof MovesBody>;
export const Moved = Type.Object({
  /** In the order asked. */
  rows: Type.Array(
    Type.Object({
      person_id: Type.String(),
      name: Type.String(),
      /** Code of the refusal (label key error.<code>); empty: it moves. */
      code: Type.String(),
    }),
  ),
});
export type Moved = Static<typeof Moved>;
