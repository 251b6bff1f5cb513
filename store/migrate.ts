import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { runner } from "node-pg-migrate";

/**
 * Brings a database to this version, as its owner (never as the app role). Returns the names of the
 * migrations that were applied, in order; none when it was up to date.
 */
export async function migrate(ownerUrl: string): Promise<string[]> {
  const applied = await runner({
    databaseUrl: ownerUrl,
    dir: join(dirname(fileURLToPath(import.meta.url)), "migrations"),
    direction: "up",
    migrationsTable: "migrations",
    checkOrder: true,
    log: () => undefined,
  });
  return applied.map((migration) => migration.name);
}
