import { Type, type Static } from "typebox";
import { nullable, SystemRef, words } from "./schemas.ts";

/** "Ask the other system" from a person's page: what may be asked, what left, what came back. */

const Instant = Type.String();

export const AskPurpose = words(["verification", "work_support", "case_management", "referral"]);
export type AskPurpose = Static<typeof AskPurpose>;

/** `person`: what the other system knows; `enrolment`: whether the person is enrolled there. */
export const AskedFor = words(["person", "enrolment"]);

const Identifier = Type.Object({ type: Type.String(), value: Type.String() });

export const AskBody = Type.Object({
  partner: Type.String({ minLength: 1, maxLength: 99 }),
  what: AskedFor,
  purpose: AskPurpose,
  /** The one identifier that leaves; it must be the person's, of a type that the agreement trusts. */
  identifier: Type.Object({
    type: Type.String({ minLength: 1, maxLength: 60 }),
    value: Type.String({ minLength: 1, maxLength: 200 }),
  }),
});
export type AskBody = Static<typeof AskBody>;

/** A field as the other system says it, beside ours; `same` when ours holds it too. */
export const SaidField = Type.Object({
  name: Type.String(),
  theirs: Type.Unknown(),
  ours: Type.Unknown(),
  same: Type.Boolean(),
});
export type SaidField = Static<typeof SaidField>;

export const AskedView = Type.Object({
  id: Type.String(),
  partner: SystemRef,
  what: AskedFor,
  purpose: Type.String(),
  by: Type.String(),
  at: Instant,
  settled_at: nullable(Instant),
  state: words(["asked", "answered", "failed", "rejected"]),
  /** Why it could not be checked (catalogue key ask.why.<why>); empty otherwise. */
  why: words(["", "outage", "ambiguous", "trust", "bad", "gone", "untrusted"]),
  /** `held`: the answer was signed by the partner; `same_node`: no message was sent. */
  signature: words(["held", "same_node", "none"]),
  /** Thumbprint of the key that signed, and SHA-256 of the bytes kept. */
  key: Type.String(),
  digest: Type.String(),
  /** What the partner says of the person: one list for each record it gave. */
  records: Type.Array(Type.Array(SaidField)),
  enrolments: Type.Array(
    Type.Object({
      /** A status of ours, or empty where the partner's word is none of them. */
      status: Type.String(),
      word: Type.String(),
      programme: Type.String(),
      as_of: Instant,
    }),
  ),
});
export type AskedView = Static<typeof AskedView>;

export const AskingView = Type.Object({
  partners: Type.Array(
    Type.Object({
      system: SystemRef,
      /** Empty: no agreement in force lets us ask. */
      purposes: Type.Array(AskPurpose),
      /** Which of the person's identifiers may leave, in the agreement's order. */
      identifiers: Type.Array(Identifier),
      same_node: Type.Boolean(),
    }),
  ),
  /** The latest questions about the person, newest first. */
  asked: Type.Array(AskedView),
});
export type AskingView = Static<typeof AskingView>;
