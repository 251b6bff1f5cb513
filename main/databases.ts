/** The database of a node: the embedded server, kept alive, or one that was given. */
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { nothing } from "./deferred.ts";
import { CannotGoOn, exitCodes } from "./exit-codes.ts";
import { nodeDir, type NodeName } from "./node-settings.ts";
import { startPostgres, type PostgresServer } from "./postgres/server.ts";

/** The two addresses of a database: as its owner, and as the app role behind the fences. */
export interface DatabaseUrls {
  ownerUrl: string;
  appUrl: string;
}

/** A database that stays up until it is stopped. */
export interface KeptDatabase {
  name: NodeName;
  embedded: boolean;
  urls(): DatabaseUrls;
  /** Process and port of the embedded server; null while it is down. */
  at(): { pid: number | null; port: number | null };
  stop(): Promise<void>;
  kill(): void;
}

/** What the opener of a database wants to hear. */
export interface DatabaseEvents {
  say(line: string): void;
  /** Something worth knowing about where and how the embedded server runs; two may tell the same. */
  told(line: string): void;
  /** Went down, or came back; `moved` when its address is another now. */
  changed(database: KeptDatabase, moved: boolean): void;
}

const database_name = "tandem";
const retry_ms = 250;

/** Opens a database, given by an address or else embedded under the data folder. */
export async function openDatabase(
  dataDir: string,
  name: NodeName,
  given: string | undefined,
  events: DatabaseEvents,
): Promise<KeptDatabase> {
  if (given !== undefined) return givenDatabase(name, given);
  const start = async (say: (line: string) => void) => {
    const dir = join(nodeDir(dataDir, name), "pg");
    const server = await startPostgres({ dir, fsync: true, say });
    try {
      return { server, urls: await server.database(database_name) };
    } catch (error) {
      server.kill9();
      await server.exited;
      throw error;
    }
  };
  try {
    // Later starts are quiet: where the files lie was told at the first.
    return keepAlive(name, await start((line) => events.told(line)), () => start(nothing), events);
  } catch (error) {
    throw new CannotGoOn({
      code: exitCodes.unavailable,
      line: `The database of ${name} does not start: ${(error as Error).message}. npx tandem doctor looks for the cause.`,
    });
  }
}

/** The address without what only its owner may know. */
export function publicUrl(url: string): string {
  const { protocol, hostname, port, pathname } = new URL(url);
  return `${protocol}//${hostname}${port === "" ? "" : `:${port}`}${pathname}`;
}

function givenDatabase(name: NodeName, ownerUrl: string): KeptDatabase {
  const app = new URL(ownerUrl);
  app.searchParams.set("options", "-c role=tandem_app");
  const urls = { ownerUrl, appUrl: app.href.replace("options=-c+role", "options=-c%20role") };
  return {
    name,
    embedded: false,
    urls: () => urls,
    at: () => ({ pid: null, port: null }),
    stop: () => Promise.resolve(),
    kill: () => undefined,
  };
}

type Started = { server: PostgresServer; urls: DatabaseUrls };

function keepAlive(
  name: NodeName,
  first: Started,
  start: () => Promise<Started>,
  events: DatabaseEvents,
): KeptDatabase {
  let current = first;
  let up = true;
  const wish = { stop: false };
  let restarting: Promise<void> = Promise.resolve();

  const database: KeptDatabase = {
    name,
    embedded: true,
    urls: () => current.urls,
    at: () => (up ? { pid: current.server.pid, port: current.server.port } : nowhere),
    stop: async () => {
      wish.stop = true;
      await restarting;
      if (up) await current.server.stop();
    },
    kill: () => {
      wish.stop = true;
      if (up) current.server.kill9();
    },
  };

  const watch = () => {
    void current.server.exited.then(() => {
      up = false;
      if (!wish.stop) restarting = bringBack();
    });
  };

  const bringBack = async () => {
    events.say(`The database of ${name} ended unexpectedly; starting it again.`);
    events.changed(database, false);
    const before = current.urls;
    let told = false;
    while (!wish.stop) {
      try {
        current = await start();
      } catch (error) {
        if (!told) events.say(`The database of ${name} does not start yet: ${reason(error)}`);
        told = true;
        await delay(retry_ms);
        continue;
      }
      up = true;
      watch();
      const { ownerUrl, appUrl } = current.urls;
      events.say(`The database of ${name} is back.`);
      events.changed(database, ownerUrl !== before.ownerUrl || appUrl !== before.appUrl);
      return;
    }
  };

  watch();
  return database;
}

const nowhere = { pid: null, port: null };

function reason(error: unknown): string {
  return error instanceof Error ? (error.message.split("\n")[0] ?? error.name) : String(error);
}
