/** Processes of this machine by id: whose they are, and ending them politely. */
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";

/** The command line of a process, or nothing when there is none (or it is a zombie). */
export function commandLine(pid: number): string | undefined {
  try {
    if (process.platform === "linux") {
      const text = readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ").trim();
      return text === "" ? undefined : text;
    }
    const text = execFileSync("ps", ["-o", "command=", "-p", String(pid)], { encoding: "utf8" });
    return text.trim() === "" ? undefined : text.trim();
  } catch {
    return undefined;
  }
}

/** Sends a signal; a process that is gone already is no error. */
export function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}

/**
 * Ends a process: the polite signal, then after a while SIGKILL. Its command line is compared
 * again before each signal, since the id may belong to somebody else by then.
 */
export async function endProcess(
  pid: number,
  polite: NodeJS.Signals,
  patience_ms: number,
): Promise<void> {
  const ours = commandLine(pid);
  if (ours === undefined) return;
  signal(pid, polite);
  if (await gone(pid, ours, patience_ms)) return;
  signal(pid, "SIGKILL");
  await gone(pid, ours, 5_000);
}

async function gone(pid: number, ours: string, patience_ms: number): Promise<boolean> {
  const until = performance.now() + patience_ms;
  while (commandLine(pid) === ours) {
    if (performance.now() > until) return false;
    await delay(50);
  }
  return true;
}
