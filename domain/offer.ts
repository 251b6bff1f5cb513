import { ageOn } from "./person-subject.ts";
import { textOf, valueOf, type RecordState } from "./record.ts";
import type { OfferState } from "./records/values.ts";

/** The ages a country offers work support to (case.md: 18 to 64, the country sets it). */
export const defaultOfferAges = { age_min: 18, age_max: 64 };

export const offerRules = [
  "alive",
  "in_household",
  "age",
  "education",
  "not_already",
  "not_left_out",
] as const;
export type OfferRule = (typeof offerRules)[number];

export interface OfferResult {
  fits: boolean;
  /** Every rule with its answer: the reasons the worker reads and the person is told. */
  reasons: { rule: OfferRule; met: boolean }[];
}

/**
 * May this person be offered work support? (PRS.EMP.04 example 1 step 2; case.md.)
 *
 * The rule never reads sex, disability, health, pregnancy, care duty, nationality or position in
 * the household, and the result is an offer: "no" or silence has no effect on any benefit.
 */
export function mayBeOffered(
  person: RecordState,
  today: string,
  ages: { age_min: number; age_max: number } = defaultOfferAges,
): OfferResult {
  const age = ageOn(valueOf(person, "birth_date"), today);
  const answers: Record<OfferRule, boolean> = {
    alive: !["reported", "confirmed"].includes(textOf(person, "vital_status")),
    in_household: textOf(person, "household") !== "",
    age: age !== null && age >= ages.age_min && age <= ages.age_max,
    education: valueOf(person, "in_full_time_education") !== true,
    not_already: textOf(person, "work_offer") !== "accepted",
    not_left_out:
      valueOf(person, "left_out") !== true && textOf(person, "work_offer") !== "left_out",
  };
  return {
    fits: offerRules.every((rule) => answers[rule]),
    reasons: offerRules.map((rule) => ({ rule, met: answers[rule] })),
  };
}

export function offerState(person: RecordState): OfferState {
  return (textOf(person, "work_offer") || "not_offered") as OfferState;
}

/** What ends an offer that was made or accepted; the rest has a law of its own. */
export type OfferEnd = "age" | "education";

/**
 * Does somebody who was offered work support, or accepted it, not fit any more? Then employment
 * support is told and stops (case.md). By the same two rules as the offer, which read the same two
 * facts; what is not known ends nothing. A death is not read: it is told and checked as a death, and
 * taken back as one. "No" is the person's own word, and a household is left by a move.
 */
export function offerEndOf(
  person: RecordState,
  today: string,
  ages: { age_min: number; age_max: number } = defaultOfferAges,
): OfferEnd | null {
  const state = offerState(person);
  if (state !== "offered" && state !== "accepted") return null;
  const age = ageOn(valueOf(person, "birth_date"), today);
  if (age !== null && (age < ages.age_min || age > ages.age_max)) return "age";
  return valueOf(person, "in_full_time_education") === true ? "education" : null;
}
