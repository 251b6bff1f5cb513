/** Contacts and visits, as the staff API speaks of them. They stay in their office. */
import { Type, type Static } from "typebox";
import {
  contactKinds,
  contactOutcomes,
  note_chars_max,
} from "../../domain/records/contact-record.ts";
import { Actor, Day, nullable, optional, words } from "./schemas.ts";

export const NewContactBody = Type.Object({
  kind: words(contactKinds),
  on: Day,
  outcome: words(contactOutcomes),
  note: optional(Type.String({ maxLength: note_chars_max })),
  next_on: optional(Day),
});
export type NewContactBody = Static<typeof NewContactBody>;

export const ContactItem = Type.Object({
  id: Type.String(),
  kind: words(contactKinds),
  on: Day,
  outcome: words(contactOutcomes),
  note: Type.String(),
  next_on: nullable(Day),
  by: Actor,
});
export type ContactItem = Static<typeof ContactItem>;
/** Newest first. `next_on`: the day that was set at the last of them. */
export const Contacts = Type.Object({ items: Type.Array(ContactItem), next_on: nullable(Day) });
export type Contacts = Static<typeof Contacts>;
