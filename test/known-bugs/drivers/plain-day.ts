import type { Drive } from "../drive.ts";
import { openWorld } from "../world.ts";

/** An ordinary day: edits on both sides, both carried; an answer is lost, a request does not arrive. */
export const drive: Drive = async (folder) => {
  const world = await openWorld(folder);
  try {
    const { key } = await world.register();
    await world.carry("sp");
    await world.edit("sp", key, { phone_number: "+999 1" });
    await world.carry("sp", (attempt) => (attempt === 1 ? "answer_lost" : "arrives"));
    await world.edit("ess", key, { phone_number: "+999 2" });
    await world.edit("ess", key, { occupation: "carpenter" });
    await world.carry("ess", () => "never_arrives");
    await world.edit("sp", key, { name: { given_name: "Aminata", surname: "Diallo" } });
    for (const side of ["sp", "ess"] as const) await world.carry(side);
    for (const side of ["sp", "ess"] as const) await world.carry(side);
    await world.finish();
  } finally {
    await world.close();
  }
};
