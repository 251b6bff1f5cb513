import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Client } from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { NodeSettings, SystemSettings } from "../../main/node-settings.ts";
import { cloneDatabase, type TestDatabase } from "../../test/database.ts";
import { seedDemo } from "./seed.ts";

const sp: SystemSettings = {
  id: "sp.demo",
  kind: "sp",
  title: "Social protection",
  baseUrl: "http://127.0.0.1:1",
};
const ess: SystemSettings = {
  id: "ess.demo",
  kind: "ess",
  title: "Employment support",
  baseUrl: "http://127.0.0.1:2",
};

let folder = "";
const databases: TestDatabase[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "tandem-seed-"));
});
afterAll(async () => {
  await Promise.all(databases.map((database) => database.drop()));
  await rm(folder, { recursive: true, force: true });
});

async function node(
  name: NodeSettings["name"],
  systems: SystemSettings[],
  peers: SystemSettings[],
): Promise<NodeSettings> {
  const { appUrl, ownerUrl, ...rest } = await cloneDatabase();
  databases.push({ appUrl, ownerUrl, ...rest });
  const keysFile = join(folder, `${name}-keys.json`);
  const place = { host: "127.0.0.1", port: 1, appUrl, ownerUrl, dataDir: folder, keysFile };
  const paths = { registryPath: "/registry", peerPaths: true };
  return { name, systems, peers, demo: true, logLevel: "info", ...paths, ...place };
}

/** Counts and contents of every table of one system, as the app sees them. */
async function look<Row extends object>(
  { appUrl }: NodeSettings,
  system: string,
  sql: string,
): Promise<Row[]> {
  const client = new Client({ connectionString: appUrl });
  await client.connect();
  try {
    await client.query("select set_config('tandem.system', $1, false)", [system]);
    return (await client.query<Row>(sql)).rows;
  } finally {
    await client.end();
  }
}

const everything = `select
  (select count(*)::int from people) as people,
  (select count(*)::int from records where type = 'Household') as households,
  (select count(*)::int from records where type = 'Enrolment') as enrolments,
  (select count(*)::int from records where type = 'Service') as services,
  (select count(*)::int from records where type = 'Programme') as programmes,
  (select count(*)::int from events) as events,
  (select count(*)::int from audit) as audit,
  (select count(*)::int from agreements) as agreements,
  (select value::int from counters where name = 'household') as numbers`;
const partners = "select id, profile, token_hash, token_out, base_url, jwks from partners";

