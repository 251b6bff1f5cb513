/** The running parts of one start: databases and nodes, and the run file that tells of them. */
import { keepNode, worksProcessFile, type KeptNode } from "./children.ts";
import type { Config, Secrets } from "./config.ts";
import { openDatabase, publicUrl, type KeptDatabase } from "./databases.ts";
import { ensureKeys } from "./keys.ts";
import { planNodes, settingsFile, writeNodeSettings, type NodeSettings } from "./node-settings.ts";
import { migrateDatabases, migratedLine, seed } from "./preparing.ts";
import { writeRun, type RunFile, type RunningDatabase, type RunningNode } from "./run-file.ts";

type Say = (line: string) => void;
type Phase = "starting" | "running" | "stopping" | "gone";

/** Brings up, keeps and ends everything that one supervisor answers for. */
export class Parts {
  readonly #config: Config;
  readonly #secrets: Secrets;
  readonly #run: RunFile;
  readonly #say: Say;
  #phase: Phase = "starting";
  #opening: Promise<KeptDatabase>[] = [];
  #databases: KeptDatabase[] = [];
  #settings: NodeSettings[] = [];
  #nodes: KeptNode[] = [];
  /** The nodes, and the demo's third system behind them. */
  #children: KeptNode<string>[] = [];
  readonly #told = new Set<string>();

  constructor(config: Config, secrets: Secrets, run: RunFile, say: Say) {
    this.#config = config;
    this.#secrets = secrets;
    this.#run = run;
    this.#say = say;
  }

  /** The settings of the nodes as they run. */
  get settings(): readonly NodeSettings[] {
    return this.#settings;
  }

  /** From nothing to ready nodes, a line a step. Ends early when it is told to shut down meanwhile. */
  async bringUp(): Promise<void> {
    const plans = planNodes(this.#config);
    this.#record();
    this.#opening = plans.map(({ name }) => this.#open(name));
    const keys = Promise.all(plans.map(({ keysFile }) => ensureKeys(keysFile)));
    keys.catch(() => undefined);
    this.#databases = await Promise.all(this.#opening);
    this.#step("Databases", this.#databases.map(databaseLine).join(", "));
    if (this.#ending()) return;
    this.#step("Schema", migratedLine(await migrateDatabases(this.#databases)));
    await keys;
    this.#step("Keys", "ready");
    this.#settings = plans.map((plan, at) => ({ ...plan, ...this.#urls(at) }));
    for (const settings of this.#settings) this.#writeSettings(settings);
    if (this.#ending()) return;
    if (this.#config.demo) await seed(this.#settings, (line) => this.#step("Demo data", line));
    if (this.#ending()) return;
    this.#nodes = this.#settings.map((settings) => this.#fork(settings));
    this.#children = [...this.#nodes, ...this.#forkWorks()];
    await Promise.all(this.#children.map((child) => child.ready));
    if (this.#ending()) return;
    this.#step("Nodes", this.#nodes.map(({ name }) => `${name} ready`).join(", "));
    this.#phase = "running";
    this.#record();
  }

  /** Nodes first, each with time to drain, then their databases. */
  async shutDown(): Promise<void> {
    this.#phase = "stopping";
    this.#record();
    await Promise.all(this.#children.map((child) => child.drain()));
    // A database that is just starting is waited for: half started it could not be stopped.
    const opened = await Promise.allSettled(this.#opening);
    const databases = opened.flatMap((one) => (one.status === "fulfilled" ? [one.value] : []));
    await Promise.all(databases.map((database) => database.stop()));
    this.#phase = "gone";
  }

  /** At once, as a power cut would; the databases recover at the next start. */
  kill(): void {
    this.#phase = "gone";
    for (const child of this.#children) child.kill();
    for (const database of this.#databases) database.kill();
  }

  #ending(): boolean {
    return this.#phase !== "starting";
  }

  #step(what: string, line: string): void {
    if (!this.#ending()) this.#say(`${what.padEnd(10)} ${line}`);
  }

  /** Once, though several databases may say the same of this machine. */
  #tell(line: string): void {
    if (this.#told.has(line)) return;
    this.#told.add(line);
    this.#step("Databases", line);
  }

  #open(name: NodeSettings["name"]): Promise<KeptDatabase> {
    const { dataDir } = this.#config;
    const given = this.#secrets.databaseUrls[name];
    return openDatabase(dataDir, name, given, {
      say: this.#say,
      told: (line) => this.#tell(line),
      changed: (database, moved) => {
        if (moved) this.#moved(database);
        this.#record();
      },
    });
  }

  #fork({ name }: NodeSettings): KeptNode {
    return keepNode(name, settingsFile(this.#config.dataDir, name), {
      say: this.#say,
      changed: () => this.#record(),
    });
  }

  #forkWorks(): KeptNode<string>[] {
    const events = { say: this.#say, changed: () => this.#record() };
    return this.#settings
      .flatMap(({ works }) => works ?? [])
      .map(({ settingsFile: file }) => keepNode("works", file, events, worksProcessFile));
  }

  #urls(at: number) {
    const database = this.#databases[at];
    if (database === undefined) throw new RangeError("a node without a database");
    return database.urls();
  }

  #moved(database: KeptDatabase): void {
    const { name } = database;
    this.#settings = this.#settings.map((settings) =>
      settings.name === name ? { ...settings, ...database.urls() } : settings,
    );
    for (const settings of this.#settings) {
      if (settings.name === name) this.#writeSettings(settings);
    }
    this.#nodes.find((node) => node.name === name)?.restart();
  }

  #writeSettings(settings: NodeSettings): void {
    writeNodeSettings(settingsFile(this.#config.dataDir, settings.name), settings);
  }

  /** Tells the run file how everything stands. A full disk must not end what runs. */
  #record(): void {
    if (this.#phase === "gone") return;
    const nodes = this.#nodes.map((node) => this.#nodeState(node));
    const databases = this.#databases.map(databaseState);
    const down =
      nodes.some(({ state }) => state !== "ready") ||
      databases.some(({ embedded, pid }) => embedded && pid === null);
    const standing = this.#phase === "running" && down ? "degraded" : this.#phase;
    try {
      writeRun(this.#config.dataDir, { ...this.#run, standing, nodes, databases });
    } catch (error) {
      this.#say(`The state file cannot be written: ${(error as Error).message}`);
    }
  }

  #nodeState(node: KeptNode): RunningNode {
    const settings = this.#settings.find(({ name }) => name === node.name);
    const urls = settings?.systems.map(({ baseUrl }) => baseUrl) ?? [];
    return { name: node.name, port: settings?.port ?? 0, urls, ...node.now() };
  }
}

function databaseState(database: KeptDatabase): RunningDatabase {
  const { name, embedded } = database;
  return { name, embedded, ...database.at(), url: publicUrl(database.urls().ownerUrl) };
}

function databaseLine(database: KeptDatabase): string {
  const { port } = database.at();
  return `${database.name} ${database.embedded ? `on port ${port}` : "as given"}`;
}
