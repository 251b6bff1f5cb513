import { setTimeout as pause } from "node:timers/promises";
import type { Client } from "pg";
import type { Drive } from "../drive.ts";
import { openWorld } from "../world.ts";

/** The receiver's database session is killed in the middle of the transaction of a batch. */
export const drive: Drive = async (folder) => {
  const world = await openWorld(folder);
  try {
    const { key } = await world.register();
    await world.carry("sp");
    await world.edit("sp", key, { phone_number: "+999 1" });
    const admin = await world.asAdmin("ess");
    await admin.query("begin");
    await admin.query("lock table events in share row exclusive mode");
    const carried = world.carry("sp");
    const killed = killWaiting(await world.asAdmin("ess"));
    await Promise.all([carried, killed]);
    await admin.query("rollback");
    await admin.end();
    await world.edit("sp", key, { name: { given_name: "After", surname: "Diallo" } });
    await world.carry("sp");
    await world.finish();
  } finally {
    await world.close();
  }
};

/** Kills the first session that waits for a lock, as soon as there is one. */
async function killWaiting(admin: Client): Promise<void> {
  for (;;) {
    const { rows } = await admin.query<{ killed: boolean }>(
      `select pg_terminate_backend(pid) as killed from pg_stat_activity
        where datname = current_database() and wait_event_type = 'Lock'`,
    );
    if (rows.length > 0) break;
    await pause(look_again_ms);
  }
  await admin.end();
}
const look_again_ms = 5;
