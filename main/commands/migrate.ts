import type { Command } from "commander";
import { migrate } from "../../store/migrate.ts";
import { openDatabase, type KeptDatabase } from "../databases.ts";
import { nothing } from "../deferred.ts";
import { exitCodes } from "../exit-codes.ts";
import { holdFolder } from "../held-folder.ts";
import { planNodes, type NodeSettings } from "../node-settings.ts";
import { migrateDatabases, type Migrated } from "../preparing.ts";
import { readRunning } from "../run-file.ts";
import { requireConfig } from "./settings.ts";

interface MigrateOptions {
  integrated?: boolean;
  json?: boolean;
}

/** `migrate`: the databases brought to this version, running or not. */
export function addMigrate(program: Command): Command {
  return program
    .command("migrate")
    .description("bring the databases to this version (start does so by itself)")
    .option("--integrated", "the database of the integrated deployment")
    .option("--json", "print the result as JSON")
    .action(async ({ integrated = false, json = false }: MigrateOptions) => {
      const migrated = await migrateAll(integrated);
      if (json) console.log(JSON.stringify({ migrated }, undefined, 2));
      else for (const one of migrated) console.log(lineOf(one));
      process.exitCode = exitCodes.ok;
    });
}

async function migrateAll(integrated: boolean): Promise<Migrated[]> {
  const { config, secrets } = requireConfig({ integrated });
  const running = readRunning(config.dataDir);
  if (running !== undefined && running.nodes.length > 0) return migrateRunning(running.nodes);
  return holdFolder(config, { standing: "migrating", say: nothing }, async () => {
    const opening = planNodes(config).map(({ name }) =>
      openDatabase(config.dataDir, name, secrets.databaseUrls[name], {
        say: nothing,
        told: nothing,
        changed: nothing,
      }),
    );
    try {
      return await migrateDatabases(await Promise.all(opening));
    } finally {
      await stopAll(opening);
    }
  });
}

async function migrateRunning(nodes: NodeSettings[]): Promise<Migrated[]> {
  return Promise.all(
    nodes.map(async ({ name, ownerUrl }) => ({ name, applied: await migrate(ownerUrl) })),
  );
}

async function stopAll(opening: Promise<KeptDatabase>[]): Promise<void> {
  const opened = await Promise.allSettled(opening);
  const databases = opened.flatMap((one) => (one.status === "fulfilled" ? [one.value] : []));
  await Promise.all(databases.map((database) => database.stop()));
}

function lineOf({ name, applied }: Migrated): string {
  return `${name}: ${applied.length === 0 ? "up to date" : `applied ${applied.join(", ")}`}`;
}
