import type { Drive } from "../drive.ts";
import { openWorld, type Fates } from "../world.ts";

const people = 8;

/** One record of a batch is refused; when the partner would take it, a later version of it waits too. */
export const drive: Drive = async (folder) => {
  const world = await openWorld(folder);
  try {
    const keys: string[] = [];
    for (let nth = 0; nth < people; nth += 1) keys.push((await world.register(`P${nth}`)).key);
    await world.carry("sp");
    const poison = keys[people - 3] ?? "";
    const refusing: Fates = (_, sent) => (sent.includes(poison) ? "refused" : "arrives");
    for (const key of keys) await world.edit("sp", key, { phone_number: `+999 ${key.slice(-4)}` });
    await world.carry("sp", refusing);
    for (const key of [poison, keys[0] ?? ""]) {
      await world.edit("sp", key, { name: { given_name: "Later", surname: "Diallo" } });
    }
    await world.carry("sp");
    await world.finish();
  } finally {
    await world.close();
  }
};
