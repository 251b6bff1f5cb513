import { Type, type Static } from "typebox";
import { SystemRef, ToldState } from "./schemas.ts";

/** What can be told a partner now about a person's work or one of our enrolments. */
export const Telling = Type.Object({
  what: Type.Enum(["employment", "enrolment"]),
  enrolment_id: Type.Union([Type.String(), Type.Null()]),
  /** The programme's name; empty for employment. */
  programme: Type.String(),
  /** Exactly what would leave; null: nothing may, and `why` says why. */
  leaves: Type.Union([
    Type.Array(Type.Object({ field: Type.String(), value: Type.Unknown() })),
    Type.Null(),
  ]),
  why: Type.String({ description: "label key tell.why.<why>; empty when it may leave" }),
  last: Type.Union([ToldState, Type.Null()]),
});
export type Telling = Static<typeof Telling>;
export const TellingsView = Type.Object({
  partners: Type.Array(
    Type.Object({
      system: SystemRef,
      /** Keeps in step by itself: there is nothing to send by hand. */
      standing: Type.Boolean(),
      tellings: Type.Array(Telling),
    }),
  ),
});
export type TellingsView = Static<typeof TellingsView>;
export const TellBody = Type.Object({
  partner: Type.String({ minLength: 1, maxLength: 99 }),
  what: Type.Enum(["employment", "enrolment"]),
  enrolment_id: Type.Optional(Type.String({ minLength: 1, maxLength: 60 })),
});
export type TellBody = Static<typeof TellBody>;
