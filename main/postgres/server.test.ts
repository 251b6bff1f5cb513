import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { chmod, mkdir } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Client } from "pg";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { unprivilegedAccount } from "./account.ts";
import { findBinaries } from "./binaries.ts";
import { commandLines, isRunning, startOf, until } from "./processes.ts";
import { type PostgresServer, startPostgres } from "./server.ts";

const as_root = process.getuid?.() === 0;
const wait_ms = 15_000;

let parent = "";
let dir = "";
const servers: PostgresServer[] = [];

beforeEach(async () => {
  parent = mkdtempSync(join(tmpdir(), "tandem-postgres-test-"));
  await chmod(parent, 0o711);
  dir = join(parent, "pg");
});

afterEach(async () => {
  // All of them first: one test starts two on one folder, and a folder in use cannot be removed.
  const started = servers.splice(0);
  for (const server of started) await server.stop();
  for (const server of started) rmSync(server.dir, { recursive: true, force: true });
  rmSync(parent, { recursive: true, force: true });
});

async function start(say?: (line: string) => void): Promise<PostgresServer> {
  const server = await startPostgres({ dir, fsync: true, ...(say === undefined ? {} : { say }) });
  servers.push(server);
  return server;
}

async function query(url: string, text: string): Promise<unknown[]> {
  const client = new Client({ connectionString: url });
  client.on("error", () => undefined);
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(text)).rows;
  } finally {
    await client.end().catch(() => undefined);
  }
}

async function makeNotes(server: PostgresServer): Promise<string> {
  const { ownerUrl } = await server.database("tandem");
  await query(ownerUrl, "create table notes (note text unique)");
  await query(ownerUrl, "insert into notes values ('kept')");
  return ownerUrl;
}

async function notesOf(server: PostgresServer): Promise<unknown[]> {
  return query((await server.database("tandem")).ownerUrl, "select note from notes");
}

function postmasters(): number[] {
  return [...commandLines()]
    .filter(([, command]) => command.includes(`/postgres -D ${join(dir, "data")} `))
    .map(([pid]) => pid);
}

/** A postmaster whose starter is dead, as a killed node leaves it. */
async function leaveOrphan(port: number): Promise<number> {
  const account = unprivilegedAccount();
  const { postgres } = await findBinaries(account, () => undefined);
  const settings = ["-D", join(dir, "data"), "-c", `port=${port}`, "-c"];
  const script = `
    const { spawn } = require("node:child_process");
    const [program, settings, identity] = JSON.parse(process.argv[1]);
    const child = spawn(program, settings, { detached: true, stdio: "ignore", cwd: "/", ...identity });
    process.stdout.write(String(child.pid), () => process.exit());`;
  const given = [
    postgres,
    [...settings, "unix_socket_directories="],
    account === undefined ? {} : { uid: account.uid, gid: account.gid },
  ];
  const starter = spawn(process.execPath, ["-e", script, JSON.stringify(given)]);
  let printed = "";
  starter.stdout.on("data", (chunk: Buffer) => (printed += chunk.toString()));
  await once(starter, "close");
  const pidFile = join(dir, "data", "postmaster.pid");
  const ready = (): boolean => existsSync(pidFile) && /ready/.test(readFileSync(pidFile, "utf8"));
  expect(await until(ready, wait_ms)).toBe(true);
  return Number(printed);
}

describe("an embedded PostgreSQL", () => {
  it("makes its database and roles once, and remembers port and passwords for us alone", async () => {
    const server = await start();
    const first = await server.database("tandem");
    expect(await server.database("tandem")).toEqual(first);
    await query(first.ownerUrl, "create table mine (id int)");
    const roles = await query(
      first.appUrl,
      `select rolsuper or rolcreatedb or rolcreaterole or rolbypassrls as mighty from pg_roles
       where rolname in ('tandem_owner', 'tandem_app')`,
    );
    expect(roles).toEqual([{ mighty: false }, { mighty: false }]);
    expect(statSync(join(server.dir, "server.json")).mode & 0o777).toBe(0o600);
    await server.stop();
    await server.exited;
    expect(isRunning(server.pid)).toBe(false);
    const again = await start();
    expect(again.port).toBe(server.port);
    expect(await again.database("tandem")).toEqual(first);
  });

  it("refuses a name that is not one", async () => {
    const server = await start();
    await expect(server.database('x"; drop role tandem_app')).rejects.toThrow(
      "not a database name",
    );
  });

  it("takes the letters of every script for letters", async () => {
    const { ownerUrl } = await (await start()).database("tandem");
    await query(ownerUrl, "create extension pg_trgm");
    const names = ["ليلى", "አማራ", "Zoë"];
    for (const name of names) {
      const found = await query(ownerUrl, `select cardinality(show_trgm('${name}')) > 0 as some`);
      expect(found, name).toEqual([{ some: true }]);
    }
  });

  it("keeps values of people out of its log", async () => {
    const server = await start();
    const url = await makeNotes(server);
    const twice = "insert into notes values ('Amara Okafor'), ('Amara Okafor')";
    await expect(query(url, twice)).rejects.toMatchObject({ code: "23505" });
    await server.stop();
    const log = readFileSync(join(server.dir, "server.log"), "utf8");
    expect(log).toContain("duplicate key");
    expect(log).not.toContain("Amara");
  });
});

