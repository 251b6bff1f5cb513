import { Type, type Static } from "typebox";

/** Bodies of what a worker does about a record itself: a death, two that are one, one made by mistake. */
const text = (chars_max: number) => Type.String({ minLength: 1, maxLength: chars_max });
const Day = Type.String({ pattern: "^\\d{4}-\\d{2}-\\d{2}$" });

export const DeathBody = Type.Object({
  step: Type.Enum(["report", "confirm", "reverse"]),
  reason: text(500),
  date: Type.Optional(Day),
});
export type DeathBody = Static<typeof DeathBody>;
export const ReasonBody = Type.Object({ reason: text(500) });
export type ReasonBody = Static<typeof ReasonBody>;
export const MergeBody = Type.Object({ into: text(60), reason: text(500) });
export type MergeBody = Static<typeof MergeBody>;
/** Which record it is joined into: the one that was asked, as the second person saw it. */
export const MergeConfirmBody = Type.Object({ into: text(60) });
export type MergeConfirmBody = Static<typeof MergeConfirmBody>;
/** Which partner's record is not this person after all. */
export const UnlinkBody = Type.Object({ partner: text(99), reason: text(500) });
export type UnlinkBody = Static<typeof UnlinkBody>;
