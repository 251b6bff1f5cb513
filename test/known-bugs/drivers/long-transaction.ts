import type { Drive } from "../drive.ts";
import { openWorld } from "../world.ts";

/** A transaction begins first, and writes a record after another transaction wrote it and committed. */
export const drive: Drive = async (folder) => {
  const world = await openWorld(folder);
  try {
    const [hot, other] = [await world.register("Hot"), await world.register("Other")];
    await world.carry("sp");
    const writer = await world.begin("sp");
    await writer.edit(other.key, { phone_number: "+999 1" });
    await world.edit("sp", hot.key, { phone_number: "+999 2" });
    await writer.edit(hot.key, { name: { given_name: "Hotter", surname: "Diallo" } });
    await writer.commit();
    await world.carry("sp");
    await world.finish();
  } finally {
    await world.close();
  }
};
