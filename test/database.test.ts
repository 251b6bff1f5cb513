import { randomUUID } from "node:crypto";
import { Client } from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { cloneDatabase, type TestDatabase } from "./database.ts";

const insufficient_privilege = "42501";

let database: TestDatabase;
const clients: Client[] = [];

beforeAll(async () => {
  database = await cloneDatabase();
});

afterAll(async () => {
  for (const client of clients) await client.end();
  await database.drop();
});

async function connect(url: string): Promise<Client> {
  const client = new Client({ connectionString: url });
  clients.push(client);
  await client.connect();
  return client;
}

function asSystem(system: string): Promise<Client> {
  const url = new URL(database.appUrl);
  url.searchParams.set("options", `-c tandem.system=${system}`);
  return connect(url.href);
}

async function insertEvent(client: Client, system: string): Promise<void> {
  await client.query(
    `insert into events (system, record_id, type, origin, origin_ver, act, at, hlc, body)
     values ($1, $2, 'member', $1, 1, 'create', now(), '0', '{}')`,
    [system, randomUUID()],
  );
}

describe("a clone of the template", () => {
  it("has the tables", async () => {
    const owner = await connect(database.ownerUrl);
    const { rows } = await owner.query<{ name: string }>(
      "select tablename as name from pg_tables where schemaname = 'public'",
    );
    const names = rows.map((row) => row.name);
    expect(names).toEqual(expect.arrayContaining(["events", "records", "people", "audit"]));
  });

  it("has row-level security on every table, for its owner too", async () => {
    const owner = await connect(database.ownerUrl);
    const { rows } = await owner.query<{ name: string }>(
      `select relname as name from pg_class where relnamespace = 'public'::regnamespace
         and relkind = 'r' and relname <> 'migrations'
         and not (relrowsecurity and relforcerowsecurity)`,
    );
    expect(rows).toEqual([]);
  });

  it("is one of many made at once, and each is gone after its drop", async () => {
    const others = await Promise.all([cloneDatabase(), cloneDatabase(), cloneDatabase()]);
    expect(new Set(others.map((other) => other.appUrl)).size).toBe(3);
    for (const other of others) {
      const client = await connect(other.appUrl);
      clients.splice(clients.indexOf(client), 1);
      client.on("error", () => undefined);
      await other.drop();
      await expect(new Client(other.appUrl).connect()).rejects.toMatchObject({ code: "3D000" });
    }
  });
});

describe("the app role", () => {
  it("sees its own system's rows and no other's", async () => {
    const sp = await asSystem("sp.demo");
    const ess = await asSystem("ess.demo");
    await insertEvent(sp, "sp.demo");
    await insertEvent(ess, "ess.demo");
    const { rows } = await sp.query<{ system: string }>("select distinct system from events");
    expect(rows).toEqual([{ system: "sp.demo" }]);
  });

  it("sees nothing before its system is named", async () => {
    await insertEvent(await asSystem("sp.demo"), "sp.demo");
    const nobody = await connect(database.appUrl);
    expect((await nobody.query("select from events")).rowCount).toBe(0);
  });

  it("writes no other system's rows", async () => {
    const sp = await asSystem("sp.demo");
    await expect(insertEvent(sp, "ess.demo")).rejects.toMatchObject({
      code: insufficient_privilege,
    });
  });

  it.each([
    "update events set body = '{}'",
    "update events set received_at = now()",
    "delete from events",
    "truncate events",
    "update audit set act = ''",
    "delete from audit",
  ])("never rewrites what happened: %s", async (statement) => {
    const sp = await asSystem("sp.demo");
    await expect(sp.query(statement)).rejects.toMatchObject({ code: insufficient_privilege });
  });

  it("may give an event its sequence number", async () => {
    const sp = await asSystem("sp.demo");
    await insertEvent(sp, "sp.demo");
    const done = await sp.query(
      `update events set seq = 1 where pos = (select max(pos) from events)`,
    );
    expect(done.rowCount).toBe(1);
  });

  it.each([
    "alter role tandem_app bypassrls",
    "alter role tandem_app superuser",
    "alter table events disable row level security",
    "drop policy own_system on events",
    "set role tandem_owner",
    "set session authorization tandem_owner",
    "create database mine",
  ])("cannot get round row-level security: %s", async (statement) => {
    const sp = await asSystem("sp.demo");
    await expect(sp.query(statement)).rejects.toMatchObject({ code: insufficient_privilege });
  });

  it("gets an error, not more rows, when it switches row-level security off", async () => {
    const sp = await asSystem("sp.demo");
    await sp.query("set row_security = off");
    await expect(sp.query("select from events")).rejects.toMatchObject({
      code: insufficient_privilege,
    });
  });
});
