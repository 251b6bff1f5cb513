import { Client } from "pg";
import type { Memory } from "./memory.ts";

/** How the two roles reach a database: the owner makes its tables, the app works in them. */
export type DatabaseUrls = { ownerUrl: string; appUrl: string };

const name_pattern = /^[a-z][a-z0-9_]{0,62}$/;
// Any number; it only keeps two callers from making the same role at once.
const make_lock = 7_263_001;

/** The address of a database for a role. */
export function urlOf(port: number, role: string, password: string, database: string): string {
  return `postgres://${role}:${password}@127.0.0.1:${port}/${database}`;
}

/** Makes the two roles and a database owned by `tandem_owner`; what is there already stays. */
export async function makeDatabase(
  adminUrl: string,
  memory: Memory,
  name: string,
): Promise<DatabaseUrls> {
  if (!name_pattern.test(name)) throw new Error(`not a database name: ${name}`);
  const client = new Client({ connectionString: adminUrl });
  await client.connect();
  try {
    await client.query("select pg_advisory_lock($1)", [make_lock]);
    await makeRole(client, "tandem_owner", memory.owner_password);
    await makeRole(client, "tandem_app", memory.app_password);
    const found = await client.query("select from pg_database where datname = $1", [name]);
    if (found.rowCount === 0) await client.query(`create database ${name} owner tandem_owner`);
    await restrictDatabase(client, name);
  } finally {
    await client.end();
  }
  return {
    ownerUrl: urlOf(memory.port, "tandem_owner", memory.owner_password, name),
    appUrl: urlOf(memory.port, "tandem_app", memory.app_password, name),
  };
}

/** Only the owner and the app may connect. Not copied with a template, so said for every database. */
export async function restrictDatabase(client: Client, name: string): Promise<void> {
  await client.query(`revoke all on database ${name} from public`);
  await client.query(`grant connect on database ${name} to tandem_app`);
}

async function makeRole(client: Client, role: string, password: string): Promise<void> {
  const found = await client.query("select from pg_roles where rolname = $1", [role]);
  if (found.rowCount === 0) await client.query(`create role ${role}`);
  // Our passwords are letters, digits, "-" and "_": nothing to escape.
  await client.query(
    `alter role ${role} login nosuperuser nocreatedb nocreaterole noreplication nobypassrls
       password '${password}'`,
  );
}
