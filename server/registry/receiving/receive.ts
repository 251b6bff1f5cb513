import { refused, type Refusal } from "../../../domain/change.ts";
import { farAheadUntilMs } from "../../../domain/holding.ts";
import { stampsIn } from "../../../domain/record.ts";
import { act, type Acting } from "../../../store/act.ts";
import type { Store } from "../../../store/database.ts";
import { held_items_max } from "../../../store/held-items.ts";
import type { Received, Receiving, Taken } from "./batch.ts";
import { Desk } from "./desk.ts";
import { gather } from "./gather.ts";
import { hear } from "./hearing.ts";
import { takeAll } from "./intake.ts";

/**
 * Takes a partner's batch in one transaction: each item by the high-water mark of its record, unknown
 * keys by the declared link rule, everything appended with the sender's own origin and stamps. What
 * cannot be applied yet is held with its reason, what is missing is noted to be asked for, and the
 * rest is applied. Only after the commit may the ACK be given (guarantees, Delivery protocol).
 */
export async function receiveBatch(
  store: Store,
  acting: Acting,
  batch: Receiving,
): Promise<Received | Refusal> {
  const nowMs = store.clock.nowMs();
  for (const item of batch.items) {
    // Our clock must not follow one that is wrong.
    if (farAheadUntilMs(item.delta, nowMs) !== null) continue;
    for (const stamp of stampsIn(item.delta)) store.clock.see(stamp);
  }
  let not: Extract<Received, { ok: false }> | null = null;
  const done = await act<Taken>(store, acting, async (ctx) => {
    not = null;
    const gathered = await gather(store, batch);
    const heard = hear(batch, gathered.standing);
    if (typeof heard === "string") not = { ok: false, why: heard };
    else if ("bad" in heard) not = { ok: false, why: "bad", reason: heard.bad };
    else {
      const desk = new Desk(ctx, batch, gathered, heard);
      const bad = takeAll(desk);
      if (bad) not = { ok: false, why: "bad", reason: bad.bad };
      else if (desk.growth > 0 && gathered.standing.heldCount + desk.growth > held_items_max) {
        not = { ok: false, why: "held_full" };
      } else return desk.decision();
    }
    return refused("err.busy");
  });
  if (not) return not;
  return done.ok ? { ok: true, ...done.result } : done;
}
