import { cloneDatabase, type TestDatabase } from "../database.ts";
import { openSlot, type Slot } from "./databases.ts";

const systems_max = 5;

/** Databases of a test's own, one for each simulated system. */
export async function testSlots(): Promise<{ slots: Slot[]; close: () => Promise<void> }> {
  const databases: TestDatabase[] = [];
  const slots: Slot[] = [];
  for (let nth = 0; nth < systems_max; nth += 1) {
    const database = await cloneDatabase();
    databases.push(database);
    slots.push(await openSlot(database.appUrl));
  }
  return {
    slots,
    async close() {
      await Promise.all(slots.map((slot) => slot.close()));
      for (const database of databases) await database.drop();
    },
  };
}
