import type { Store } from "../store/database.ts";
import { agreementMark } from "../store/feeds.ts";
import type { Offered } from "../store/offers.ts";
import type { Batch } from "./compose.ts";
import type { Ahead, Course } from "./course.ts";
import { mayStillLeave } from "./may-still-leave.ts";
import { agreementOf, isStanding, nextBatch, type Making, type Next } from "./next-batch.ts";
import { afterTaken } from "./sending.ts";

/** What was decided about people longer ago than this is decided again before it leaves. */
const made_ago_ms_max = 500;

/**
 * Begins to make the batch after this one while this one is on its way, as if it had arrived: the
 * processor and the wire work at one time. Sent it is only after this one was acknowledged; anything
 * else, and it is thrown away. Only behind a batch of records that the partner has already: what goes
 * with a record's first coming is known when that has come.
 */
export function lookAhead(
  store: Store,
  course: Course,
  offered: Offered<Batch>,
  making: Making,
): Ahead | null {
  const { batch, caughtUp } = offered;
  const isPlain =
    batch.named.length === 0 &&
    !batch.resync &&
    !batch.resent &&
    !batch.followed &&
    // How far other systems' chains went is read from what was acknowledged.
    batch.sent.every(({ forwarded = [] }) => forwarded.length === 0);
  if (caughtUp || course.search || !isPlain || !isStanding(course.sub)) return null;
  const nowMs = store.clock.nowMs();
  const { sub } = afterTaken(course, offered, nowMs);
  const next = nextBatch(store, sub, { ...making, underWay: batch.sent });
  const { cursor, counter } = sub;
  return { cursor, counter, madeAtMs: nowMs, next: next.catch(() => null) };
}

/**
 * What was made in advance, if it is what comes next, is fresh, and the agreement is still the one it
 * was cut under. Where people's own consent is what lets it out, that is asked again.
 */
export async function madeAhead(
  store: Store,
  { sub, search, ahead }: Course,
): Promise<(Next & { kind: "batch" }) | null> {
  const next = await ahead?.next;
  if (!ahead || search || next?.kind !== "batch") return null;
  if (ahead.cursor !== sub.cursor || ahead.counter !== sub.counter) return null;
  if (store.clock.nowMs() - ahead.madeAtMs > made_ago_ms_max) return null;
  const agreement = await agreementOf(store, sub);
  if (!agreement || agreementMark(agreement) !== next.under) return null;
  if (agreement.basis !== "consent") return next;
  return (await mayStillLeave(store, sub, agreement, next.offered.batch)) ? next : null;
}