describe("the demo on two nodes", () => {
  let nodes: NodeSettings[] = [];
  const said: string[] = [];

  beforeAll(async () => {
    nodes = [await node("sp", [sp], [ess]), await node("ess", [ess], [sp])];
    await seedDemo(nodes, (line) => said.push(line));
  });
  const at = (index: number): NodeSettings => {
    const one = nodes[index];
    if (!one) throw new RangeError("no such node");
    return one;
  };
  const all = async () => [
    await look(at(0), sp.id, everything),
    await look(at(1), ess.id, everything),
    await look(at(0), sp.id, partners),
    await look(at(1), ess.id, partners),
  ];

  it("fills both systems", async () => {
    const [atSp, atEss] = await all();
    expect(atSp).toMatchObject([
      { households: 320, programmes: 2, agreements: 2, numbers: 20_000 },
    ]);
    expect(atEss).toMatchObject([{ people: 60, households: 0, programmes: 4, agreements: 2 }]);
    expect(said.length).toBeGreaterThan(2);
  });

  it("lists every person as the person's record stands", async () => {
    const sql = `select count(*)::int as wrong from records r left join people p using (system, id)
      where r.type = 'Person' and r.state::jsonb #>> '{fields,work_offer,0,v}'
        is distinct from p.offer_state`;
    expect(await look(at(0), sp.id, sql)).toEqual([{ wrong: 0 }]);
    const listed = "select count(*)::int as people from people";
    const kept = "select count(*)::int as people from records where type = 'Person'";
    for (const [index, { id }] of [sp, ess].entries()) {
      expect(await look(at(index), id, listed)).toEqual(await look(at(index), id, kept));
    }
  });

  it("puts every event, and every stamp, in the past and in order", async () => {
    const sql = `select count(*)::int as wrong from (select at, hlc,
        lag(at) over (order by pos) as before from events) as e
      where at > now() or at < before
        or ('x' || left(hlc, 12))::bit(48)::bigint > extract(epoch from now()) * 1000`;
    expect(await look(at(0), sp.id, sql)).toEqual([{ wrong: 0 }]);
    expect(await look(at(1), ess.id, sql)).toEqual([{ wrong: 0 }]);
  });

  it("has people in every state of the offer, and enrolments in several statuses", async () => {
    const offers = "select distinct offer_state as is from people order by 1";
    const states = (await look<{ is: string }>(at(0), sp.id, offers)).map((row) => row.is);
    expect(states).toEqual(["accepted", "left_out", "not_offered", "offered", "said_no"]);
    const status = `select distinct state::jsonb #>> '{fields,status,0,v}' as is
      from records where type = 'Enrolment'`;
    expect((await look(at(0), sp.id, status)).length).toBeGreaterThan(4);
    expect((await look(at(1), ess.id, status)).length).toBeGreaterThan(2);
  });

  it("has a cycle of public works with late wages, and a round that asked nobody yet", async () => {
    const lines = `select count(*)::int as workers, min(state::jsonb #>> '{fields,paid,0,v,0,on}') as paid
      from records where type = 'CycleWorker'`;
    const [{ workers, paid } = { workers: 0, paid: null }] = await look<{
      workers: number;
      paid: string | null;
    }>(at(1), ess.id, lines);
    expect(workers).toBeGreaterThan(4);
    expect(paid).toMatch(/^\d{4}-\d\d-\d\d$/);
    const rounds = `select state::jsonb #>> '{fields,state,0,v}' as is from records where type = 'Round'`;
    expect(await look(at(1), ess.id, rounds)).toEqual([{ is: "draft" }]);
  });

  it("has referrals both ways, fresh and late, withdrawn and with the person's no", async () => {
    const sql = `select state, outgoing, count(*)::int as n from referrals
      group by 1, 2 order by state`;
    const made = (rows: { state: string; n: number }[]) => rows.map(({ state, n }) => [state, n]);
    expect(made(await look(at(0), sp.id, sql))).toEqual([
      ["declined_by_person", 1],
      ["sent", 4],
      ["withdrawn", 1],
    ]);
    expect(made(await look(at(1), ess.id, sql))).toEqual([
      ["sent", 3],
      ["withdrawn", 1],
    ]);
    // The oldest of each is over its time: the first look of the clocks ends it.
    const over = "select count(*)::int as n from referrals where runs_until < now()";
    expect(await look(at(0), sp.id, over)).toEqual([{ n: 1 }]);
    expect(await look(at(1), ess.id, over)).toEqual([{ n: 1 }]);
  });

  it("makes them partners that know each other's keys", async () => {
    const [, , atSp, atEss] = await all();
    expect(atSp).toMatchObject([{ id: ess.id, profile: "tandem", base_url: ess.baseUrl }]);
    expect(atEss).toMatchObject([{ id: sp.id, profile: "tandem", base_url: sp.baseUrl }]);
    expect(JSON.stringify(atSp)).not.toContain('\\"d\\"');
  });

  it("changes nothing the second time", async () => {
    const before = await all();
    await seedDemo(nodes, () => undefined);
    expect(await all()).toEqual(before);
  });
});

describe("the demo on one node", () => {
  it("has two systems that are local to each other", async () => {
    const both = await node("both", [sp, ess], []);
    await seedDemo([both], () => undefined);
    expect(await look(both, sp.id, partners)).toMatchObject([{ id: ess.id, profile: "local" }]);
    expect(await look(both, ess.id, partners)).toMatchObject([{ id: sp.id, profile: "local" }]);
    expect(await look(both, ess.id, everything)).toMatchObject([{ people: 60 }]);
  });
});
