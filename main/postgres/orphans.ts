import { readFileSync } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { isPostmasterOf, isRunning, processesIn, signal, until } from "./processes.ts";

const orphan_stop_ms = 5_000;
const orphan_gone_ms = 10_000;

/**
 * Stops what an earlier start left on a data folder, so that a new server can have it: a postmaster
 * that outlived its node, or the children of a killed one (they hold the shared memory). Never returns
 * while a process of that folder runs.
 */
export async function clearOrphans(data: string, say: (line: string) => void): Promise<void> {
  const pid = postmasterPidOf(data);
  if (pid !== undefined && isPostmasterOf(pid, data)) {
    say(`stopping PostgreSQL ${pid}, left over from an earlier start`);
    signal(pid, "SIGINT");
    await until(() => !isRunning(pid), orphan_stop_ms);
  }
  killAll(data, pid);
  if (!(await until(() => remainders(data, pid).length === 0, orphan_gone_ms))) {
    throw new Error(`processes still run on ${data}: ${remainders(data, pid).join(", ")}`);
  }
  // Nobody works here, so the file is stale. PostgreSQL itself would take a dead but not yet reaped
  // postmaster, or another process with its old pid, for a living one and refuse to start.
  await rm(join(data, "postmaster.pid"), { force: true });
}

/** Kills every process of a data folder at once, as a crash of the machine would. */
export function killAll(data: string, postmaster: number | undefined): void {
  for (const pid of remainders(data, postmaster)) signal(pid, "SIGKILL");
}

function remainders(data: string, postmaster: number | undefined): number[] {
  const found = new Set(processesIn(data));
  if (postmaster !== undefined && isPostmasterOf(postmaster, data)) found.add(postmaster);
  return [...found];
}

function postmasterPidOf(data: string): number | undefined {
  try {
    const pid = Number(readFileSync(join(data, "postmaster.pid"), "utf8").split("\n")[0]);
    return Number.isSafeInteger(pid) && pid > 0 ? pid : undefined;
  } catch {
    return undefined;
  }
}
