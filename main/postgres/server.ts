import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, openSync, readFileSync, renameSync, statSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { Client } from "pg";
import { type Account, makePlace, unprivilegedAccount } from "./account.ts";
import { findBinaries } from "./binaries.ts";
import { makeCluster } from "./cluster.ts";
import { type DatabaseUrls, makeDatabase, urlOf } from "./databases.ts";
import { type Memory, recall, remember } from "./memory.ts";
import { clearOrphans, killAll, markOf } from "./orphans.ts";
import { settleElsewhere } from "./elsewhere.ts";
import { claim, release } from "./owner.ts";
import { codeOf, signal, until } from "./processes.ts";

/** A running PostgreSQL of our own. */
export type PostgresServer = {
  port: number;
  pid: number;
  /** Where its files lie: the folder asked for, or another if that cannot be entered. */
  dir: string;
  adminUrl: string;
  /** Settles when the server has ended, however it did. */
  exited: Promise<void>;
  /** Ends it in order: open transactions are rolled back, what was committed is written. */
  stop(): Promise<void>;
  /** Ends it as a power cut would: every process of it, at once. */
  kill9(): void;
  /** Makes a database and the two roles, once. */
  database(name: string): Promise<DatabaseUrls>;
};

/** Without `fsync` an acknowledgement means nothing: for tests only. */
export type PostgresOptions = { dir: string; fsync: boolean; say?: (line: string) => void };

type Running = { pid: number; exited: Promise<void>; ended: () => boolean };

const start_ms_max = 300_000;
const stop_ms = 10_000;
const quit_ms = 5_000;
const ready_poll_ms = 50;
const port_tries_max = 5;
const log_bytes_max = 10_000_000;

/** Starts the server of a folder, after what an earlier start left there is cleared away. */
export async function startPostgres(options: PostgresOptions): Promise<PostgresServer> {
  const say = options.say ?? (() => undefined);
  const account = unprivilegedAccount();
  const { dir, moved } = makePlace(options.dir, account);
  if (moved !== "") say(moved);
  const binaries = await findBinaries(account, say);
  await claim(dir);
  try {
    await clearOrphans(join(dir, "data"), say);
    if (moved !== "") await settleElsewhere(options.dir, dir, say);
    const memory = await recall(dir);
    const { fsync } = options;
    await makeCluster(dir, binaries.initdb, { account, password: memory.admin_password, fsync });
    return await runUntilReady(dir, memory, (log) =>
      launch(binaries.postgres, settingsOf(join(dir, "data"), memory.port, fsync), log, account),
    );
  } catch (error) {
    await release(dir);
    throw error;
  }
}

/** Another process may take the port between our look and PostgreSQL's: then another port. */
async function runUntilReady(
  dir: string,
  memory: Memory,
  start: (log: string) => Running,
): Promise<PostgresServer> {
  const log = join(dir, "server.log");
  rotate(log);
  for (let tries = 1; ; tries += 1) {
    if (memory.port === 0 || !(await isFree(memory.port))) {
      memory.port = await freePort();
      await remember(dir, memory);
    }
    const from = sizeOf(log);
    const running = start(log);
    const adminUrl = urlOf(memory.port, "postgres", memory.admin_password, "postgres");
    try {
      await waitUntilReady(running, adminUrl);
      return serverOf(dir, memory, running, adminUrl);
    } catch (error) {
      await end(running, join(dir, "data"));
      const said = readFileSync(log, "utf8").slice(from).trim();
      const taken = said.includes("could not bind") && tries < port_tries_max;
      if (!taken) throw new Error(`PostgreSQL did not start: ${said}`, { cause: error });
    }
  }
}

function serverOf(dir: string, memory: Memory, running: Running, adminUrl: string): PostgresServer {
  const data = join(dir, "data");
  return {
    port: memory.port,
    pid: running.pid,
    dir,
    adminUrl,
    exited: running.exited,
    async stop() {
      if (running.ended()) return;
      await end(running, data);
      await release(dir);
    },
    kill9() {
      if (running.ended()) return;
      signal(running.pid, "SIGKILL");
      killAll(data);
    },
    database: (name) => makeDatabase(adminUrl, memory, name),
  };
}

