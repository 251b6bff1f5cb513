import type { Drive } from "../drive.ts";
import { openWorld } from "../world.ts";

/** A change gets its position, another is committed and sent first, then the slow one commits. */
export const drive: Drive = async (folder) => {
  const world = await openWorld(folder);
  try {
    const [slow, quick] = [await world.register("Slow"), await world.register("Quick")];
    await world.carry("sp");
    const writer = await world.begin("sp");
    await writer.edit(slow.key, { phone_number: "+999 1" });
    await world.edit("sp", quick.key, { phone_number: "+999 2" });
    await world.carry("sp");
    await writer.commit();
    await world.carry("sp");
    await world.finish();
  } finally {
    await world.close();
  }
};
