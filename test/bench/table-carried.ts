/** What was measured of carrying changes from one system to the other, beside the drain, as text. */
import type { BatchCost } from "./batch-cost.ts";
import type { CatchingUp } from "./catching-up.ts";
import type { LongLog } from "./long-log.ts";
import type { Delays, Steady } from "./steady.ts";
import { budget, count, ratio } from "./figures.ts";
import type { Result } from "./table.ts";
import { cpuOf } from "./usage.ts";

/** Budgets of the design: the delay at a steady load, and how much later others may hear meanwhile. */
const steady_p99_ms_max = 100;
const slower_share_max = 0.1;

export function carriedLines({ batches, steady, catchingUp, log }: Result): string[] {
  return [
    ...(batches ? batchLines(batches) : []),
    ...(steady ? steadyLines(steady) : []),
    ...(catchingUp ? catchUpLines(catchingUp) : []),
    ...(log ? logLines(log) : []),
  ];
}

function batchLines(costs: readonly BatchCost[]): string[] {
  return [
    "",
    "Cost of an update by the size of its batch, all processes of both systems",
    ...costs.map(({ size, cpu_us, per_second }) => {
      const cost = cpu_us === null ? "not known" : `${count(cpu_us)} us`;
      return `  ${String(size).padStart(5)}     ${cost} an update  ${count(per_second)} /s one after the other`;
    }),
  ];
}

function steadyLines(steady: Steady): string[] {
  const { wanted_per_second, floor } = steady;
  return [
    "",
    `Steady load of ${wanted_per_second} changes/s, each its own commit; commit to commit (${steady.count} changes)`,
    `  measured  ${delays(steady)}  ${most(steady.p99_ms, steady_p99_ms_max, "p99, ms")}`,
    `  written   ${count(steady.written_per_second)} /s`,
    `  floor     p50 ${ms(floor.p50_ms)}                   p99 ${ms(floor.p99_ms)}  (two commits)`,
    `  ratio     ${ratio(steady.ratio)}`,
  ];
}

function catchUpLines({ changes, per_second, alone, beside }: CatchingUp): string[] {
  const slower = beside.p50_ms / Math.max(alone.p50_ms, 0.001) - 1;
  return [
    "",
    `A partner ${changes} changes behind catches up, beside another at ${alone.wanted_per_second} changes/s`,
    `  catches up ${count(per_second)} /s`,
    `  alone     ${delays(alone)}`,
    `  beside    ${delays(beside)}  slower by ${(slower * 100).toFixed(0)} % at the middle ${most(slower, slower_share_max, "a tenth")}`,
  ];
}

function logLines({ sizes: [from, to], before, after, added_per_second }: LongLog): string[] {
  const cost = ({ spent, received }: typeof before) =>
    spent ? `${count((cpuOf(spent) * 1_000) / Math.max(received, 1))} us` : "not known";
  return [
    "",
    `The same drain with a longer log (${count(added_per_second).trim()} events/s added by COPY)`,
    ...(
      [
        [from, before],
        [to, after],
      ] as const
    ).map(
      ([size, drained]) =>
        `  ${count(size)} events  ${cost(drained)} an update  ${count(drained.updates_per_second)} /s`,
    ),
    `  ratio     ${ratio(after.updates_per_second / Math.max(before.updates_per_second, 1))}`,
  ];
}

function delays({ p50_ms, p95_ms, p99_ms }: Delays): string {
  return `p50 ${ms(p50_ms)}  p95 ${ms(p95_ms)}  p99 ${ms(p99_ms)}`;
}

function ms(value: number): string {
  return `${value.toFixed(1)} ms`.padStart(10);
}

/** `budget` speaks of the least; here less is better. */
function most(value: number, largest: number, of: string): string {
  return budget(-value, -largest).replace(/budget -[\d.,]+/, `budget ${largest} ${of}`);
}