/** Fast shutdown, then an immediate one, then none at all. */
async function end(running: Running, data: string): Promise<void> {
  if (!running.ended()) signal(running.pid, "SIGINT");
  if (await until(running.ended, stop_ms)) return;
  signal(running.pid, "SIGQUIT");
  if (await until(running.ended, quit_ms)) return;
  signal(running.pid, "SIGKILL");
  killAll(data);
  await running.exited;
}

function launch(
  program: string,
  settings: string[],
  log: string,
  account: Account | undefined,
): Running {
  const identity = account === undefined ? {} : { uid: account.uid, gid: account.gid };
  const out = openSync(log, "a", 0o600);
  let child: ChildProcess;
  try {
    child = spawn(program, settings, {
      cwd: "/",
      detached: true,
      stdio: ["ignore", out, out],
      env: { PATH: process.env["PATH"] },
      ...identity,
    });
  } finally {
    closeSync(out);
  }
  let ended = false;
  const exited = new Promise<void>((resolve) => {
    const settle = (): void => {
      ended = true;
      resolve();
    };
    child.once("exit", settle);
    child.once("error", settle);
  });
  return { pid: child.pid ?? 0, exited, ended: () => ended };
}

function settingsOf(data: string, port: number, fsync: boolean): string[] {
  const settings: Record<string, string> = {
    listen_addresses: "127.0.0.1",
    port: String(port),
    cluster_name: markOf(data),
    unix_socket_directories: "",
    max_connections: "100",
    shared_buffers: "128MB",
    // A new node grows from nothing within a minute: its plans must not be made for empty tables.
    autovacuum_naptime: "10s",
    timezone: "UTC",
    log_timezone: "UTC",
    // An error's statement and detail hold values of people: they stay out of the log.
    log_error_verbosity: "terse",
    log_min_error_statement: "panic",
    fsync: fsync ? "on" : "off",
    synchronous_commit: fsync ? "on" : "off",
    full_page_writes: fsync ? "on" : "off",
  };
  const given = Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
  return ["-D", data, ...given];
}

async function waitUntilReady(running: Running, adminUrl: string): Promise<void> {
  const bound = performance.now() + start_ms_max;
  for (;;) {
    const problem = await connectionProblem(adminUrl);
    if (problem === undefined) return;
    if (running.ended()) throw new Error("it ended", { cause: problem });
    // 28…: it answers, but not to us: waiting does not help.
    if (codeOf(problem).startsWith("28") || performance.now() > bound) throw problem;
    await Promise.race([pause(ready_poll_ms), running.exited]);
  }
}

async function connectionProblem(url: string): Promise<unknown> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 5_000 });
  // A connection may break between two of our calls; the next poll tells.
  client.on("error", () => undefined);
  try {
    await client.connect();
    await client.query("select 1");
    return undefined;
  } catch (error) {
    return error;
  } finally {
    await client.end().catch(() => undefined);
  }
}

async function freePort(): Promise<number> {
  const port = await listenOnce(0);
  if (port === undefined) throw new Error("there is no free port on 127.0.0.1");
  return port;
}

async function isFree(port: number): Promise<boolean> {
  return (await listenOnce(port)) !== undefined;
}

/** Listens and lets go again; the port it got, or undefined when it is taken. */
function listenOnce(port: number): Promise<number | undefined> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once("error", () => resolve(undefined));
    probe.listen(port, "127.0.0.1", () => {
      const address = probe.address();
      const got = address === null || typeof address === "string" ? undefined : address.port;
      probe.close(() => resolve(got));
    });
  });
}

function sizeOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0;
}

function rotate(log: string): void {
  if (sizeOf(log) > log_bytes_max) renameSync(log, `${log}.old`);
}
