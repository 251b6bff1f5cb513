import { refused, type Refusal } from "../../../domain/change.ts";
import { isFarAhead } from "../../../domain/receiving.ts";
import { stampsIn } from "../../../domain/record.ts";
import { act, type Acting } from "../../../store/act.ts";
import type { Store } from "../../../store/database.ts";
import type { NotNow, Received, Receiving } from "./batch.ts";
import { Desk } from "./desk.ts";
import { gather } from "./gather.ts";
import { takeAll } from "./intake.ts";

/**
 * Applies a partner's batch in one transaction: each item by the high-water mark of its record,
 * unknown keys by the declared link rule, everything appended with the sender's own origin and
 * stamps. Only after the commit may the ACK be given (guarantees, Delivery protocol).
 */
export async function receiveBatch(
  store: Store,
  acting: Acting,
  batch: Receiving,
): Promise<Received | Refusal> {
  const nowMs = store.clock.nowMs();
  for (const item of batch.items) {
    if (isFarAhead(item.delta, nowMs)) return { ok: false, why: "clock_ahead" };
    for (const stamp of stampsIn(item.delta)) store.clock.see(stamp);
  }
  let notNow: NotNow | null = null;
  const done = await act<{ applied: number; duplicates: number }>(store, acting, async (ctx) => {
    const desk = new Desk(ctx, batch, await gather(store, batch));
    notNow = takeAll(desk);
    return notNow ? refused("err.busy") : desk.decision();
  });
  if (notNow) return { ok: false, why: notNow };
  return done.ok ? { ok: true, ...done.result } : done;
}
