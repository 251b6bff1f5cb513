/**
 * `<data>/run.json`: who runs on a data folder, kept current by the supervisor, without secrets.
 * It is also the lock: it is made by a hard link, which only one process can win.
 */
import { existsSync, linkSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { replaceFile } from "./data-folder.ts";
import { CannotGoOn, exitCodes } from "./exit-codes.ts";
import {
  readNodeSettings,
  settingsFile,
  type NodeName,
  type NodeSettings,
} from "./node-settings.ts";
import { isAlive, ownMark, type ProcessMark } from "./processes.ts";

/** Its name in the data folder. */
export const run_file = "run.json";

/** How the whole stands. `degraded`: a part is down and being restarted. */
export type Standing = "starting" | "running" | "degraded" | "stopping" | "migrating";

/** A node process as seen from outside. */
export interface RunningNode {
  name: NodeName;
  pid: number | null;
  port: number;
  urls: string[];
  state: "starting" | "ready" | "down";
  restarts: number;
}

/** A database server as seen from outside. A given one has no process here. */
export interface RunningDatabase {
  name: NodeName;
  embedded: boolean;
  pid: number | null;
  port: number | null;
  url: string | null;
}

/** What run.json holds. */
export interface RunFile {
  supervisor: ProcessMark;
  startedAt: string;
  standing: Standing;
  nodes: RunningNode[];
  databases: RunningDatabase[];
}

/** What other commands need to reach what runs. */
export interface Running {
  run: RunFile;
  nodes: NodeSettings[];
}

/** What runs on a data folder now; nothing when its supervisor is gone. */
export function readRunning(dataDir: string): Running | undefined {
  const run = readRunFile(dataDir);
  if (run === undefined || !isAlive(run.supervisor)) return undefined;
  const files = run.nodes.map((node) => settingsFile(dataDir, node.name));
  return { run, nodes: files.filter((file) => existsSync(file)).map(readOwnSettings) };
}

function readOwnSettings(file: string): NodeSettings {
  try {
    return readNodeSettings(file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EACCES") throw error;
    throw new CannotGoOn({
      code: exitCodes.cannotWrite,
      line: `${file} may be read only by the user that started Tandem. Run this command as that user.`,
    });
  }
}

/** The file as it stands, whoever wrote it; nothing when there is none or it is broken. */
export function readRunFile(dataDir: string): RunFile | undefined {
  try {
    return JSON.parse(readFileSync(runFile(dataDir), "utf8")) as RunFile;
  } catch {
    return undefined;
  }
}

/** A first file of this process. */
export function newRun(standing: Standing): RunFile {
  return {
    supervisor: ownMark(),
    startedAt: new Date().toISOString(),
    standing,
    nodes: [],
    databases: [],
  };
}

/** Takes the data folder for this process; false when a living one has it. */
export function claimRun(dataDir: string, run: RunFile): boolean {
  const mine = `${runFile(dataDir)}.${process.pid}.claim`;
  writeFileSync(mine, toText(run), { mode: 0o644 });
  try {
    for (let attempt = 0; attempt < 3; attempt += 1) {
      if (tryLink(mine, runFile(dataDir))) return true;
      const other = readRunFile(dataDir);
      if (other !== undefined && isAlive(other.supervisor)) return false;
      dropStale(dataDir);
    }
    return false;
  } finally {
    rmSync(mine, { force: true });
  }
}

/** Writes the current state. */
export function writeRun(dataDir: string, run: RunFile): void {
  replaceFile(runFile(dataDir), toText(run), 0o644);
}

/** Gives the folder free again. */
export function removeRun(dataDir: string): void {
  if (readRunFile(dataDir)?.supervisor.pid === process.pid)
    rmSync(runFile(dataDir), { force: true });
}

function dropStale(dataDir: string): void {
  const aside = `${runFile(dataDir)}.${process.pid}.stale`;
  try {
    renameSync(runFile(dataDir), aside);
    const moved = JSON.parse(readFileSync(aside, "utf8")) as RunFile;
    // Another start may have been quicker: then what was moved is its fresh claim.
    if (isAlive(moved.supervisor)) tryLink(aside, runFile(dataDir));
  } catch {
    // Gone already, or broken: both leave the place free.
  } finally {
    rmSync(aside, { force: true });
  }
}

function tryLink(from: string, to: string): boolean {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
}

function runFile(dataDir: string): string {
  return join(dataDir, run_file);
}

function toText(run: RunFile): string {
  return `${JSON.stringify(run, undefined, 2)}\n`;
}
