/** What befalls the processes of a chaos run: ended, frozen, doubled, ended at a named moment. */
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { childEnvironment } from "../../main/config.ts";
import { settingsFile, writeNodeSettings, type NamedFault } from "../../main/node-settings.ts";
import { killAll, signalAll } from "../../main/postgres/orphans.ts";
import { commandLines, signal } from "../../main/postgres/processes.ts";
import { projectRoot } from "../../main/project-root.ts";
import {
  freePorts,
  otherSide,
  sides,
  until,
  type RealSystem,
  type Side,
} from "../bench/real-system.ts";
import { isReady } from "./crash-workers.ts";

const patience_ms = 150_000;
const arming_ms_max = 20_000;
const provoke_every_ms = 8_000;

/** Every named moment, of sending, of receiving, of numbering and of callbacks. */
export const namedFaults: readonly NamedFault[] = [
  "before-send",
  "after-send",
  "before-cursor",
  "after-cursor",
  "before-commit",
  "after-commit",
  "before-numbering",
  "after-numbering",
  "before-callback",
  "after-callback",
];

export type StrikeKind =
  | "kill_node"
  | "kill_postmaster"
  | "kill_database"
  | "freeze_node"
  | "freeze_database"
  | "second_node"
  | "end_at_point";

/** Strikes at one running system, each until what it hit is back, with counts and times. */
export class Strikes {
  readonly #real: RealSystem;
  readonly #ended = new AbortController();
  /** How long each process that was killed took to answer again. */
  readonly recoveries: { what: string; ms: number }[] = [];
  readonly fired: { side: Side; point: NamedFault }[] = [];
  /** What was done, when. */
  readonly log: string[] = [];
  readonly counts: Record<StrikeKind, number> = {
    kill_node: 0,
    kill_postmaster: 0,
    kill_database: 0,
    freeze_node: 0,
    freeze_database: 0,
    second_node: 0,
    end_at_point: 0,
  };

  constructor(real: RealSystem) {
    this.#real = real;
  }

  /** `kill -9` of a node; the supervisor starts another. */
  async killNode(side: Side): Promise<void> {
    const before = this.#killNow(side);
    this.#noted("kill_node", side);
    await this.#back(`node ${side}`, side, () => this.#node(side).pid !== before);
  }

