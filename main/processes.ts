/** Processes of this machine that another command started: whose they are, and ending them. */
import { commandLines, isRunning, signal, startOf, until } from "./postgres/processes.ts";

const kill_wait_ms = 5_000;

/** One process for good: an id alone may be somebody else's by now. */
export interface ProcessMark {
  pid: number;
  started: string;
  command: string;
}

/** The mark of this process. */
export function ownMark(): ProcessMark {
  return { pid: process.pid, started: startOf(process.pid), command: commandLine(process.pid) };
}

/** Whether the marked process still lives. */
export function isAlive({ pid, started, command }: ProcessMark): boolean {
  return isRunning(pid) && startOf(pid) === started && commandLine(pid) === command;
}

/** The command line of a running process, or "". */
export function commandLine(pid: number): string {
  return commandLines().get(pid)?.trim() ?? "";
}

/** Ends a process: SIGTERM, then after a while SIGKILL. */
export async function endProcess(pid: number, patience_ms: number): Promise<void> {
  const started = startOf(pid);
  const gone = () => !isRunning(pid) || startOf(pid) !== started;
  if (gone()) return;
  signal(pid, "SIGTERM");
  if (await until(gone, patience_ms)) return;
  signal(pid, "SIGKILL");
  await until(gone, kill_wait_ms);
}
