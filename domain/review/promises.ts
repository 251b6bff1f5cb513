/**
 * What was promised and what came of it, the offices' and providers' promises apart from the person's
 * steps: "kept by us" stands above "done by you", without a percentage or a score (case.md, Review).
 */
import { isWithdrawnLine, stepState, type PlanBook } from "../plan/plan-law.ts";
import { textOf, type StoredRecord } from "../record.ts";
import { lastDayOf, promiserOf } from "./triggers.ts";

/**
 * `shown`: done, and something says how we know. `said`: set to done, nothing shows it. `late`: its
 * day is over. `open`: its day is to come, or none was set. `stopped`: with a reason.
 */
export const promiseStates = ["shown", "said", "late", "open", "stopped"] as const;
export type PromiseState = (typeof promiseStates)[number];

export interface PromiseLine {
  id: string;
  key: string;
  what: string;
  /** Who promised it: an office, a provider, an employer or the person. */
  by: string;
  state: PromiseState;
  /** The day by which it was to have happened; empty: none was set. */
  day: string;
  evidence: string;
  reason: string;
}

/** Every step that stands in the plan, first what is late. */
export function promisesOf(
  book: PlanBook,
  today: string,
): { ours: PromiseLine[]; person: PromiseLine[] } {
  const lines = book.steps
    .filter((step) => !isWithdrawnLine(step))
    .map((step) => promiseOf(step, today))
    .sort((a, b) => rank(a) - rank(b) || (a.day < b.day ? -1 : a.day > b.day ? 1 : 0));
  return {
    ours: lines.filter(({ by }) => by !== "person"),
    person: lines.filter(({ by }) => by === "person"),
  };
}

const order: readonly PromiseState[] = ["late", "said", "shown", "stopped", "open"];
function rank({ state }: PromiseLine): number {
  return order.indexOf(state);
}

function promiseOf(step: StoredRecord, today: string): PromiseLine {
  const { id, key, state } = step;
  const evidence = textOf(state, "evidence");
  return {
    id,
    key,
    what: textOf(state, "what"),
    by: promiserOf(step),
    state: stateOf(step, today, evidence),
    day: lastDayOf(step),
    evidence,
    reason: textOf(state, "state_reason"),
  };
}

function stateOf(step: StoredRecord, today: string, evidence: string): PromiseState {
  switch (stepState(step)) {
    case "done":
      return evidence.trim() === "" ? "said" : "shown";
    case "stopped":
      return "stopped";
    case "proposed":
    case "planned":
    case "under_way": {
      const day = lastDayOf(step);
      return day !== "" && day < today ? "late" : "open";
    }
  }
}
