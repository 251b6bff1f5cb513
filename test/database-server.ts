import { chmod, mkdtemp, readdir, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";
import { clearOrphans } from "../main/postgres/orphans.ts";
import { isAbandoned } from "../main/postgres/owner.ts";
import { type PostgresServer, startPostgres } from "../main/postgres/server.ts";
import { migrate } from "../store/migrate.ts";

/** The database that `cloneDatabase` copies. */
export const template_database = "tandem_template";

/** Addresses of the template; a clone's differ in the name of the database only. */
export type TestServer = { adminUrl: string; ownerUrl: string; appUrl: string };

declare module "vitest" {
  export interface ProvidedContext {
    database: TestServer;
  }
}

const folder_prefix = "tandem-test-";

let server: PostgresServer | undefined;
let folder = "";

/** Before all tests: one PostgreSQL for the run, with a migrated template to clone. */
export async function setup(project: TestProject): Promise<void> {
  await removeAbandoned();
  folder = await mkdtemp(join(tmpdir(), folder_prefix));
  await chmod(folder, 0o711);
  server = await startPostgres({ dir: folder, fsync: false });
  const { ownerUrl, appUrl } = await server.database(template_database);
  await migrate(ownerUrl);
  project.provide("database", { adminUrl: server.adminUrl, ownerUrl, appUrl });
}

/** After all tests: nothing is left. */
export async function teardown(): Promise<void> {
  await server?.stop();
  if (server !== undefined) await rm(server.dir, { recursive: true, force: true });
  await rm(folder, { recursive: true, force: true });
}

/** A run that was killed could not clean up after itself. */
async function removeAbandoned(): Promise<void> {
  const parent = await realpath(tmpdir());
  for (const name of await readdir(parent)) {
    const dir = join(parent, name);
    if (!name.startsWith(folder_prefix) || !(await isAbandoned(dir))) continue;
    await clearOrphans(join(dir, "data"), () => undefined);
    await rm(dir, { recursive: true, force: true });
  }
}
