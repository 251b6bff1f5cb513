/**
 * How each time of a step stands, from all that both offices recorded: computed, so that both sides
 * come to the same whatever arrived first. "Happened" is what fitting evidence shows; without, it is
 * ticked, and ticked is not happened (case.md, Review).
 */
import { creatorOf, textOf, valueOf, type StoredRecord } from "../record.ts";
import type { SystemId } from "../records/field.ts";
import type { EvidenceKind } from "../records/outcome-records.ts";
import { stepState } from "../plan/plan-law.ts";
import { fitting, sideOf, type Side } from "./law.ts";
import { occurrencesOf, type Occurrence } from "./occurrences.ts";

/**
 * `open`: its time has come and nobody recorded anything. `ahead`: still to come. `differs`: one office
 * says that it happened, the other that it could not.
 */
export type Stands = "happened" | "ticked" | "could_not" | "differs" | "open" | "ahead";

export interface TimeStanding extends Occurrence {
  stands: Stands;
  /** What counts now of each office that recorded something. */
  outcomes: StoredRecord[];
  evidence: StoredRecord[];
  /** All that shows it was written down by a worker for somebody else. */
  assisted: boolean;
  /** Earlier words that were corrected or taken back, oldest first. */
  earlier: StoredRecord[];
}

/** What one office says now of one time; null: nothing, or nothing any more. */
export function currentOf(
  system: SystemId,
  outcomes: readonly StoredRecord[],
  time: string,
): StoredRecord | null {
  const last = lastWordOf(system, outcomes, time);
  return last && textOf(last.state, "said") !== "taken_back" ? last : null;
}

/** The last word of one office on one time, a withdrawal too: what comes next names it. */
export function lastWordOf(
  system: SystemId,
  outcomes: readonly StoredRecord[],
  time: string,
): StoredRecord | null {
  return latest(outcomes.filter((one) => creatorOf(one.key) === system && nameOf(one) === time));
}

/** The last of a chain; of two written at once, the later, and of one moment the greater key. */
function latest(outcomes: readonly StoredRecord[]): StoredRecord | null {
  const corrected = new Set(outcomes.map(({ state }) => textOf(state, "corrects")));
  const ends = outcomes.filter(({ key }) => !corrected.has(key));
  return ends.reduce<StoredRecord | null>(
    (last, one) => (last && order(last) > order(one) ? last : one),
    null,
  );
}

function order({ state, key }: StoredRecord): string {
  return `${textOf(state, "at")} ${key}`;
}

function nameOf({ state }: StoredRecord): string {
  return textOf(state, "time");
}

/** Everything recorded about one step. */
export interface Recorded {
  outcomes: readonly StoredRecord[];
  evidence: readonly StoredRecord[];
}

/** A step's times from one day to another, and those recorded that its diary no longer has. */
export function timesOf(
  step: StoredRecord,
  recorded: Recorded,
  { from, to, today }: { from: string; to: string; today: string },
): TimeStanding[] {
  const own = recorded.outcomes.filter(({ state }) => textOf(state, "step") === step.key);
  const known = new Map(own.map((one) => [nameOf(one), one]));
  const planned = occurrencesOf(step, from, to);
  const names = new Set(planned.map(({ time }) => time));
  const moved = [...known]
    .filter(([name]) => !names.has(name))
    .map(([time, { state }]) => ({
      time,
      day: textOf(state, "day"),
      start: time.slice(11),
      end: "",
    }))
    .filter(({ day }) => day <= to);
  return [...planned, ...moved]
    .map((time) => standingAt(step, own, recorded.evidence, time, today))
    .filter((one) => names.has(one.time) || one.outcomes.length > 0)
    .sort((a, b) => (`${a.day} ${a.start}` < `${b.day} ${b.start}` ? -1 : 1));
}

function standingAt(
  step: StoredRecord,
  own: readonly StoredRecord[],
  evidence: readonly StoredRecord[],
  time: Occurrence,
  today: string,
): TimeStanding {
  const here = own.filter((one) => nameOf(one) === time.time);
  const systems = [...new Set(here.map(({ key }) => creatorOf(key)))].sort();
  const current = systems.flatMap((system) => currentOf(system, here, time.time) ?? []);
  const named = new Set(current.flatMap((one) => chainOf(one, here)));
  const shows = evidence.filter(({ state }) => named.has(textOf(state, "outcome")));
  const said = new Set(current.map(({ state }) => textOf(state, "said")));
  const fits = fittingOf(step, current, shows);
  // Of a step as a whole the day is when it was, not until when it should have been.
  const day = (current[0] && textOf(current[0].state, "day")) || time.day;
  return {
    ...time,
    day,
    outcomes: current,
    evidence: shows,
    earlier: here
      .filter((one) => !current.includes(one))
      .sort((a, b) => (order(a) < order(b) ? -1 : 1)),
    stands: standsAs(step, said, fits.length > 0, day, today),
    assisted: fits.length > 0 && fits.every((one) => one === "assisted"),
  };
}

function standsAs(
  step: StoredRecord,
  said: ReadonlySet<string>,
  isShown: boolean,
  day: string,
  today: string,
): Stands {
  if (said.has("happened") && said.has("could_not")) return "differs";
  if (said.has("could_not")) return "could_not";
  if (said.has("happened")) return isShown ? "happened" : "ticked";
  // Moved to done on the board, and nothing says how that is known.
  if (stepState(step) === "done" && day <= today) return "ticked";
  return day === "" || day > today ? "ahead" : "open";
}

/** An outcome and what it corrected, as long as that said the same: its evidence goes on. */
function chainOf(outcome: StoredRecord, all: readonly StoredRecord[]): string[] {
  const keys = [outcome.key];
  let at: StoredRecord | undefined = outcome;
  while (at) {
    const before = textOf(at.state, "corrects");
    const found = all.find(({ key }) => key === before);
    const isSame = found && textOf(found.state, "said") === textOf(outcome.state, "said");
    if (!found || !isSame || keys.includes(found.key)) break;
    keys.push(found.key);
    at = found;
  }
  return keys;
}

/** What of the evidence fits, each as how it was got. Two offices that say so apart show each other. */
function fittingOf(
  step: StoredRecord,
  current: readonly StoredRecord[],
  evidence: readonly StoredRecord[],
): ("assisted" | "own")[] {
  const kinds = fitting[stepSide(step)];
  const shown = evidence
    .filter(({ state }) => kinds.includes(textOf(state, "kind") as EvidenceKind))
    .map(({ state }) => (valueOf(state, "assisted") === true ? "assisted" : "own"));
  const happened = current.filter(({ state }) => textOf(state, "said") === "happened");
  return happened.length > 1 && kinds.includes("partner_event") ? [...shown, "own"] : shown;
}

/** Whose step it is. */
export function stepSide({ state }: Pick<StoredRecord, "state">): Side {
  const who = valueOf(state, "who") as { party?: string } | undefined;
  return sideOf(who?.party, textOf(state, "lane"));
}
