import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
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

/** The command line of every running process. */
export function commandLines(): Map<number, string> {
  const found = new Map<number, string>();
  if (on_linux) {
    for (const name of readdirSync("/proc")) {
      const pid = Number(name);
      if (pid > 0 && isRunning(pid)) found.set(pid, commandOf(pid));
    }
    return found;
  }
  const listed = execFileSync("ps", ["-axww", "-o", "pid=,command="], { encoding: "utf8" });
  for (const line of listed.split("\n")) {
    const [, pid, command] = /^\s*(\d+) (.*)$/.exec(line) ?? [];
    if (pid !== undefined && command !== undefined) found.set(Number(pid), command);
  }
  return found;
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
    return readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ");
  } catch {
    return "";
  }
}
