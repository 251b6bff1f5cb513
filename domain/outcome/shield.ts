/**
 * What a missed step can never be held against (case.md, From fact to decision): computed from the
 * plan, and shown beside it. Nothing here decides anything; a human of the benefit's office does.
 */
import type { PlanBook } from "../plan/plan-law.ts";
import { isWithdrawnLine } from "../plan/plan-law.ts";
import type { AgreementOf, SignOff } from "../plan/sign-off.ts";
import { refusedIn } from "../plan/sign-off.ts";
import type { Terms } from "../plan/terms.ts";
import { textOf, valueOf, type StoredRecord } from "../record.ts";
import { stepSide, timesOf, type Recorded, type TimeStanding } from "./standing.ts";

/**
 * `in_conflict`: it stands in a conflict, open or kept. `not_signed`: no version in force that day held
 * the person to it. `support_missing`: what an office or provider owed first was not shown as given.
 * `not_the_person`: an office, a provider or an employer could not. `good_cause`: as the table says.
 */
export const shields = [
  "not_the_person",
  "not_signed",
  "in_conflict",
  "support_missing",
  "good_cause",
] as const;
export type Shield = (typeof shields)[number];

export interface Shielding {
  book: PlanBook;
  recorded: Recorded;
  /** Keys of steps in a conflict, whether it is open or both lines were kept. */
  inConflict: ReadonlySet<string>;
  versions: ReadonlyMap<string, Terms>;
  agreement: AgreementOf;
  signOffs: readonly SignOff[];
  /** The first day that is looked at, and the present one. */
  from: string;
  today: string;
}

/** Everything that keeps one time of a step from counting against the person, in the table's order. */
export function shieldsOf(step: StoredRecord, time: TimeStanding, around: Shielding): Shield[] {
  const holds: Record<Shield, boolean> = {
    not_the_person: stepSide(step) !== "person" || isSaidOf(time, (side) => side !== "person"),
    not_signed: !isSigned(step, time.day, around),
    in_conflict: around.inConflict.has(step.key),
    support_missing: missingSupport(step, time.day, around).length > 0,
    good_cause: time.outcomes.some(({ state }) => valueOf(state, "excused") === true),
  };
  return shields.filter((one) => holds[one]);
}

function isSaidOf({ outcomes }: TimeStanding, is: (side: string) => boolean): boolean {
  const sides = outcomes.map(({ state }) => textOf(state, "side")).filter((side) => side !== "");
  return sides.some(is);
}

/** Did the version in force on that day hold the person to this line? */
function isSigned(step: StoredRecord, day: string, around: Shielding): boolean {
  const { agreement, versions, signOffs } = around;
  const then = agreement.agreed.find(({ at }) => at.slice(0, 10) <= day);
  const terms = then && versions.get(then.root);
  if (!terms) return false;
  if (refusedIn(signOffs, then.root).includes(step.key)) return false;
  const cover = textOf(step.state, "cover");
  return (
    terms.steps.some(({ key }) => key === step.key) || terms.hidden.some(({ key }) => key === cover)
  );
}

/**
 * Steps of an office, a provider or an employer that had to come first and are not shown to have
 * happened: the one this step waits for, and what the offices owed by then for the same goal.
 */
export function missingSupport(
  step: StoredRecord,
  day: string,
  { book, recorded, from, today }: Shielding,
): StoredRecord[] {
  const after = valueOf(step.state, "after");
  const goal = valueOf(step.state, "goal") ?? null;
  const owed = book.steps.filter((one) => {
    if (one.key === step.key || isWithdrawnLine(one)) return false;
    const side = stepSide(one);
    const isOffice = side === "social" || side === "employment";
    const isGoal = goal !== null && valueOf(one.state, "goal") === goal && isOffice;
    return (one.key === after && side !== "person") || isGoal;
  });
  return owed.filter((one) => {
    const times = timesOf(one, recorded, { from, to: day, today });
    if (one.key === after) return !times.some(({ stands }) => stands === "happened");
    return times.some(({ stands }) => stands === "could_not" || stands === "open");
  });
}
