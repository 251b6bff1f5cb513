import { activeAgreement, putAgreement } from "../../../store/partners.ts";
import type { Drive } from "../drive.ts";
import { openWorld } from "../world.ts";

/** The agreement is narrowed, and then ended, while changes of a person wait to be sent. */
export const drive: Drive = async (folder) => {
  const world = await openWorld(folder);
  try {
    const { key } = await world.register();
    await world.carry("sp");
    const { store } = world.at.sp;
    const nowIso = new Date(world.at.clock.ms).toISOString();
    const partner = world.at.ess.store.system.id;
    const agreement = await activeAgreement(store, store.system.id, partner, nowIso);
    if (!agreement) throw new Error("no agreement");
    await world.edit("sp", key, { phone_number: "+999 1" });
    await putAgreement(store, { ...agreement, status: "revoked" }, partner);
    await world.agree();
    await world.carry("sp");
    await world.finish();
  } finally {
    await world.close();
  }
};
