/** What an update costs by how many go together: processor time of both nodes and databases. */
import type { Store } from "../../store/database.ts";
import { behind, writeBacklog } from "./drain.ts";
import { until, type RealSystem } from "./real-system.ts";
import { cpuOf, readUsage, spentBetween } from "./usage.ts";

/** As many of them as a batch holds, or a few hundred updates at least. */
export const batch_sizes = [1, 10, 100, 500] as const;
const updates_min = 200;
const idle_ms = 2_000;
const arrive_ms_max = 30_000;

export interface BatchCost {
  size: number;
  updates: number;
  /** Null where the system tells nothing about its processes. */
  cpu_us: number | null;
  per_second: number;
}

/**
 * Writes so many changes in one commit, waits until all of them have arrived and are acknowledged, and
 * again: then a batch is what was written. What both systems take while nothing happens is taken off;
 * writing the changes counts.
 */
export async function measureBatchCost(
  real: RealSystem,
  sp: Store,
  people: readonly string[],
): Promise<BatchCost[]> {
  const idle = await idleCost(real, sp);
  const costs: BatchCost[] = [];
  for (const size of batch_sizes) {
    const rounds = Math.max(Math.ceil(updates_min / size), 4);
    await round(sp, people, size);
    const before = readUsage(real);
    const began = performance.now();
    for (let nth = 0; nth < rounds; nth += 1) await round(sp, people, size);
    const updates = rounds * size;
    const took_ms = performance.now() - began;
    const spent = spentBetween(before, readUsage(real));
    const cpu_us = spent ? ((cpuOf(spent) - idle * took_ms) * 1_000) / updates : null;
    const per_second = (updates * 1_000) / took_ms;
    costs.push({ size, updates, cpu_us, per_second });
  }
  return costs;
}

/** Processor time that both systems take in a millisecond while nothing happens but our looking. */
async function idleCost(real: RealSystem, sp: Store): Promise<number> {
  const before = readUsage(real);
  const began = performance.now();
  await until("a while", idle_ms * 2, async () => {
    await sp.query(behind, [sp.system.id]);
    return performance.now() - began > idle_ms;
  });
  const spent = spentBetween(before, readUsage(real));
  return spent ? cpuOf(spent) / (performance.now() - began) : 0;
}

async function round(sp: Store, people: readonly string[], size: number): Promise<void> {
  await writeBacklog(sp, people, size);
  sp.committed();
  await until("a batch to arrive", arrive_ms_max, async () => {
    const [row] = await sp.query<{ behind: boolean }>(behind, [sp.system.id]);
    return row?.behind === false;
  });
}
