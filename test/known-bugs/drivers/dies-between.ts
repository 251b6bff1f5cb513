import type { Drive } from "../drive.ts";
import { openWorld, type World } from "../world.ts";

const statements_max = 3;

/** The process dies after each number of statements of one edit. */
export const drive: Drive = async (folder) => {
  const world = await openWorld(folder);
  try {
    const { key } = await world.register();
    for (let count = 0; count <= statements_max; count += 1) {
      await dyingAfter(world, count, `+999 ${count}`, key);
    }
    await world.carry("sp");
    await world.finish();
  } finally {
    await world.close();
  }
};

/** An edit whose process can say `count` statements to the database, and then no more. */
async function dyingAfter(world: World, count: number, phone: string, key: string): Promise<void> {
  const record = await world.recordOf("sp", key);
  const { store } = world.at.sp;
  const alive = { ...store };
  let said = 0;
  store.query = (statement, values) => {
    said += 1;
    return said > count
      ? Promise.reject(new Error("the process is dead"))
      : alive.query(statement, values);
  };
  await world.editRecord("sp", record, { phone_number: phone });
  Object.assign(store, alive);
}
