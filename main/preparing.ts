/** What stands between a running database and a node: schema, keys, demo data. */
import { existsSync } from "node:fs";
import { migrate } from "../store/migrate.ts";
import {
  allowAppRole,
  refreshStatistics,
  requireDatabase,
  rightsProblem,
} from "./database-probe.ts";
import type { KeptDatabase } from "./databases.ts";
import type { NodeName, NodeSettings } from "./node-settings.ts";

/** Applied migrations of a node's database. */
export interface Migrated {
  name: NodeName;
  applied: string[];
}

/** Brings all databases to this version. */
export async function migrateDatabases(databases: readonly KeptDatabase[]): Promise<Migrated[]> {
  // Given databases may be two of one server, where both would make the app role at once.
  if (databases.every((database) => database.embedded)) {
    return Promise.all(databases.map(migrateOne));
  }
  const migrated: Migrated[] = [];
  for (const database of databases) migrated.push(await migrateOne(database));
  return migrated;
}

/** The variable that gives a node its database. */
export function databaseVariable(name: NodeName): string {
  return name === "ess" ? "DATABASE_URL_ESS" : "DATABASE_URL_SP";
}

/** One line about what the migrations did. */
export function migratedLine(migrated: readonly Migrated[]): string {
  const count = migrated.reduce((sum, { applied }) => sum + applied.length, 0);
  return count === 0 ? "up to date" : `${count} migration${count > 1 ? "s" : ""} applied`;
}

/** Writes the demo data where there is none yet. */
export async function seed(nodes: NodeSettings[], say: (line: string) => void): Promise<void> {
  const file = new URL("../tools/demo/seed.js", import.meta.url);
  if (!existsSync(file)) return;
  const { seedDemo } = (await import(file.href)) as {
    seedDemo: typeof seed;
  };
  await seedDemo(nodes, say);
  await Promise.all(nodes.map(({ ownerUrl }) => refreshStatistics(ownerUrl)));
}

/** The demo's plans are made by its workers, at the doors of both offices, while they run. */
export async function tellPlans(
  nodes: readonly NodeSettings[],
  signal: AbortSignal,
): Promise<void> {
  const file = new URL("../tools/demo/plans.js", import.meta.url);
  const [sp, ess] = (["sp", "ess"] as const).map((kind) => {
    const node = nodes.find(({ systems }) => systems.some((system) => system.kind === kind));
    return node ? `http://127.0.0.1:${node.port}` : "";
  });
  if (!existsSync(file) || !sp || !ess) return;
  const { tellPlans: tell } = (await import(file.href)) as {
    tellPlans: (sp: string, ess: string, signal: AbortSignal) => Promise<void>;
  };
  await tell(sp, ess, signal);
}

async function migrateOne(database: KeptDatabase): Promise<Migrated> {
  const { ownerUrl } = database.urls();
  const { name, embedded } = database;
  if (embedded) return { name, applied: await migrate(ownerUrl) };
  const variable = databaseVariable(name);
  await requireDatabase(variable, ownerUrl);
  try {
    const applied = await migrate(ownerUrl);
    await allowAppRole(ownerUrl);
    return { name, applied };
  } catch (error) {
    throw rightsProblem(variable, ownerUrl, error);
  }
}
