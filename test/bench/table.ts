/** What was measured, as text: figures, ratios, and the budgets of the design, met or not. */
import type { BatchCost } from "./batch-cost.ts";
import type { CatchingUp } from "./catching-up.ts";
import type { Question } from "./asker.ts";
import type { CountryMeasured } from "./country.ts";
import type { Drained } from "./drain.ts";
import type { Compared } from "./edits.ts";
import type { PlanCost } from "./plan.ts";
import type { LongLog } from "./long-log.ts";
import type { ReadFigures, ReadsMeasured } from "./reads.ts";
import { sides } from "./real-system.ts";
import type { Cost } from "./signing.ts";
import type { Steady } from "./steady.ts";
import { budget, count, ratio } from "./figures.ts";
import { carriedLines } from "./table-carried.ts";
import { cpuOf, type Usage, type Usages } from "./usage.ts";

export interface Result {
  machine: { cpus: number; cpu: string; memory_gb: number; platform: string; node: string };
  database?: { postgres: string; fsync: string };
  people?: number;
  signing: Cost[] | null;
  plan?: PlanCost | null;
  reads?: ReadsMeasured | null;
  edits?: Compared | null;
  drain?: Drained | null;
  country?: CountryMeasured | null;
  batches?: BatchCost[] | null;
  steady?: Steady | null;
  catchingUp?: CatchingUp | null;
  log?: LongLog | null;
}

/** Budgets of the design (Limits and speed). */
const budgets = {
  floor_min: 0.5,
  mock_min: 2,
  edits_min: 0.4,
  drain_per_second_min: 8_000,
  plan_ms_max: 5,
};

const names: Record<Question, string> = {
  "sync/search": "Search by identifier, sync/search",
  "sync/check-enrollment": "Check of an enrolment, sync/check-enrollment",
};

export function table(result: Result): string {
  const { machine: on, database, people = 0, signing, reads, edits, drain, country, plan } = result;
  const kept = database ? `, PostgreSQL ${database.postgres}, fsync ${database.fsync}` : "";
  const lines = [
    `${on.cpus} x ${on.cpu}, ${on.memory_gb} GB, ${on.platform}; Node.js ${on.node}${kept}`,
  ];
  if (reads) lines.push(...readLines(reads));
  if (signing) lines.push(...signingLines(signing));
  if (edits) {
    lines.push(
      "",
      `Worker edits, staff API, 16 connections, ${people} people, delivery paused`,
      `  measured  ${count(edits.measured.per_second)} /s  ${latency(edits.measured)}`,
      `  floor     ${count(edits.floor.per_second)} /s  ${latency(edits.floor)}`,
      `  ratio     ${ratio(edits.ratio)}  ${budget(edits.ratio, budgets.edits_min)}`,
    );
  }
  if (drain) {
    const rate = drain.updates_per_second;
    lines.push(
      "",
      `Backlog of ${drain.changes} changes, node to node, signed (${drain.received} received)`,
      `  measured  ${count(rate)} record updates/s  ${budget(rate, budgets.drain_per_second_min)}`,
      `  floor     ${count(drain.floor_per_second)} /s`,
      `  ratio     ${ratio(drain.ratio)}`,
    );
    if (drain.spent) lines.push(...usageLines(drain.spent, drain.received));
  }
  if (plan) lines.push(...planLines(plan));
  if (country) lines.push(...countryLines(country));
  lines.push(...carriedLines(result));
  return lines.join("\n");
}

function planLines({ steps, occurrences, conflicts, p50_ms, p99_ms }: PlanCost): string[] {
  const met = p99_ms <= budgets.plan_ms_max ? "met" : "not met";
  return [
    "",
    `Conflict check of a plan, ${steps} steps, ${occurrences.toLocaleString("en")} occurrences, ${conflicts} conflicts`,
    `  measured  p50 ${ms(p50_ms)}  p99 ${ms(p99_ms)}  (budget ${budgets.plan_ms_max} ms: ${met})`,
  ];
}

function countryLines({ sizes }: CountryMeasured): string[] {
  return sizes.flatMap(({ households, people, filled_seconds, asked }) => [
    "",
    `A registry of ${households.toLocaleString("en")} households, ${people.toLocaleString("en")} people (filled in ${filled_seconds.toFixed(0)} s)`,
    ...asked.map(({ what, p50_ms, p95_ms, budget_ms }) => {
      const met = p95_ms <= budget_ms ? "met" : "not met";
      return `  ${what.padEnd(46)} p50 ${ms(p50_ms)}  p95 ${ms(p95_ms)}  (budget ${budget_ms} ms: ${met})`;
    }),
  ]);
}

function readLines({ people, mock_problem, verified, answers }: ReadsMeasured): string[] {
  const lines = answers.flatMap(({ question, processes, figures }) => [
    "",
    `${names[question]}, ${processes} process${processes > 1 ? "es" : ""}, 16 connections`,
    ...targetLines(figures, mock_problem, question === "sync/search"),
  ]);
  const how = `Questions about ${people} people, signed before; ${verified} answers verified by the client`;
  return [...lines, `  (${how})`];
}

function targetLines(figures: ReadFigures, mock_problem: string, budgeted: boolean): string[] {
  const { measured, floor, echo, mock } = figures;
  const line = (name: string, of: ReadFigures["floor"], tail = "") =>
    `  ${name.padEnd(9)} ${count(of.per_second)} /s  ${latency(of)}${tail}`;
  const beside = (of: ReadFigures["floor"], least?: number) => {
    const value = measured.per_second / of.per_second;
    const said = budgeted && least !== undefined ? `  ${budget(value, least)}` : "";
    return `  ratio ${ratio(value)}${said}`;
  };
  return [
    line("measured", measured),
    line("floor", floor, beside(floor, budgets.floor_min)),
    mock
      ? line("mock", mock, beside(mock, budgets.mock_min))
      : `  mock      not measured: ${mock_problem}`,
    line("echo", echo, beside(echo)),
  ];
}

function signingLines(costs: readonly Cost[]): string[] {
  const each = (value: number) => `${count(value)} /s ${(1e6 / value).toFixed(0).padStart(6)} us`;
  return [
    "",
    "Signing, verifying, encrypting: a second, on one core    1 kB                 65 kB",
    ...costs.map(
      ({ what, per_second: { small, large } }) =>
        `  ${what.padEnd(38)} ${each(small)}   ${each(large)}`,
    ),
  ];
}

function usageLines(spent: Usages, updates: number): string[] {
  const said = ({ cpu_ms, memory_mb }: Usage) =>
    `${((cpu_ms * 1000) / Math.max(updates, 1)).toFixed(0)} us, ${memory_mb.toFixed(0)} MB`;
  const all = (cpuOf(spent) * 1000) / Math.max(updates, 1);
  return [
    `  processor ${count(all)} us an update, of both nodes and databases`,
    ...sides.map(
      (side) =>
        `  ${side.padEnd(9)} node ${said(spent[side].node)}; database ${said(spent[side].database)}`,
    ),
  ];
}

function latency({ p50_ms, p99_ms }: { p50_ms: number; p99_ms: number }): string {
  return `p50 ${ms(p50_ms)}  p99 ${ms(p99_ms)}`;
}

function ms(value: number): string {
  return `${value.toFixed(1)} ms`.padStart(10);
}
