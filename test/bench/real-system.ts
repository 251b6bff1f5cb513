/**
 * The real thing for a test: a supervisor with both nodes and their databases, on free ports, in a
 * temporary data folder, with the demo. Lies beside the benchmark because the build compiles it.
 */
import { spawn } from "node:child_process";
import { chmod, mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { uuidv7 } from "uuidv7";
import { childEnvironment } from "../../main/config.ts";
import { ensureKeys } from "../../main/keys.ts";
import { deleteData } from "../../main/leftovers.ts";
import { readNodeSettings, settingsFile, type NodeSettings } from "../../main/node-settings.ts";
import { projectRoot } from "../../main/project-root.ts";
import { readRunFile, type RunFile } from "../../main/run-file.ts";
import { openStore, type Store } from "../../store/database.ts";
import { createSealer } from "../../store/sealing.ts";

export type Side = "sp" | "ess";
export const sides: readonly Side[] = ["sp", "ess"];
export const otherSide: Record<Side, Side> = { sp: "ess", ess: "sp" };

const start_ms_max = 120_000;
const stop_ms_max = 30_000;
const poll_ms = 20;

export interface RealSystem {
  dataDir: string;
  urls: Record<Side, string>;
  /** Everything the supervisor and the nodes printed. */
  said(): string;
  run(): RunFile;
  settings(side: Side): NodeSettings;
  stop(): Promise<void>;
}

/** What stands before a node: is told its port, and says the address partners reach it by. */
export type Front = (side: Side, port: number) => Promise<string>;

/** Starts everything and resolves once both nodes answer. */
export async function startReal(front?: Front): Promise<RealSystem> {
  const dataDir = await mkdtemp(join(tmpdir(), "tandem-real-"));
  await chmod(dataDir, 0o711);
  const [sp = 0, ess = 0] = await freePorts(2);
  const env = {
    ...childEnvironment(),
    TANDEM_DATA: dataDir,
    TANDEM_PORT_SP: String(sp),
    TANDEM_PORT_ESS: String(ess),
    TANDEM_PORT_WORKS: "off",
    TANDEM_LOG_LEVEL: "error",
    ...(front
      ? { TANDEM_URL_SP: await front("sp", sp), TANDEM_URL_ESS: await front("ess", ess) }
      : {}),
  };
  const supervisor = spawn(process.execPath, [join(projectRoot(), "bin/tandem.mjs"), "start"], {
    env,
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  for (const stream of [supervisor.stdout, supervisor.stderr]) {
    stream.setEncoding("utf8").on("data", (chunk: string) => (output += chunk));
  }
  const exited = new Promise<void>((resolve) => supervisor.once("exit", () => resolve()));
  const ended = () => supervisor.exitCode !== null || supervisor.signalCode !== null;
  const stop = async () => {
    if (!ended()) supervisor.kill("SIGTERM");
    const hurry = setTimeout(() => supervisor.kill("SIGKILL"), stop_ms_max);
    await exited;
    clearTimeout(hurry);
    await deleteData(dataDir);
    await rm(dataDir, { recursive: true, force: true });
  };
  const running = () => readRunFile(dataDir);
  try {
    await until(`a start (${dataDir})`, start_ms_max, () => {
      if (ended()) throw new Error(`The supervisor ended:\n${output}`);
      return running()?.standing === "running";
    });
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    dataDir,
    urls: { sp: `http://127.0.0.1:${sp}`, ess: `http://127.0.0.1:${ess}` },
    said: () => output,
    run: () => {
      const run = running();
      if (!run) throw new Error(`No run file:\n${output}`);
      return run;
    },
    settings: (side) => readNodeSettings(settingsFile(dataDir, side)),
    stop,
  };
}

/** A second door to a node's memory, for looking and for writing without the staff API. */
export async function storeOf(real: RealSystem, side: Side): Promise<Store> {
  const { appUrl, keysFile, systems } = real.settings(side);
  const [system] = systems;
  if (!system) throw new Error(`the node ${side} hosts nothing`);
  const { seal } = await ensureKeys(keysFile);
  const { id, kind, title } = system;
  return openStore({
    appUrl,
    system: { id, kind, title },
    sealer: createSealer(Buffer.from(seal, "base64")),
    nowMs: Date.now,
    newId: uuidv7,
    connections_max: 4,
  });
}

/** A worker of the demo, signed in; the cookie outlives every process. */
export async function signIn(real: RealSystem, side: Side): Promise<string> {
  const answer = await fetch(`${real.urls[side]}/api/v1/session`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ persona: side === "sp" ? "leila" : "marc" }),
  });
  const [cookie = ""] = (answer.headers.get("set-cookie") ?? "").split(";");
  if (!answer.ok) throw new Error(`sign-in at ${side} answered ${answer.status}`);
  return cookie;
}

/** Polls a condition; throws when it does not hold in time. */
export async function until(
  what: string,
  bound_ms: number,
  holds: () => boolean | Promise<boolean>,
): Promise<number> {
  const began = performance.now();
  while (!(await holds())) {
    if (performance.now() - began > bound_ms) throw new Error(`waited too long for ${what}`);
    await pause(poll_ms);
  }
  return performance.now() - began;
}

/** Ports that nobody listened at a moment ago. */
export async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer());
  const ports: number[] = [];
  for (const server of servers) {
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    ports.push((server.address() as AddressInfo).port);
  }
  for (const server of servers) await new Promise((resolve) => server.close(resolve));
  return ports;
}
