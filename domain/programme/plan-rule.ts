import { Type, type Static } from "typebox";
import { Day, Text } from "../records/values.ts";
import { weekdays } from "./words.ts";

const Time = Type.String({ pattern: "^([01]\\d|2[0-3]):[0-5]\\d$" });
const Activity = Type.Enum(["work", "training"]);
const Allowed = Type.Enum(["<", "<="]);
const Weekdays = Type.Array(Type.Enum([...weekdays]), { minItems: 1, maxItems: 7 });

/** A duty in time or place that a plan must leave room for, as the plan format words its rules. */
export const ConditionRule = Type.Union([
  Type.Object(
    {
      type: Type.Literal("keep-free"),
      days: Weekdays,
      from: Time,
      to: Time,
      exceptLanes: Type.Array(Type.Enum(["social", "employment", "person"]), { maxItems: 3 }),
      toleratedHoursPerWeek: Type.Number({ minimum: 0, maximum: 168 }),
    },
    { additionalProperties: false },
  ),
  Type.Object(
    { type: Type.Literal("forbids"), activity: Activity, from: Day, until: Day },
    { additionalProperties: false },
  ),
]);
export type ConditionRule = Static<typeof ConditionRule>;

/** What the programme pays, and what other income does to it. Amounts are in its currency. */
export const Benefit = Type.Object(
  {
    kind: Type.Enum(["cash", "wage", "in_kind"]),
    amount: Type.Number({ minimum: 0, maximum: 1_000_000_000 }),
    currency: Type.String({ pattern: "^[A-Z]{3}$" }),
    per: Type.Enum(["month", "day"]),
    whose_income: Type.Enum(["member", "household"]),
    /** Income of a month that is not looked at. */
    disregard: Type.Number({ minimum: 0, maximum: 1_000_000_000 }),
    /** Of each unit of income above the disregard, so many hundredths are taken off. */
    taper_percent: Type.Number({ minimum: 0, maximum: 100 }),
    /** Above it the benefit of that month is not paid; null: no limit. */
    limit: Type.Union([
      Type.Object(
        { allowed: Allowed, amount: Type.Number({ minimum: 0, maximum: 1_000_000_000 }) },
        { additionalProperties: false },
      ),
      Type.Null(),
    ]),
    /** Hours of work or training in a week; null: no limit. */
    hours: Type.Union([
      Type.Object(
        {
          activity: Activity,
          allowed: Allowed,
          hours: Type.Number({ minimum: 0, maximum: 168 }),
        },
        { additionalProperties: false },
      ),
      Type.Null(),
    ]),
    /** Months after a change of income before the benefit changes. */
    waiting_months: Type.Integer({ minimum: 0, maximum: 24 }),
    /** Months after the end in which a person comes back without a new application. */
    return_months: Type.Integer({ minimum: 0, maximum: 24 }),
    /** Rights that end with the benefit, by code of the programme's texts. */
    linked: Type.Array(Text(60), { maxItems: 20 }),
  },
  { additionalProperties: false },
);
export type Benefit = Static<typeof Benefit>;
