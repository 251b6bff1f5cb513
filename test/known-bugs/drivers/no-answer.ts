import type { Drive } from "../drive.ts";
import { openWorld } from "../world.ts";

/** A batch never arrives; later another change of the same person is sent. */
export const drive: Drive = async (folder) => {
  const world = await openWorld(folder);
  try {
    const { key } = await world.register();
    await world.carry("sp");
    await world.edit("sp", key, { phone_number: "+999 1" });
    await world.carry("sp", () => "never_arrives");
    await world.edit("sp", key, { name: { given_name: "Later", surname: "Diallo" } });
    await world.carry("sp");
    await world.finish();
  } finally {
    await world.close();
  }
};
