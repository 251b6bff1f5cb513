/** Processes the benchmark measures beside the node: forked, told what to do, ended. */
import { fork, spawn, type ChildProcess } from "node:child_process";
import { connect } from "node:net";
import { fileURLToPath } from "node:url";
import { nodeArguments } from "../../main/children.ts";
import { childEnvironment } from "../../main/config.ts";
import { until } from "./real-system.ts";

const ready_ms_max = 60_000;
const stop_ms_max = 12_000;

/** Something that answers at a port. */
export interface Served {
  port: number;
  stop(): Promise<void>;
}

/** Forks a file of this folder's build; resolves with the port once it says `{port}`. */
export async function forkServer(file: string, told: object): Promise<Served> {
  const child = fork(fileURLToPath(new URL(file, import.meta.url)), [], {
    env: childEnvironment(),
    stdio: ["ignore", "inherit", "inherit", "ipc"],
  });
  const port = await new Promise<number>((resolve, reject) => {
    child.once("exit", (code) => reject(new Error(`${file} ended with ${code}`)));
    child.once("message", (said) => resolve((said as { port: number }).port));
    // By the channel and not by its arguments: there are passwords in it.
    child.send(told);
  });
  return { port, stop: () => end(child) };
}

/** Forks a node process on its settings file. */
export async function forkNode(
  file: string,
  settingsFile: string,
  port: number,
  args: readonly string[] = [],
): Promise<Served & { pid: number }> {
  const child = fork(file, [settingsFile], {
    env: childEnvironment(),
    execArgv: [...nodeArguments, ...args],
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
  await new Promise<void>((resolve, reject) => {
    child.once("exit", (code) => reject(new Error(`the node process ended with ${code}`)));
    child.on("message", () => resolve());
  });
  return { port, pid: child.pid ?? 0, stop: () => end(child) };
}

/** Runs a program that listens at this port; a group of its own, as it may start others. */
export async function runServer(
  program: string,
  args: readonly string[],
  port: number,
): Promise<Served> {
  const child = spawn(program, args, {
    env: childEnvironment(),
    stdio: ["ignore", "ignore", "pipe"],
    detached: true,
  });
  let said = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => (said += text));
  child.once("error", (error) => (said += error.message));
  const stop = () => end(child, -1);
  try {
    await until(`an answer at port ${port}`, ready_ms_max, () => {
      if (child.exitCode !== null) throw new Error(`it ended with ${child.exitCode}`);
      return listens(port);
    });
  } catch (error) {
    await stop();
    const [line = ""] = said.trim().split("\n").slice(-1);
    throw new Error(`${(error as Error).message} ${line}`.trim(), { cause: error });
  }
  return { port, stop };
}

function listens(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: "127.0.0.1", port });
    socket.once("connect", () => resolve(true)).once("error", () => resolve(false));
    socket.once("connect", () => socket.destroy());
  });
}

/** `sign` -1: the process and all that it started. */
async function end(child: ChildProcess, sign: 1 | -1 = 1): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const target = sign * child.pid;
  const exited = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  process.kill(target, "SIGTERM");
  const hurry = setTimeout(() => process.kill(target, "SIGKILL"), stop_ms_max);
  await exited;
  clearTimeout(hurry);
}
