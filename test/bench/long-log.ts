/** What an update costs as the log grows: a drain before, and one after so many events were added. */
import { Client } from "pg";
import { join } from "node:path";
import { nodeDir } from "../../main/node-settings.ts";
import { recall } from "../../main/postgres/memory.ts";
import type { Store } from "../../store/database.ts";
import { makeLongLog } from "../../tools/long-log/long-log.ts";
import { measureDrain, pauseFeed, type Drained } from "./drain.ts";
import { readSamples } from "./floor.ts";
import { sides, type RealSystem } from "./real-system.ts";

export interface LongLog {
  /** Events of the sender's log before and after. */
  sizes: [number, number];
  before: Drained;
  after: Drained;
  added_per_second: number;
}

/** Both systems get so many events by COPY; then the same backlog is drained again. */
export async function measureLongLog(
  real: RealSystem,
  stores: { sp: Store; ess: Store },
  people: readonly string[],
  given: { changes: number; events: number; before: Drained },
): Promise<LongLog> {
  const { sp, ess } = stores;
  const sizes: number[] = [];
  const [held] = await sp.query<{ count: string }>(eventCount, [sp.system.id]);
  const began = performance.now();
  await pauseFeed(sp, true);
  await pauseFeed(ess, true);
  for (const side of sides) {
    const store = stores[side];
    const samples = await readSamples(store, people);
    const own = samples.length > 0 ? samples : await readSamples(sp, people);
    const client = await adminOf(real, side);
    try {
      sizes.push(await makeLongLog(client, store.system.id, own, given.events));
    } finally {
      await client.end();
    }
  }
  const added_per_second = (2 * given.events * 1_000) / (performance.now() - began);
  await pauseFeed(sp, false);
  await pauseFeed(ess, false);
  const after = await measureDrain(real, stores, people, given.changes);
  const [size = 0] = sizes;
  return { sizes: [Number(held?.count ?? 0), size], before: given.before, after, added_per_second };
}

/** The administrator of an embedded server: COPY does not go with row-level security. */
async function adminOf(real: RealSystem, side: (typeof sides)[number]): Promise<Client> {
  const { admin_password, port } = await recall(join(nodeDir(real.dataDir, side), "pg"));
  const { pathname } = new URL(real.settings(side).appUrl);
  const client = new Client({
    host: "127.0.0.1",
    port,
    user: "postgres",
    password: admin_password,
    database: decodeURIComponent(pathname.slice(1)),
  });
  await client.connect();
  return client;
}

const eventCount = {
  name: "bench-event-count",
  text: `select count(*) from events where system = $1`,
};
