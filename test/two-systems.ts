/** Both offices as they run in life: built node processes on free ports, each with its own database. */
import { fork, type ChildProcess } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Client } from "pg";
import { vi } from "vitest";
import { makeDataFolder } from "../main/data-folder.ts";
import { planNodes, settingsFile, writeNodeSettings } from "../main/node-settings.ts";
import type { NodeSettings } from "../main/node-settings.ts";
import { claimRun, newRun } from "../main/run-file.ts";
import type { SyncState } from "../server/api/schemas.ts";
import { seedDemo } from "../tools/demo/seed.ts";
import { cloneDatabase, type TestDatabase } from "./database.ts";
import { seedVillage } from "./small-country.ts";

export const standings = ["federated", "integrated"] as const;
export type Standing = (typeof standings)[number];

/** The two offices, with people of the demo country, in step. */
export interface TwoSystems {
  /** Where the staff of each office signs in. */
  sp: string;
  ess: string;
  /** Their data folder, as commands read it. */
  folder: string;
  /** The page of the public works programme; empty where it was not asked for. */
  works: string;
  /** Nothing is carried between the offices until it is released. */
  hold(): Promise<void>;
  release(): Promise<void>;
  /** A node's process ends, `work` has its database for itself, and the process is started again. */
  without(node: number, work: (settings: NodeSettings) => Promise<void>): Promise<void>;
  nodes: readonly NodeSettings[];
  close(): Promise<void>;
}

const ready_wait_ms = 30_000;
const in_step_wait_ms = 60_000;
const host = "127.0.0.1";
const nodeProcess = join(import.meta.dirname, "..", "dist", "main", "node-process.js");

const worksProcess = join(import.meta.dirname, "..", "dist", "tools", "public-works", "process.js");

/** Starts both offices on two nodes, or on one. `dist/` must be built (`npm test` does). */
export async function startTwoSystems(
  standing: Standing,
  people: "village" | "country" = "village",
  { works = false }: { works?: boolean } = {},
): Promise<TwoSystems> {
  if (!existsSync(nodeProcess)) throw new Error("dist/ is missing: run node bin/build.mjs first");
  const folder = await mkdtemp(join(tmpdir(), "tandem-two-systems-"));
  makeDataFolder(folder);
  const databases: TestDatabase[] = [];
  const children: ChildProcess[] = [];
  const close = async () => {
    await Promise.all(children.map(end));
    await Promise.all(databases.map((database) => database.drop()));
    await rm(folder, { recursive: true, force: true });
  };
  try {
    const nodes = await settle(standing, folder, databases, works);
    if (people === "village") await seedVillage(nodes);
    else await seedDemo(nodes, () => undefined);
    for (const node of nodes) {
      const file = settingsFile(folder, node.name);
      writeNodeSettings(file, node);
      children.push(fork(nodeProcess, [file], { stdio: ["ignore", 2, 2, "ipc"] }));
    }
    const place = nodes.find((node) => node.works)?.works;
    if (place) {
      children.push(fork(worksProcess, [place.settingsFile], { stdio: ["ignore", 2, 2, "ipc"] }));
    }
    await Promise.all(children.map(ready));
    const run = newRun("running");
    for (const { name, port } of nodes) {
      const urls = [`http://${host}:${port}`];
      run.nodes.push({ name, pid: null, port, urls, state: "ready", restarts: 0 });
    }
    claimRun(folder, run);
    const [first, last] = [nodes[0], nodes.at(-1)];
    if (!first || !last) throw new RangeError("no nodes");
    const sp = `http://${host}:${first.port}`;
    const ess = `http://${host}:${last.port}`;
    await Promise.all([inStep(sp, "leila"), inStep(ess, "marc")]);
    return {
      sp,
      ess,
      folder,
      works: place?.baseUrl ?? "",
      hold: () => subscriptions(nodes, "paused"),
      release: () => subscriptions(nodes, "active"),
      nodes,
      async without(index, work) {
        const [node, child] = [nodes[index], children[index]];
        if (!node || !child) throw new RangeError("no such node");
        await end(child);
        await work(node);
        const file = settingsFile(folder, node.name);
        const next = fork(nodeProcess, [file], { stdio: ["ignore", 2, 2, "ipc"] });
        children[index] = next;
        await ready(next);
      },
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

async function settle(
  standing: Standing,
  dataDir: string,
  databases: TestDatabase[],
  works: boolean,
): Promise<NodeSettings[]> {
  const [sp, ess, worksPort] = await freePorts(3);
  const integrated = standing === "integrated";
  const planned = planNodes({
    host,
    integrated,
    ports: { sp, ess },
    publicUrls: {},
    worksPort: works ? worksPort : null,
    dataDir,
    demo: true,
    logLevel: "error",
    registryPath: "/registry",
    peerPaths: true,
    trustedProxies: [],
    retentionDays: 90,
    night: null,
    databases: {},
  });
  const nodes: NodeSettings[] = [];
  for (const plan of planned) {
    const database = await cloneDatabase();
    databases.push(database);
    const { appUrl, ownerUrl } = database;
    await mkdir(plan.dataDir, { recursive: true });
    nodes.push({ ...plan, appUrl, ownerUrl });
  }
  return nodes;
}

/** Both directions at once; what was written meanwhile goes as soon as they are active again. */
async function subscriptions(nodes: readonly NodeSettings[], status: string): Promise<void> {
  for (const { appUrl, systems } of nodes) {
    const client = new Client({ connectionString: appUrl });
    await client.connect();
    try {
      for (const { id } of systems) {
        await client.query("select set_config('tandem.system', $1, false)", [id]);
        // Paused by a person, as what the sender pauses itself it also tries itself.
        await client.query(
          `update subscriptions set status = $1, next_attempt_at = null,
            paused_by = case when $1 = 'paused' then 'test' else '' end where system = $2`,
          [status, id],
        );
      }
    } finally {
      await client.end();
    }
  }
}

async function inStep(base: string, persona: string): Promise<void> {
  const headers = { "content-type": "application/json" };
  const body = JSON.stringify({ persona });
  const session = await fetch(`${base}/api/v1/session`, { method: "POST", headers, body });
  const cookie = session.headers.get("set-cookie")?.split(";")[0] ?? "";
  await vi.waitFor(
    async () => {
      const answer = await fetch(`${base}/api/v1/sync`, { headers: { cookie } });
      const { partners } = (await answer.json()) as SyncState;
      const [partner] = partners;
      if (partner?.state !== "in_step" || partner.since === null) {
        throw new Error(`${base} is not in step: ${JSON.stringify(partners)}`);
      }
    },
    { timeout: in_step_wait_ms, interval: 50 },
  );
}

function ready(child: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error("a node was not ready")), ready_wait_ms);
    child.once("message", () => {
      clearTimeout(timer);
      resolve();
    });
    child.once("exit", (code) => {
      clearTimeout(timer);
      reject(new Error(`a node ended with ${code} at its start`));
    });
  });
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  child.kill("SIGTERM");
  await exited;
}

/** Held open together until all are known, so that none comes twice. */
async function freePorts(count: 3): Promise<[number, number, number]> {
  const servers = await Promise.all(
    Array.from({ length: count }, async () => {
      const server = createServer();
      await new Promise<void>((resolve) => server.listen(0, host, resolve));
      return server;
    }),
  );
  const ports = servers.map((server) => (server.address() as { port: number }).port);
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports as [number, number, number];
}
