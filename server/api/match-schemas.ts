import { Type, type Static } from "typebox";
import { SystemRef } from "./schemas.ts";

/** "Same person?": a partner's record beside the candidates here, and why it was not linked by rule. */
export const MatchView = Type.Object({
  id: Type.String(),
  partner: SystemRef,
  /** An ISO date-time in UTC. */ at: Type.String(),
  why: Type.String({
    description: "label key match.why.<code>: none_identified, several, contradiction, parted",
  }),
  incoming: Type.Array(Type.Object({ field: Type.String(), value: Type.Unknown() })),
  candidates: Type.Array(
    Type.Object({
      person_id: Type.String(),
      name: Type.String(),
      household_number: Type.String(),
      fields: Type.Array(
        Type.Object({
          field: Type.String(),
          value: Type.Unknown(),
          agrees: Type.Enum(["same", "different", "unknown"]),
        }),
      ),
    }),
  ),
});
export type MatchView = Static<typeof MatchView>;
export const MatchList = Type.Object({ items: Type.Array(MatchView) });
export type MatchList = Static<typeof MatchList>;
export const DecideMatchBody = Type.Object({
  decision: Type.Union([Type.Literal("same"), Type.Literal("new")]),
  person_id: Type.Optional(Type.String({ maxLength: 60 })),
  note: Type.Optional(Type.String({ maxLength: 500 })),
});
export type DecideMatchBody = Static<typeof DecideMatchBody>;
