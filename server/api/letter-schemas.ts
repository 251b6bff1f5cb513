/** A referral as a letter: for the office that cannot get its reason by message, or by hand with the person. */
import { Type, type Static } from "typebox";
import { OfficeView } from "./paper-schemas.ts";
import { AgreementView, ContactView, ServiceName } from "./referral-schemas.ts";
import { Actor, Day, nullable, words } from "./schemas.ts";

/** What the agreement lets the office know; what it does not is left out, and named in `left_out`. */
export const ReferralLetter = Type.Object({
  id: Type.String(),
  to: OfficeView,
  from: OfficeView,
  printed_on: Day,
  sent_on: Day,
  requested_on: Day,
  answer_by: nullable(Day),
  /** The office has said what it will do: the letter asks for no answer. */
  answered: Type.Boolean(),
  service: ServiceName,
  person: Type.Object({
    name: Type.String(),
    birth_date: nullable(Type.String()),
    phone_number: Type.String(),
    languages: Type.Array(Type.String()),
    identifiers: Type.Array(Type.Object({ type: Type.String(), value: Type.String() })),
  }),
  reason: Type.String(),
  needs: Type.String(),
  contact: nullable(ContactView),
  sent_by: Actor,
  agreement: nullable(AgreementView),
  /** Fields of the request that the agreement does not let out (label key referral.one.<field>). */
  left_out: Type.Array(words(["reason", "needs", "contact"])),
  /** Why there is no letter (label key referral.why.<why>); empty: there is one. */
  why: words(["", "not_agreed", "not_covered"]),
  /** When it was printed before, the last time first. */
  printed: Type.Array(Type.String()),
});
export type ReferralLetter = Static<typeof ReferralLetter>;
