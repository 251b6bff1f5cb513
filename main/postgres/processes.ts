import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";

const poll_ms = 50;
const on_linux = process.platform === "linux";

/** Whether a process runs. A dead one that nobody has reaped yet (a zombie) does not run. */
export function isRunning(pid: number): boolean {
  if (on_linux) return !["", "Z", "X"].includes(statusOf(pid).state);
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return codeOf(error) === "EPERM";
  }
}

/** When a process started, in the kernel's own unit: with the pid it names one process for good. */
export function startOf(pid: number): string {
  return on_linux ? statusOf(pid).started : "";
}

/** Whether a running process is the postmaster of this data folder. */
export function isPostmasterOf(pid: number, data: string): boolean {
  return isRunning(pid) && commandOf(pid).includes(data);
}

/**
 * Every running process that works in this folder. PostgreSQL's processes have their data folder as
 * working directory, and each of the children leads a process group of its own: a signal to the
 * postmaster's group does not reach them.
 */
export function processesIn(data: string): number[] {
  if (!on_linux) return [];
  return readdirSync("/proc")
    .map(Number)
    .filter((pid) => pid > 0 && workingDirectoryOf(pid) === data && isRunning(pid));
}

/** Sends a signal; a process that is gone already is no error. */
export function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    if (codeOf(error) !== "ESRCH") throw error;
  }
}

/** Waits until the condition holds; false when it did not in time. */
export async function until(
  holds: () => boolean | Promise<boolean>,
  bound_ms: number,
): Promise<boolean> {
  const end = performance.now() + bound_ms;
  while (!(await holds())) {
    if (performance.now() > end) return false;
    await pause(poll_ms);
  }
  return true;
}

/** The code of a system or database error, or "". */
export function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error && typeof error.code === "string"
    ? error.code
    : "";
}

function statusOf(pid: number): { state: string; started: string } {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    // The second field is the name in brackets and may hold anything; the rest is counted after it.
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return { state: fields[0] ?? "", started: fields[19] ?? "" };
  } catch {
    return { state: "", started: "" };
  }
}

function commandOf(pid: number): string {
  try {
    if (on_linux) return readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ");
    return execFileSync("ps", ["-o", "command=", "-p", String(pid)], { encoding: "utf8" });
  } catch {
    return "";
  }
}

function workingDirectoryOf(pid: number): string {
  try {
    return readlinkSync(`/proc/${pid}/cwd`);
  } catch {
    return "";
  }
}