  /** `kill -9` of the postmaster alone, or of it and all its children at one moment. */
  async killDatabase(side: Side, what: "postmaster" | "whole database"): Promise<void> {
    const { pid: before, folder } = this.#postmaster(side);
    process.kill(before, "SIGKILL");
    if (what === "whole database") killAll(folder);
    this.#noted(what === "postmaster" ? "kill_postmaster" : "kill_database", side);
    await this.#back(`${what} ${side}`, side, () => {
      const { pid } = this.#database(side);
      return pid !== null && pid !== before;
    });
  }

  /** SIGSTOP, and SIGCONT after a while: a long pause, after which the process believes it is still the one. */
  async freezeNode(side: Side, ms: number): Promise<void> {
    const { pid } = this.#node(side);
    if (!pid) return;
    signal(pid, "SIGSTOP");
    this.#noted("freeze_node", side);
    await this.#wait(ms);
    signal(pid, "SIGCONT");
    await this.ready(side);
  }

  async freezeDatabase(side: Side, ms: number): Promise<void> {
    const { folder } = this.#postmaster(side);
    signalAll(folder, "SIGSTOP");
    this.#noted("freeze_database", side);
    await this.#wait(ms);
    signalAll(folder, "SIGCONT");
    await this.ready(side);
  }

  /** A second process of the same node on the same database: two senders, two sequencers, two doors. */
  async secondNode(side: Side, ms: number): Promise<void> {
    const [port = 0] = await freePorts(1);
    const { fault: _, ...settings } = this.#real.settings(side);
    const file = join(this.#real.dataDir, side, "second.json");
    writeNodeSettings(file, { ...settings, port });
    const entry = join(projectRoot(), "dist/main/node-process.js");
    const second = spawn(process.execPath, [entry, file], {
      env: childEnvironment(),
      stdio: "ignore",
    });
    const gone = once(second, "exit");
    try {
      await until(`a second node of ${side}`, patience_ms, () => answers(second, port));
      this.#noted("second_node", side);
      await this.#wait(ms);
    } finally {
      second.kill("SIGKILL");
      await gone;
    }
  }

  /**
   * Each point ends the process once, when it is next reached. The file is read at a process's start,
   * so the next point is written as soon as the one before is armed: its death makes the process that
   * reads it.
   */
  async endAtPoints(side: Side, order: readonly NamedFault[]): Promise<void> {
    const [first, ...rest] = order;
    if (!first) return;
    let { restarts } = this.#node(side);
    this.#arm(side, first);
    this.#killNow(side);
    restarts += 1;
    for (const [at, point] of order.entries()) {
      // The process before it may have died and come back before the file was written.
      await until(`${point} to be armed at ${side}`, arming_ms_max, () =>
        this.#isArmed(side),
      ).catch(() => {
        this.#killNow(side);
        restarts += 1;
        return until(`${point} to be armed at ${side}`, patience_ms, () => this.#isArmed(side));
      });
      const next = rest[at];
      if (next) this.#arm(side, next);
      restarts += 1;
      await this.#reached(side, point, restarts);
      this.fired.push({ side, point });
      this.#noted("end_at_point", side, point);
    }
    await this.ready(side);
  }

  async ready(side: Side): Promise<void> {
    await until(`${side} to be ready`, patience_ms, async () => {
      const up = this.#node(side).state === "ready" && this.#database(side).pid !== null;
      return up && isReady(this.#real, side);
    });
  }

  async bothReady(): Promise<void> {
    for (const side of sides) await this.ready(side);
  }

  /** Whatever waits now waits no longer. */
  end(): void {
    this.#ended.abort();
  }

  #noted(kind: StrikeKind, side: Side, which = ""): void {
    this.counts[kind] += 1;
    this.log.push(`${new Date().toISOString()} ${side} ${kind} ${which}`.trim());
  }

  async #reached(side: Side, point: NamedFault, restarts: number): Promise<void> {
    const hasEnded = () => this.#node(side).restarts >= restarts;
    let provokedAt = Number.NEGATIVE_INFINITY;
    await until(`${point} at ${side}`, patience_ms, () => {
      const due = performance.now() - provokedAt > provoke_every_ms;
      if (point.endsWith("-callback") && due && !hasEnded()) {
        provokedAt = performance.now();
        void this.#provokeCallback(side);
      }
      return hasEnded();
    });
  }

  /** The other side ends a subscription it does not have; the refusal is owed to it as a callback. */
  async #provokeCallback(side: Side): Promise<void> {
    const asks = ["--system", otherSide[side], "--partner", `${side}.demo`];
    const asking = spawn(
      process.execPath,
      [join(projectRoot(), "bin/tandem.mjs"), "dci", "unsubscribe", "SUB-unknown", ...asks],
      { env: { ...childEnvironment(), TANDEM_DATA: this.#real.dataDir }, stdio: "ignore" },
    );
    await once(asking, "exit");
  }

  #arm(side: Side, fault: NamedFault): void {
    const file = settingsFile(this.#real.dataDir, side);
    writeNodeSettings(file, { ...this.#real.settings(side), fault });
  }

  #isArmed(side: Side): boolean {
    return this.#real.settings(side).fault === undefined;
  }

  async #back(what: string, side: Side, replaced: () => boolean): Promise<void> {
    const ms = await until(`${what} to come back`, patience_ms, async () => {
      return replaced() && this.#node(side).state === "ready" && (await isReady(this.#real, side));
    });
    this.recoveries.push({ what, ms });
  }

  /** Never by a pid that is not there: 0 would be this very test. */
  #killNow(side: Side): number {
    const { pid } = this.#node(side);
    if (!pid) throw new Error(`the node ${side} is down already`);
    process.kill(pid, "SIGKILL");
    return pid;
  }

  #postmaster(side: Side): { pid: number; folder: string } {
    const { pid } = this.#database(side);
    if (pid === null) throw new Error(`the database of ${side} is down already`);
    const folder = / -D (\S+) /.exec(commandLines().get(pid) ?? "")?.[1];
    if (!folder) throw new Error(`process ${pid} is no postmaster`);
    return { pid, folder };
  }

  #node(side: Side) {
    const node = this.#real.run().nodes.find(({ name }) => name === side);
    if (!node) throw new Error(`the run file tells of no node ${side}`);
    return node;
  }

  #database(side: Side) {
    const database = this.#real.run().databases.find(({ name }) => name === side);
    if (!database) throw new Error(`the run file tells of no database ${side}`);
    return database;
  }

  async #wait(ms: number): Promise<void> {
    await pause(ms, undefined, { signal: this.#ended.signal }).catch(() => undefined);
  }
}

async function answers(second: ChildProcess, port: number): Promise<boolean> {
  if (second.exitCode !== null) throw new Error(`a second node ended with ${second.exitCode}`);
  try {
    const signalled = AbortSignal.timeout(2_000);
    return (await fetch(`http://127.0.0.1:${port}/readyz`, { signal: signalled })).ok;
  } catch {
    return false;
  }
}
