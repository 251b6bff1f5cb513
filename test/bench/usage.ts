/** What the processes of a real system have used: processor time and memory, read from /proc. */
import { readdirSync, readFileSync } from "node:fs";
import { sides, type RealSystem, type Side } from "./real-system.ts";

/** Clock ticks of /proc (USER_HZ), the same on every Linux that Node.js runs on. */
const ticks_per_second = 100;

/** Of one node or one database server with its backends. */
export interface Usage {
  cpu_ms: number;
  /** Memory of its own: what is not shared with files or with other processes' buffers. */
  memory_mb: number;
}

export type Usages = Record<Side, { node: Usage; database: Usage }>;

/** Null where there is no /proc. */
export function readUsage(real: RealSystem): Usages | null {
  if (process.platform !== "linux") return null;
  const { nodes, databases } = real.run();
  const all = readProcesses();
  const of = (side: Side) => ({
    node: sumOf(all, new Set([nodes.find(({ name }) => name === side)?.pid ?? 0])),
    database: sumOf(all, familyOf(all, databases.find(({ name }) => name === side)?.pid ?? 0)),
  });
  return { sp: of("sp"), ess: of("ess") };
}

/** Processor time spent between two readings, and memory as it was at the second. */
export function spentBetween(before: Usages | null, after: Usages | null): Usages | null {
  if (!before || !after) return null;
  const spent = (from: Usage, to: Usage): Usage => ({ ...to, cpu_ms: to.cpu_ms - from.cpu_ms });
  const of = (side: Side) => ({
    node: spent(before[side].node, after[side].node),
    database: spent(before[side].database, after[side].database),
  });
  return { sp: of("sp"), ess: of("ess") };
}

/** All processor time of both systems. */
export function cpuOf(spent: Usages): number {
  return sides.reduce(
    (sum, side) => sum + spent[side].node.cpu_ms + spent[side].database.cpu_ms,
    0,
  );
}

interface Running extends Usage {
  pid: number;
  parent: number;
  /** Of children that have ended. */
  ended_ms: number;
}

function readProcesses(): Running[] {
  return readdirSync("/proc").flatMap((name) =>
    /^\d+$/.test(name) ? (readProcess(name) ?? []) : [],
  );
}

function readProcess(pid: string): Running | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    const [parent, user, system, endedUser, endedSystem] = [1, 11, 12, 13, 14].map((at) =>
      Number(fields[at]),
    );
    const status = readFileSync(`/proc/${pid}/status`, "utf8");
    const own = Number(/^RssAnon:\s+(\d+)/m.exec(status)?.[1] ?? 0);
    return {
      pid: Number(pid),
      parent: parent ?? 0,
      cpu_ms: inMs((user ?? 0) + (system ?? 0)),
      ended_ms: inMs((endedUser ?? 0) + (endedSystem ?? 0)),
      memory_mb: own / 1024,
    };
  } catch {
    // It ended while it was looked at.
    return null;
  }
}

function inMs(ticks: number): number {
  return (ticks * 1000) / ticks_per_second;
}

function familyOf(all: readonly Running[], root: number): Set<number> {
  return new Set(all.flatMap(({ pid, parent }) => (pid === root || parent === root ? [pid] : [])));
}

function sumOf(all: readonly Running[], pids: ReadonlySet<number>): Usage {
  const sum = { cpu_ms: 0, memory_mb: 0 };
  for (const one of all) {
    if (!pids.has(one.pid)) continue;
    sum.cpu_ms += one.cpu_ms + one.ended_ms;
    sum.memory_mb += one.memory_mb;
  }
  return sum;
}
