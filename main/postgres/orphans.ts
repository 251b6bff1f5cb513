import { createHash } from "node:crypto";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { commandLines, isRunning, signal, until } from "./processes.ts";

const orphan_stop_ms = 5_000;
const orphan_gone_ms = 10_000;

/** Who works on a data folder: the process that leads, and all of them. */
type Crew = { postmasters: number[]; all: number[] };

/**
 * What every process of a data folder's server carries in its title (`cluster_name`). PostgreSQL's
 * children each lead a process group of their own, so a signal to the postmaster's group does not
 * reach them, and their working directory is not ours to read in a container: the title is.
 */
export function markOf(data: string): string {
  return `tandem-${createHash("sha256").update(data).digest("hex").slice(0, 16)}`;
}

/**
 * Stops what an earlier start left on a data folder, so that a new server can have it: a postmaster
 * that outlived its node, or the children of a killed one (they hold the shared memory). Never returns
 * while a process of that folder runs.
 */
export async function clearOrphans(data: string, say: (line: string) => void): Promise<void> {
  for (const pid of crewOf(data).postmasters) {
    say(`stopping PostgreSQL ${pid}, left over from an earlier start`);
    signal(pid, "SIGINT");
    await until(() => !isRunning(pid), orphan_stop_ms);
  }
  killAll(data);
  if (!(await until(() => crewOf(data).all.length === 0, orphan_gone_ms))) {
    throw new Error(`processes still run on ${data}: ${crewOf(data).all.join(", ")}`);
  }
  // Nobody works here, so the file is stale. PostgreSQL itself would take a dead but not yet reaped
  // postmaster, or another process with its old pid, for a living one and refuse to start.
  await rm(join(data, "postmaster.pid"), { force: true });
}

/** Kills every process of a data folder at once, as a crash of the machine would. */
export function killAll(data: string): void {
  signalAll(data, "SIGKILL");
}

/** Sends a signal to every process of a data folder. */
export function signalAll(data: string, name: NodeJS.Signals): void {
  for (const pid of crewOf(data).all) signal(pid, name);
}

function crewOf(data: string): Crew {
  const crew: Crew = { postmasters: [], all: [] };
  for (const [pid, command] of commandLines()) {
    const leads = command.includes(`/postgres -D ${data} `);
    if (leads) crew.postmasters.push(pid);
    if (leads || command.startsWith(`postgres: ${markOf(data)}: `)) crew.all.push(pid);
  }
  return crew;
}
