import { stepReferral } from "../domain/referral-steps.ts";
import { refused } from "../domain/change.ts";
import { act, type Acting } from "../store/act.ts";
import type { Store } from "../store/database.ts";
import { loadRecord } from "../store/load.ts";
import { dueReferrals } from "../store/referrals.ts";
import { systemsOf } from "./putting-right.ts";

const at_once_max = 50;
/** Steps the clock takes begin no clock. */
const noClock = { answer_days: 0, expire_days: 0 };

/**
 * Deadlines are a door like any other: a referral that came is noted as received, so that its sender
 * sees it; one that nobody answered in time is noted as expired, by whichever of the two offices
 * comes to it first. Nothing happens to the person. Tells how many steps were taken.
 */
export async function keepReferralClocks(store: Store, newId: () => string): Promise<number> {
  const now = new Date(store.clock.nowMs());
  const due = await dueReferrals(store, now, at_once_max);
  if (due.length === 0) return 0;
  const by = { name: "", role: "system", system: store.system.id };
  const systems = await systemsOf(store);
  let taken = 0;
  for (const { id, step } of due) {
    const acting: Acting = { by, deed: `referral.${step}`, systems, newId };
    const acted = await act(store, acting, async (ctx) => {
      const referral = await loadRecord(store, id);
      if (referral?.type !== "Referral") return refused("err.not_found");
      const done = stepReferral(ctx, referral, { step }, noClock);
      return done.ok ? { ...done, result: null } : done;
    });
    taken += acted.ok ? 1 : 0;
  }
  return taken;
}
