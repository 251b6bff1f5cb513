import { Client } from "pg";
import { nothing } from "./deferred.ts";
import { CannotGoOn, exitCodes } from "./exit-codes.ts";

/** PostgreSQL 15 brought the `security_invoker` and `merge` that nothing older has. */
export const postgres_major_min = 15;
const connect_wait_ms = 5_000;

/** What a look at a database showed. */
export type DatabaseProbe =
  | { reached: true; major: number; fsync: boolean; clock_off_ms: number }
  | { reached: false; reason: string };

/** Looks at a database without changing it. */
export async function probeDatabase(url: string): Promise<DatabaseProbe> {
  const client = newClient(url);
  try {
    await client.connect();
    const { rows } = await client.query<{ version: string; fsync: string; now: Date }>(
      `select current_setting('server_version_num') as version,
              current_setting('fsync') as fsync, clock_timestamp() as now`,
    );
    const row = rows[0];
    if (row === undefined) return { reached: false, reason: "it gave no answer" };
    return {
      reached: true,
      major: Math.floor(Number(row.version) / 10_000),
      fsync: row.fsync === "on",
      clock_off_ms: Math.abs(row.now.getTime() - Date.now()),
    };
  } catch (error) {
    return { reached: false, reason: reasonOf(error) };
  } finally {
    await client.end().catch(nothing);
  }
}

/**
 * Counts what the tables hold, so that questions are planned for it. After a seeding the server would
 * do so within a minute by itself; until then a search by household took seconds instead of 0.1 s.
 */
export async function refreshStatistics(ownerUrl: string): Promise<void> {
  const client = newClient(ownerUrl);
  try {
    await client.connect();
    await client.query("analyze");
  } finally {
    await client.end().catch(nothing);
  }
}

/**
 * Makes sure that a database which was given can be used.
 * @throws CannotGoOn that says what to do.
 */
export async function requireDatabase(variable: string, url: string): Promise<void> {
  const probe = await probeDatabase(url);
  if (!probe.reached) {
    throw new CannotGoOn({
      code: exitCodes.unavailable,
      line: `The database of ${variable} cannot be used: ${probe.reason}. Start it or correct ${variable}; unset it to use the database that comes with Tandem.`,
    });
  }
  if (probe.major < postgres_major_min) {
    throw new CannotGoOn({
      code: exitCodes.unavailable,
      line: `The database of ${variable} is PostgreSQL ${probe.major}. Tandem needs ${postgres_major_min} or newer.`,
    });
  }
}

/**
 * Lets the owner of a given database become the app role. Since PostgreSQL 16 making a role no
 * longer means that one may become it.
 */
export async function allowAppRole(ownerUrl: string): Promise<void> {
  const client = newClient(ownerUrl);
  try {
    await client.connect();
    if (!(await mayBeApp(client))) await client.query("grant tandem_app to current_user");
  } finally {
    await client.end().catch(nothing);
  }
}

/** What a refused right (SQLSTATE 42501) asks of the administrator of a given database. */
export function rightsProblem(variable: string, ownerUrl: string, error: unknown): unknown {
  if ((error as { code?: unknown }).code !== insufficient_privilege) return error;
  const user = decodeURIComponent(new URL(ownerUrl).username) || "the user";
  return new CannotGoOn({
    code: exitCodes.unavailable,
    line: `The user of ${variable} may not make what Tandem needs (${reasonOf(error)}). Let it own the database, and let the administrator run: create role tandem_app; grant tandem_app to "${user}"; (the first only if the role is not there yet)`,
  });
}

const insufficient_privilege = "42501";

async function mayBeApp(client: Client): Promise<boolean> {
  try {
    await client.query("set role tandem_app");
    return true;
  } catch {
    return false;
  }
}

function newClient(url: string): Client {
  const client = new Client({
    connectionString: url,
    connectionTimeoutMillis: connect_wait_ms,
    query_timeout: connect_wait_ms,
  });
  client.on("error", nothing);
  return client;
}

function reasonOf(error: unknown): string {
  if (error instanceof AggregateError) return reasonOf(error.errors[0]);
  return error instanceof Error && error.message !== "" ? error.message : String(error);
}
