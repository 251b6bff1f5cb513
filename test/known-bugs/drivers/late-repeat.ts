import { migrate } from "../../../store/migrate.ts";
import type { Drive } from "../drive.ts";
import { openWorld } from "../world.ts";

/** The answer to a batch is lost, and the very same batch comes again ten minutes later. */
export const drive: Drive = async (folder) => {
  const world = await openWorld(folder);
  try {
    const admin = await world.asAdmin("ess");
    await migrate(await world.ownerUrl("ess"));
    const { key } = await world.register();
    await world.carry("sp");
    await world.edit("sp", key, { phone_number: "+999 1" });
    await world.carry("sp", () => "answer_lost");
    world.at.clock.ms += 10 * 60_000;
    await admin.query("update inbox set at = at - interval '10 minutes'");
    await admin.end();
    await world.carry("sp");
    await world.finish();
  } finally {
    await world.close();
  }
};
