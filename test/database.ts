import { randomBytes } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import { Client } from "pg";
import { inject } from "vitest";
import { restrictDatabase } from "../main/postgres/databases.ts";
import { codeOf } from "../main/postgres/processes.ts";

/** A migrated database of a test's own. */
export type TestDatabase = { ownerUrl: string; appUrl: string; drop(): Promise<void> };

const busy_pause_ms = 50;
const busy_tries_max = 100;
const object_in_use = "55006";

/** Copies the template; made once by the run (`database-server.ts`). */
export async function cloneDatabase(): Promise<TestDatabase> {
  const { adminUrl, ownerUrl, appUrl } = inject("database");
  const template = new URL(ownerUrl).pathname.slice(1);
  const name = `test_${process.pid}_${randomBytes(6).toString("hex")}`;
  await asAdmin(adminUrl, async (client) => {
    await copy(client, template, name);
    await restrictDatabase(client, name);
  });
  return {
    ownerUrl: withDatabase(ownerUrl, name),
    appUrl: withDatabase(appUrl, name),
    drop: () =>
      asAdmin(adminUrl, async (client) => {
        await client.query(`drop database if exists ${name} with (force)`);
      }),
  };
}

/** Copied only while nobody, not even a cleaner of the server, is in the template: tried again. */
async function copy(client: Client, template: string, name: string): Promise<void> {
  for (let tries = 1; ; tries += 1) {
    try {
      await client.query(
        `create database ${name} template ${template} owner tandem_owner strategy file_copy`,
      );
      return;
    } catch (error) {
      if (codeOf(error) !== object_in_use || tries === busy_tries_max) throw error;
      await pause(busy_pause_ms);
    }
  }
}

async function asAdmin(url: string, act: (client: Client) => Promise<void>): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await act(client);
  } finally {
    await client.end();
  }
}

function withDatabase(url: string, name: string): string {
  const changed = new URL(url);
  changed.pathname = `/${name}`;
  return changed.href;
}
