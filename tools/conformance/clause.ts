/**
 * What a conformance run is made of: clauses, each a small function that asks a server something and
 * judges the answer. `must` is what the standard's text demands, or what an operation is pointless
 * without; `should` is what the standard leaves open and good practice answers; `info` only tells.
 */
import type { Checking } from "./checking.ts";

export const levels = ["must", "should", "info"] as const;
export type Level = (typeof levels)[number];

/** `broken`: the checker itself failed, which says nothing about the server. */
export const verdicts = ["pass", "fail", "not_offered", "skipped", "broken"] as const;
export type Verdict = (typeof verdicts)[number];

/** What a clause found; every sentence stands in the report. */
export interface Finding {
  verdict: Verdict;
  said: string[];
}

/** One row of the table. */
export interface Clause {
  /** Stable name, `<group>.<what>`. */
  id: string;
  /** Where the demand stands. */
  source: string;
  level: Level;
  system: "both" | "ess" | "sp";
  operation: string;
  /** The demand as one sentence. */
  title: string;
  run: (at: Checking) => Promise<Finding> | Finding;
}

/** A fault as a sentence; anything else is no fault. */
export type Fault = string | null | undefined | false;

/** Fails with the faults that are sentences; passes when there are none. */
export function judged(faults: readonly Fault[], remark?: string): Finding {
  const said = faults.filter((fault): fault is string => typeof fault === "string");
  if (said.length > 0) return { verdict: "fail", said };
  return { verdict: "pass", said: remark === undefined ? [] : [remark] };
}

/** The clause could not be tried, and why. */
export function skipped(reason: string): Finding {
  return { verdict: "skipped", said: [reason] };
}

/** The server does not have the operation. */
export function notOffered(what: string): Finding {
  return { verdict: "not_offered", said: [what] };
}

/** Thrown by a step that others build on; the clause ends with its finding. */
export class Ended extends Error {
  readonly finding: Finding;

  constructor(finding: Finding) {
    super(finding.said.join(" "));
    this.finding = finding;
  }
}
