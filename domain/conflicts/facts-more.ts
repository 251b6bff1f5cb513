/** What the plan format is extended by, for the seven kinds it cannot decide by itself. */
import { Type, type Static } from "typebox";
import { AnyTime, array, Day, Id, Lane, Member, Text, Weekday } from "./forms.ts";

const Amount = Type.Number({ minimum: 0, maximum: 1e12 });
const Currency = Type.String({ minLength: 1, maxLength: 10 });
const hidden = {
  protectedFrom: Type.Optional(array(Lane, 3)),
  hide: Type.Optional(array(Text, 100)),
};

/** cost: what the household has, and what comes in when. */
export const Money = Type.Object({
  currency: Currency,
  atHand: Amount,
  coming: Type.Optional(array(Type.Object({ text: Text, amount: Amount, on: Day }), 500)),
});
export type Money = Static<typeof Money>;

/** cost: a fare, fee, tool or lost wage. `each`: at every occurrence; otherwise once, on `on`. */
export const Cost = Type.Object({
  text: Text,
  amount: Amount,
  currency: Currency,
  each: Type.Optional(Type.Boolean()),
  on: Type.Optional(Day),
  /** Paid by an office at once, so that nothing has to be laid out. */
  paidByOffice: Type.Optional(Type.Boolean()),
  refundedOn: Type.Optional(Day),
});
export type Cost = Static<typeof Cost>;

/** calendar: a day or hours on which something does not work, or only at a price. */
export const Calendar = Type.Object({
  id: Id,
  text: Text,
  type: Type.Enum([
    "closed",
    "holiday",
    "religious",
    "school-break",
    "harvest",
    "market-day",
    "rains",
  ]),
  from: Day,
  until: Day,
  days: Type.Optional(Type.Array(Weekday, { minItems: 1, maxItems: 7 })),
  /** Hours of each day; without them the whole day. */
  fromTime: Type.Optional(AnyTime),
  toTime: Type.Optional(AnyTime),
  places: Type.Optional(array(Id, 1_000)),
  services: Type.Optional(array(Id, 1_000)),
  lanes: Type.Optional(array(Lane, 3)),
  members: Type.Optional(array(Member, 60)),
});
export type Calendar = Static<typeof Calendar>;

/** protected-time: days that belong to a member, by law. */
export const ProtectedTime = Type.Object({
  member: Member,
  type: Type.Enum(["pregnancy", "birth", "breastfeeding", "treatment", "bereavement", "court"]),
  text: Text,
  from: Day,
  until: Day,
  /** Only work or training is kept off; without it every step of another lane than the person's. */
  keepsOff: Type.Optional(array(Type.Enum(["work", "training"]), 2)),
  /** Steps that belong to it, such as the treatment itself. */
  exceptSteps: Type.Optional(array(Id, 1_000)),
  ...hidden,
});
export type ProtectedTime = Static<typeof ProtectedTime>;

/** unsafe: a place, or a person, to keep away from. */
export const KeepAway = Type.Object({
  member: Member,
  place: Type.Optional(Id),
  person: Type.Optional(Text),
  text: Text,
  from: Type.Optional(Day),
  until: Type.Optional(Day),
  ...hidden,
});
export type KeepAway = Static<typeof KeepAway>;

/** access: what a member can do and has. Not said: not known. */
export const Skills = Type.Object({
  languages: Type.Optional(array(Text, 30)),
  reads: Type.Optional(Type.Boolean()),
  devices: Type.Optional(array(Text, 30)),
});

/** capacity: seats of a service, and how early somebody must be told. */
export const Seats = Type.Object({
  total: Type.Optional(Type.Integer({ minimum: 0, maximum: 1_000_000 })),
  /** By others than this household. */
  taken: Type.Optional(Type.Integer({ minimum: 0, maximum: 1_000_000 })),
  waiting: Type.Optional(Type.Integer({ minimum: 0, maximum: 1_000_000 })),
  /** Besides `taken`: by others, on these days only, both counted. */
  takenOn: Type.Optional(
    array(Type.Object({ from: Type.Optional(Day), until: Type.Optional(Day) }), 100_000),
  ),
  noticeDays: Type.Optional(Type.Integer({ minimum: 0, maximum: 366 })),
});

/** What a step asks of whoever takes part. */
export const StepAsks = Type.Object({
  costs: Type.Optional(array(Cost, 50)),
  age: Type.Optional(
    Type.Object({
      min: Type.Optional(Type.Integer({ minimum: 0, maximum: 150 })),
      max: Type.Optional(Type.Integer({ minimum: 0, maximum: 150 })),
      text: Type.Optional(Text),
    }),
  ),
  /** Names of documents that must be valid on every day of the step. */
  permits: Type.Optional(array(Text, 20)),
  languages: Type.Optional(array(Text, 30)),
  reads: Type.Optional(Type.Boolean()),
  devices: Type.Optional(array(Text, 30)),
  /** People who will be there. */
  people: Type.Optional(array(Text, 50)),
  /** The day on which the person is told. */
  toldOn: Type.Optional(Day),
});
export type StepAsks = Static<typeof StepAsks>;
