/** What the rules find, gathered: repetitions of one conflict on several dates are one entry. */
import { limits } from "./facts.ts";
import type { ReasonCode } from "./reasons.ts";

/** The seventeen kinds (case.md, Conflicts), in the order in which they are told. */
export const kinds = [
  "time-overlap",
  "travel-gap",
  "care-uncovered",
  "benefit-threshold",
  "contradicting-obligation",
  "functional-limitation",
  "duplicate-service",
  "prerequisite",
  "weekly-load",
  "ended-enrolment",
  "cost",
  "calendar",
  "protected-time",
  "permission",
  "access",
  "capacity",
  "unsafe",
] as const;
export type Kind = (typeof kinds)[number];

/** The gravest first. */
export const certainties = ["cannot-both", "would-cost", "cannot-tell"] as const;
export type Certainty = (typeof certainties)[number];

/**
 * Why, by code: the sentence is looked up where it is shown. Steps are named by id in `steps`, members
 * in `members`, places in `places`; `text` is the rule in the words of the facts.
 */
export interface Reason {
  code: ReasonCode;
  steps?: readonly string[];
  members?: readonly string[];
  places?: readonly string[];
  text?: string;
  values?: Readonly<Record<string, string | number>>;
}

export interface Conflict {
  kind: Kind;
  /** Ids, sorted. */
  steps: readonly string[];
  /** Days of the case's zone, sorted, each once. */
  on: readonly number[];
  certainty: Certainty;
  /** Never empty; several where one entry stands for several breaches. */
  reasons: readonly Reason[];
}

/** One breach, or the same one on several days. */
export interface Found {
  kind: Kind;
  steps: readonly string[];
  on: readonly number[];
  certainty: Certainty;
  reason: Reason;
}

interface Entry {
  kind: Kind;
  steps: string[];
  on: Set<number>;
  certainty: Certainty;
  reasons: Map<string, Reason>;
}

/** Of one entry; more of the same helps nobody. */
const reasons_max = 20;

/** `isFull`: no more is taken, and the answer says so. */
export class Findings {
  readonly #entries = new Map<string, Entry>();
  #isFull = false;

  get isFull(): boolean {
    return this.#isFull;
  }

  add({ kind, steps: named, on, certainty, reason }: Found): void {
    const steps = [...new Set(named)].sort();
    const key = JSON.stringify([kind, ...steps]);
    const entry = this.#entries.get(key);
    if (entry === undefined) {
      if (this.#entries.size >= limits.conflicts_max) {
        this.#isFull = true;
        return;
      }
      const reasons = new Map([[keyOf(reason), reason]]);
      this.#entries.set(key, { kind, steps, on: new Set(on), certainty, reasons });
      return;
    }
    for (const day of on) entry.on.add(day);
    if (certainties.indexOf(certainty) < certainties.indexOf(entry.certainty)) {
      entry.certainty = certainty;
    }
    if (entry.reasons.size < reasons_max) entry.reasons.set(keyOf(reason), reason);
  }

  /** By kind, then by the first day, then by the steps. */
  conflicts(): Conflict[] {
    const all = [...this.#entries.values()].map(({ on, reasons, ...rest }) => ({
      ...rest,
      on: [...on].sort((a, b) => a - b),
      reasons: [...reasons.values()],
    }));
    return all.sort(
      (a, b) =>
        kinds.indexOf(a.kind) - kinds.indexOf(b.kind) ||
        (a.on[0] ?? 0) - (b.on[0] ?? 0) ||
        (a.steps.join("\n") < b.steps.join("\n") ? -1 : 1),
    );
  }
}

function keyOf({ code, text, values, members, places }: Reason): string {
  return JSON.stringify([code, text, values, members, places]);
}
