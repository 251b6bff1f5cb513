/**
 * A household's plan as the rules see it: facts with every time worked out once. Days are days of the
 * case's zone, times are instants in seconds.
 */
import type { Care, Facts, HouseholdMember, Rule, Step, WeeklyLoadForm } from "./facts.ts";
import type { NoteCode } from "./reasons.ts";
import type { Occurrences, Series } from "./series.ts";
import type { Zone } from "./time/zones.ts";

/** A stretch of days, both ends counted. */
export interface Days {
  from: number;
  until: number;
}

/** A half-open interval of instants. */
export interface Span {
  start: number;
  end: number;
}

export interface PlanStep extends Occurrences {
  /** Its place in the facts. */
  index: number;
  facts: Step;
  id: string;
  /** `for` and `with`, each once. */
  present: readonly string[];
  place: string | null;
  /** Null: occupies no clock time, but days. */
  series: Series | null;
  /** The first day and the last; null: nothing of it is left (every occurrence is excepted). */
  days: Days | null;
  /** When it begins, and when it is finished: with its last occurrence, or at the end of `until`. */
  begins: number;
  finishes: number;
  /** True: whoever asks may only see that somebody is not available then (protection.ts). */
  isHidden: boolean;
}

export interface PlanCare {
  facts: Care;
  need: Occurrences;
  carers: readonly PlanCarer[];
}

/** `hours` null: at any time. `member` null: somebody outside the household. */
export interface PlanCarer {
  member: string | null;
  hours: Occurrences | null;
}

export interface PlanRule<R extends Rule = Rule> {
  index: number;
  facts: R;
  member: string;
  /** The stretches of days within the horizon on which its enrolment is Active. */
  active: readonly Days[];
  /** Of a window; the case's where the rule names none. */
  zone: Zone;
  /** Of `complete-between` only: each list of opening times, joined. */
  open: readonly (readonly Span[])[];
}

export interface Enrolled {
  id: string;
  member: string;
  /** By day, earliest first. */
  history: readonly { status: string; from: number }[];
}

export interface Plan {
  facts: Facts;
  zone: Zone;
  asOf: number;
  horizon: Days;
  members: ReadonlyMap<string, HouseholdMember>;
  /** Every step, also those done and cancelled, in the order of their ids. */
  steps: readonly PlanStep[];
  byId: ReadonlyMap<string, PlanStep>;
  /** The planned ones. */
  planned: readonly PlanStep[];
  care: readonly PlanCare[];
  rules: readonly PlanRule[];
  enrolments: ReadonlyMap<string, Enrolled>;
  weeklyLoads: readonly WeeklyLoadForm[];
  /** Minutes from place to place; null: not listed. */
  minutesBetween: (from: string, to: string) => number | null;
  notes: readonly Note[];
}

/** What is worth saying and is no conflict. `steps` are ids; `place` is a place in the facts. */
export interface Note {
  code: NoteCode;
  steps?: readonly string[];
  place?: string;
  values?: Readonly<Record<string, string | number>>;
}
