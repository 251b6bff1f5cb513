/** The small forms that the plan format is made of. */
import { Type, type Static, type TSchema } from "typebox";

export const text_chars_max = 2_000;

export const Text = Type.String({ maxLength: text_chars_max });
export const Id = Type.String({ minLength: 1, maxLength: 200 });
export const Member = Id;
/** Whether there is such a day, reading.ts looks. */
export const Day = Type.String({ pattern: "^\\d{4}-\\d{2}-\\d{2}$" });
export const AnyTime = Type.String({ pattern: "^([01]\\d|2[0-3]):[0-5]\\d(:[0-5]\\d)?$|^24:00$" });
export const Lane = Type.Enum(["social", "employment", "person"]);
export type Lane = Static<typeof Lane>;
/** `MO`, `Mon`, `Monday` in any case, or the number of ISO 8601: 1 is Monday. */
export const Weekday = Type.Union([
  Type.String({ pattern: "^[A-Za-z]{2,9}$" }),
  Type.Integer({ minimum: 1, maximum: 7 }),
]);
export type Weekday = Static<typeof Weekday>;

/** A list, or RFC 5545's own way of writing one, with commas. */
export const Exdate = Type.Union([Type.Array(Text, { maxItems: 2_000 }), Text]);

/** Wall times of the first occurrence, and how it comes again. */
export const Schedule = Type.Object({
  start: Text,
  end: Text,
  zone: Type.Optional(Text),
  rrule: Type.Optional(Text),
  exdate: Type.Optional(Exdate),
});
export type Schedule = Static<typeof Schedule>;

export function array<T extends TSchema>(schema: T, maxItems: number) {
  return Type.Array(schema, { maxItems });
}
