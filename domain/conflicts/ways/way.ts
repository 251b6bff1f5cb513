/** Ways out of a conflict: what could be otherwise, computed; which one is taken, people decide. */
import type { Step } from "../facts.ts";

export const wayCodes = [
  /** Another time; of a series another hour or another day of the week. */
  "move",
  /** These occurrences fall out. */
  "skip",
  /** Days instead of a time: begins later, or ends earlier. */
  "days",
  /** So many hours a week. */
  "hours",
  /** Not in the plan, where what it is for is in the plan otherwise. */
  "leave-out",
  /** No more than this a month until the benefit may change. */
  "earn",
  /** What the benefits office is told, and by when. */
  "report",
  /** Back without a new application. */
  "return",
  "office-pays",
  "adjust",
  "carer",
  "renew",
  "get",
  "place",
  "wait",
  "rule-owner",
  "ask",
] as const;
export type WayCode = (typeof wayCodes)[number];

/** What of a step's facts would be otherwise. Null: no more said. */
export type StepChange = {
  [K in "start" | "end" | "rrule" | "from" | "until" | "due" | "state"]?: NonNullable<Step[K]>;
} & {
  exdate?: string[];
  hoursPerWeek?: number;
  earningsPerMonth?: NonNullable<Step["earningsPerMonth"]>;
};

export interface Way {
  way: WayCode;
  /** The step that would be otherwise. */
  step?: string;
  /**
   * With it the conflict is gone and no other has come, which was tried; without it, the way is
   * something that people do.
   */
  set?: StepChange;
  values?: Readonly<Record<string, string | number>>;
}