describe("after a crash", () => {
  it("has what was committed before the postmaster was killed", async () => {
    const server = await start();
    await makeNotes(server);
    process.kill(server.pid, "SIGKILL");
    const again = await start();
    expect(again.pid).not.toBe(server.pid);
    expect(await notesOf(again)).toEqual([{ note: "kept" }]);
    expect(postmasters()).toEqual([again.pid]);
  });

  it("has what was committed before all of it was killed", async () => {
    const server = await start();
    await makeNotes(server);
    server.kill9();
    await server.exited;
    expect(await notesOf(await start())).toEqual([{ note: "kept" }]);
  });

  it("starts over the pid file of a dead process, and of one that is somebody else's", async () => {
    const server = await start();
    await makeNotes(server);
    const pidFile = join(dir, "data", "postmaster.pid");
    const [, ...rest] = readFileSync(pidFile, "utf8").split("\n");
    await server.stop();
    const dead = spawn(process.execPath, ["-e", ""]);
    await once(dead, "exit");
    writeFileSync(pidFile, [String(dead.pid), ...rest].join("\n"));
    const again = await start();
    expect(await notesOf(again)).toEqual([{ note: "kept" }]);
    await again.stop();
    writeFileSync(pidFile, [String(process.pid), ...rest].join("\n"));
    expect(await notesOf(await start())).toEqual([{ note: "kept" }]);
  });

  it("stops a postmaster that outlived its node, then starts", async () => {
    const server = await start();
    await makeNotes(server);
    await server.stop();
    const orphan = await leaveOrphan(server.port);
    const lines: string[] = [];
    const again = await start((line) => lines.push(line));
    expect(lines.join("\n")).toContain(String(orphan));
    expect(isRunning(orphan)).toBe(false);
    expect(postmasters()).toEqual([again.pid]);
    expect(await notesOf(again)).toEqual([{ note: "kept" }]);
  });

  it("makes the database anew when its making was killed", async () => {
    await mkdir(join(dir, "draft-1"), { recursive: true });
    writeFileSync(join(dir, "draft-1", "PG_VERSION"), "18\n");
    await makeNotes(await start());
    expect(existsSync(join(dir, "draft-1"))).toBe(false);
  });
});

describe("a folder", () => {
  it("of another running node is refused, of a dead one taken over", async () => {
    const owner = { pid: process.ppid, started: startOf(process.ppid) };
    await mkdir(dir);
    writeFileSync(join(dir, "owner.json"), JSON.stringify(owner));
    await expect(start()).rejects.toThrow(`in use by process ${process.ppid}`);
    writeFileSync(join(dir, "owner.json"), JSON.stringify({ ...owner, started: "-1" }));
    await makeNotes(await start());
  });

  it("gets another port when its own is taken", async () => {
    const server = await start();
    await server.stop();
    const squatter = createServer().listen(server.port, "127.0.0.1");
    await once(squatter, "listening");
    const again = await start();
    squatter.close();
    expect(again.port).not.toBe(server.port);
    expect(JSON.parse(readFileSync(join(dir, "server.json"), "utf8"))).toHaveProperty(
      "port",
      again.port,
    );
  });

  it.skipIf(!as_root)("that only root can enter gets its database elsewhere", async () => {
    await chmod(parent, 0o700);
    const lines: string[] = [];
    const server = await start((line) => lines.push(line));
    expect(server.dir).toMatch(/^\/var\/tmp\/tandem-/);
    expect(lines).toContainEqual(expect.stringContaining(`lies in ${server.dir}`));
    await makeNotes(server);
    await server.stop();
    // A folder that was deleted and made again does not know it: nothing is lost, nothing taken over.
    rmSync(dir, { recursive: true });
    const fresh = await start((line) => lines.push(line));
    expect(fresh.dir).toBe(server.dir);
    expect(lines).toContainEqual(expect.stringContaining("is set aside in"));
    await expect(notesOf(fresh)).rejects.toMatchObject({ code: "42P01" });
    await makeNotes(fresh);
    await fresh.stop();
    // Found again, also when the wanted folder has become open to all.
    await chmod(parent, 0o711);
    expect(await notesOf(await start())).toEqual([{ note: "kept" }]);
  });
});
