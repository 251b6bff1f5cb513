/** Databases for simulated systems: clones of one migrated template, used by many seeds in turn. */
import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Client } from "pg";
import { startPostgres } from "../../main/postgres/server.ts";
import type { Connections } from "../../store/database.ts";
import { migrate } from "../../store/migrate.ts";

/** One database with one connection, which a system of a seed has for itself while it runs. */
export interface Slot {
  /** Binds the connection to a system: row-level security shows no other's rows. */
  bind(system: string): Promise<void>;
  connections: Connections;
  close(): Promise<void>;
}

/** Opens a connection as the app role; statements stay prepared over all seeds. */
export async function openSlot(appUrl: string): Promise<Slot> {
  const client = new Client({ connectionString: appUrl, options: "-c jit=off" });
  await client.connect();
  return {
    async bind(system) {
      await client.query("select set_config('tandem.system', $1, false)", [system]);
    },
    connections: {
      query: (asked) => client.query({ ...asked }),
      end: () => Promise.resolve(),
    },
    close: () => client.end(),
  };
}

const systems_max = 5;
const template = "tandem_template";

/** A PostgreSQL of the command's own; without fsync, as a killed server is not simulated here. */
export async function ownSlots(): Promise<{ slots: Slot[]; close: () => Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), "tandem-sim-"));
  await chmod(folder, 0o711);
  const server = await startPostgres({ dir: folder, fsync: false });
  const { ownerUrl } = await server.database(template);
  await migrate(ownerUrl);
  const slots: Slot[] = [];
  for (let nth = 0; nth < systems_max; nth += 1) {
    const name = `sim_${nth}`;
    await asAdmin(server.adminUrl, `create database ${name} template ${template}`);
    const { appUrl } = await server.database(name);
    slots.push(await openSlot(appUrl));
  }
  return {
    slots,
    async close() {
      await Promise.all(slots.map((slot) => slot.close()));
      await server.stop();
      if (server.dir !== folder) await rm(server.dir, { recursive: true, force: true });
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function asAdmin(url: string, text: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(text);
  } finally {
    await client.end();
  }
}
