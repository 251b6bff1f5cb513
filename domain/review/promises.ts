/**
 * What was promised and what came of it, the offices' and providers' promises apart from the person's
 * steps: "kept by us" stands above "done by you", without a percentage or a score (case.md, Review).
 */
import { stepSide, timesOf, type Recorded, type Stands } from "../outcome/standing.ts";
import type { Side } from "../outcome/law.ts";
import { isWithdrawnLine, stepState, type PlanBook } from "../plan/plan-law.ts";
import { textOf, valueOf, type StoredRecord } from "../record.ts";
import type { EvidenceKind } from "../records/outcome-records.ts";
import { planBegan } from "./triggers.ts";

/**
 * How a line stands as a whole, what asks for a look first. `late`: a time came and nobody recorded
 * anything. `differs`: the offices say two things. `ticked`: said to be done, nothing fitting shows it.
 * `could_not`: and by whom. `happened`: everything due is shown. `ahead`: nothing is due yet.
 */
export const promiseStates = [
  "late",
  "differs",
  "ticked",
  "could_not",
  "happened",
  "stopped",
  "ahead",
] as const;
export type PromiseState = (typeof promiseStates)[number];

export interface PromiseLine {
  id: string;
  key: string;
  what: string;
  /** Who promised it: an office, a provider, an employer or the person. */
  by: Side;
  state: PromiseState;
  /** The day it is about: the first that asks for a look, else the next or last one; empty: none. */
  day: string;
  /** Of its times that came: how many are shown to have happened, of how many. */
  happened: number;
  due: number;
  /** How we know, the latest first. */
  evidence: { kind: EvidenceKind; source: string; assisted: boolean }[];
  /** Why it was stopped or could not happen, in the words of whoever wrote it down. */
  reason: string;
}

const evidence_shown_max = 3;
const stateOfTime: Readonly<Record<Stands, PromiseState>> = {
  open: "late",
  differs: "differs",
  ticked: "ticked",
  could_not: "could_not",
  happened: "happened",
  ahead: "ahead",
};

/** Every step that stands in the plan, first what is late. */
export function promisesOf(
  book: PlanBook,
  recorded: Recorded,
  today: string,
): { ours: PromiseLine[]; person: PromiseLine[] } {
  const lines = book.steps
    .filter((step) => !isWithdrawnLine(step))
    .map((step) => promiseOf(book, step, recorded, today))
    .sort((a, b) => rank(a.state) - rank(b.state) || compare(a.day, b.day));
  return {
    ours: lines.filter(({ by }) => by !== "person"),
    person: lines.filter(({ by }) => by === "person"),
  };
}

function rank(state: PromiseState): number {
  return promiseStates.indexOf(state);
}
function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function promiseOf(
  book: PlanBook,
  step: StoredRecord,
  recorded: Recorded,
  today: string,
): PromiseLine {
  const to = textOf(step.state, "due") > today ? textOf(step.state, "due") : today;
  const times = timesOf(step, recorded, { from: planBegan(book), to, today })
    .map((time) => ({ ...time, state: stateOfTime[time.stands] }))
    // The day itself is not over yet.
    .map((time) => (time.state === "late" && time.day >= today ? { ...time, state: ahead } : time));
  const first = [...times].sort((a, b) => rank(a.state) - rank(b.state))[0];
  const due = times.filter(({ state }) => state !== "ahead");
  const shown = times.flatMap((time) => (time.stands === "happened" ? time.evidence : []));
  const state = stepState(step) === "stopped" ? "stopped" : (first?.state ?? "ahead");
  return {
    id: step.id,
    key: step.key,
    what: textOf(step.state, "what"),
    by: stepSide(step),
    state,
    day: first?.day ?? textOf(step.state, "due"),
    happened: times.filter(({ stands }) => stands === "happened").length,
    due: due.length,
    evidence: shown
      .map(({ state: said }) => ({
        kind: textOf(said, "kind") as EvidenceKind,
        source: textOf(said, "source"),
        assisted: valueOf(said, "assisted") === true,
      }))
      .slice(-evidence_shown_max)
      .reverse(),
    reason:
      state === "stopped"
        ? textOf(step.state, "state_reason")
        : (first?.outcomes.map((one) => textOf(one.state, "reason")).find(Boolean) ?? ""),
  };
}
const ahead: PromiseState = "ahead";
