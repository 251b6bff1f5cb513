/** Counts over a run, and whether it says yes. */
import { levels, verdicts, type Level, type Verdict } from "./clause.ts";
import type { Result, Run } from "./run.ts";

export type Counts = Record<Level, Record<Verdict, number>>;

export function countsOf(results: readonly Result[]): Counts {
  const count = (level: Level, verdict: Verdict) =>
    results.filter((result) => result.level === level && result.verdict === verdict).length;
  return Object.fromEntries(
    levels.map((level) => [
      level,
      Object.fromEntries(verdicts.map((verdict) => [verdict, count(level, verdict)])),
    ]),
  ) as Counts;
}

/** No `must` fails; strictly: nor is any not offered. A broken checker says yes to nothing. */
export function conforms(run: Run, strict = false): boolean {
  return run.results.every(
    ({ level, verdict }) =>
      verdict !== "broken" &&
      (level !== "must" || (verdict !== "fail" && !(strict && verdict === "not_offered"))),
  );
}

/** What the server lacks, by operation: clauses that fail and operations that are not there. */
export function lacking(results: readonly Result[]): Map<string, Result[]> {
  const lacks = results.filter(({ verdict }) => verdict === "fail" || verdict === "not_offered");
  return byOperation(lacks);
}

/** Results by their operation, in the order of the run. */
export function byOperation(results: readonly Result[]): Map<string, Result[]> {
  const groups = new Map<string, Result[]>();
  for (const result of results) {
    groups.set(result.operation, [...(groups.get(result.operation) ?? []), result]);
  }
  return groups;
}

const words: Record<Verdict, string> = {
  pass: "pass",
  fail: "FAIL",
  not_offered: "not offered",
  skipped: "skipped",
  broken: "CHECKER BROKEN",
};

/** One line for the terminal. */
export function lineOf({ verdict, level, id, said }: Result): string {
  const reason = said.length > 0 ? `  ${said.join(" ")}` : "";
  return `${words[verdict].padEnd(12)} ${level.padEnd(6)} ${id}${verdict === "pass" ? "" : reason}`;
}

/** The end of the terminal's text. */
export function summaryOf(run: Run): string {
  const counts = countsOf(run.results);
  const lines = levels.map((level) => {
    const of = counts[level];
    const parts = verdicts
      .filter((verdict) => of[verdict] > 0)
      .map((verdict) => `${of[verdict]} ${words[verdict]}`);
    return `${level.padEnd(6)} ${parts.join(", ") || "none"}`;
  });
  const verdict = conforms(run) ? "No must fails." : "Some must fails.";
  return [`${run.system} at ${run.base_url}`, ...lines, verdict].join("\n");
}
