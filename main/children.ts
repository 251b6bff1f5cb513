/** A node process (or the demo's works programme) as the supervisor keeps it: forked, waited for, restarted, drained. */
import { fork, type ChildProcess } from "node:child_process";
import { fileURLToPath } from "node:url";
import { childEnvironment } from "./config.ts";
import { deferred, nothing } from "./deferred.ts";
import { CannotGoOn, exitCodes } from "./exit-codes.ts";
import type { NodeName } from "./node-settings.ts";

/** Five deaths within a minute: then restarts are spaced out. */
const deaths_max = 5;
const deaths_window_ms = 60_000;
const slow_restart_ms = 5_000;
const ready_wait_ms = 60_000;
const drain_wait_ms = 10_000;

/**
 * A batch of changes lives through several small collections where the youngest objects have 16 MB,
 * and each copies all of it; with 32 MB most are dead by then (`npm run bench -- --only drain`).
 */
export const nodeArguments: string[] = ["--enable-source-maps", "--max-semi-space-size=32"];

/** What a node process tells its supervisor. */
export interface ReadyMessage {
  type: "ready";
}

/** A node that stays up until it is drained. */
export interface KeptNode<Name extends string = NodeName> {
  name: Name;
  /** Settles with the first readiness; refused when the first process ends before it. */
  ready: Promise<void>;
  now(): { pid: number | null; state: "starting" | "ready" | "down"; restarts: number };
  /** Ends the process and starts one with the settings as they stand in the file now. */
  restart(): void;
  drain(): Promise<void>;
  kill(): void;
}

/** What the keeper of a node wants to hear. */
export interface NodeEvents {
  say(line: string): void;
  changed(): void;
}

/** The file every node process runs; leftovers are known by it. */
export const nodeProcessFile = fileURLToPath(new URL("./node-process.js", import.meta.url));

/** What the demo's public works programme runs. */
export const worksProcessFile = fileURLToPath(
  new URL("../tools/public-works/process.js", import.meta.url),
);

/** Forks a node on its settings file and keeps it running. */
export function keepNode<Name extends string>(
  name: Name,
  file: string,
  events: NodeEvents,
  processFile: string = nodeProcessFile,
): KeptNode<Name> {
  let child: ChildProcess | undefined;
  let state: "starting" | "ready" | "down" = "starting";
  let restarts = 0;
  let stopping = false;
  let onPurpose = false;
  let deaths: number[] = [];
  let pause: NodeJS.Timeout | undefined;
  const first = firstReadiness(name);

  const change = (next: typeof state) => {
    state = next;
    events.changed();
  };

  const start = () => {
    pause = undefined;
    const started = fork(processFile, [file], {
      env: childEnvironment(),
      execArgv: nodeArguments,
      // Standard output is for the supervisor's own lines.
      stdio: ["ignore", 2, 2, "ipc"],
    });
    child = started;
    change("starting");
    started.on("message", (message) => {
      if ((message as Partial<ReadyMessage>).type !== "ready") return;
      change("ready");
      if (restarts > 0) events.say(`Node ${name} is ready again.`);
      first.resolve();
    });
    // Not even forked, for want of memory or processes: that ends like a death.
    started.on("error", () => (started.pid === undefined ? ended(null) : undefined));
    started.once("exit", (code) => ended(code));
  };

  const ended = (code: number | null) => {
    child = undefined;
    change("down");
    if (stopping || (!onPurpose && first.refuse(code))) return;
    restarts += 1;
    const now = performance.now();
    if (!onPurpose) deaths = [...deaths.filter((at) => now - at < deaths_window_ms), now];
    const slow = deaths.length >= deaths_max;
    if (!onPurpose) events.say(restartLine(name, slow));
    onPurpose = false;
    if (slow) pause = setTimeout(start, slow_restart_ms);
    else start();
  };

  start();
  return {
    name,
    ready: first.promise,
    now: () => ({ pid: child?.pid ?? null, state, restarts }),
    restart: () => {
      // Before its first readiness too: the settings it read are outdated.
      if (child === undefined) return;
      onPurpose = true;
      child.kill("SIGKILL");
    },
    drain: async () => {
      stopping = true;
      clearTimeout(pause);
      if (child !== undefined) await endChild(child);
    },
    kill: () => {
      stopping = true;
      clearTimeout(pause);
      child?.kill("SIGKILL");
    },
  };
}

function restartLine(name: string, slow: boolean): string {
  return slow
    ? `Node ${name} ended ${deaths_max} times within a minute; trying again every ${slow_restart_ms / 1000} s. Its log says why.`
    : `Node ${name} ended unexpectedly; starting it again.`;
}

async function endChild(child: ChildProcess): Promise<void> {
  const exited = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  child.kill("SIGTERM");
  const timer = setTimeout(() => child.kill("SIGKILL"), drain_wait_ms);
  await exited;
  clearTimeout(timer);
}

/** A promise of the first readiness, that the first end or too long a wait refuses. */
function firstReadiness(name: string) {
  const { promise, resolve, reject } = deferred();
  let settled = false;
  const refuseWith = (code: 70 | 75, line: string) => {
    settled = true;
    clearTimeout(timer);
    reject(new CannotGoOn({ code, line }));
  };
  const timer = setTimeout(() => {
    const wait = ready_wait_ms / 1000;
    if (!settled) refuseWith(exitCodes.bug, `Node ${name} was not ready after ${wait} s.`);
  }, ready_wait_ms);
  // The supervisor may be stopping and not listen any more.
  promise.catch(nothing);
  return {
    promise,
    resolve: () => {
      settled = true;
      clearTimeout(timer);
      resolve();
    },
    /** True when this end was before the first readiness. */
    refuse: (code: number | null): boolean => {
      if (settled) return false;
      const port = code === exitCodes.temporary;
      refuseWith(
        port ? exitCodes.temporary : exitCodes.bug,
        port
          ? `Node ${name} could not listen on its port: another program took it meanwhile. Start again.`
          : `Node ${name} ended at its start; the lines above say why.`,
      );
      return true;
    },
  };
}
