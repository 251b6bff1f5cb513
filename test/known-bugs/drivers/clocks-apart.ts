import type { Drive } from "../drive.ts";
import { openWorld } from "../world.ts";

const apart_ms = 50_000;

/** One office's clock is ahead; the other, whose clock is right, writes over what it was told. */
export const drive: Drive = async (folder) => {
  const world = await openWorld(folder);
  try {
    const { key } = await world.register();
    await world.carry("sp");
    world.at.clock.ms += apart_ms;
    await world.edit("sp", key, { phone_number: "+999 1" });
    await world.carry("sp");
    world.at.clock.ms -= apart_ms;
    await world.edit("ess", key, { phone_number: "+999 2" });
    await world.carry("ess");
    await world.finish();
  } finally {
    await world.close();
  }
};
