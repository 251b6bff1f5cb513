import type { Agreement, Purpose } from "../domain/agreement.ts";
import type { Store } from "../store/database.ts";
import type { Subscription } from "../store/feed.ts";
import type { Resend } from "../store/resend.ts";
import { readSnapshotPage } from "../store/resync.ts";
import { batch_bytes_max, batch_events_max, composeNotify, type Batch } from "./compose.ts";
import type { Again, Making, Made } from "./next-batch.ts";
import { planItems } from "./plan.ts";
import type { Leaving } from "./plan-said.ts";

/** The next records of the queue, each as a whole; acknowledged, they are queued no longer. */
export async function nextWholes(
  store: Store,
  sub: Subscription,
  agreement: Agreement,
  queued: readonly Resend[],
  making: Making,
): Promise<Made> {
  const ids = queued.map(({ record_id }) => record_id);
  return compose(store, sub, agreement, ids, making, (taken, leaving) => ({
    resent: queued.slice(0, taken),
    followed: leaving.filter(isNewPerson).map(({ record }) => record.id),
  }));
}

/**
 * The next page of a snapshot. Its place is the last record's id, kept with the acknowledgement, so
 * that it goes on there whoever was killed; after the last page the log goes on.
 */
export async function nextPage(
  store: Store,
  sub: Subscription,
  agreement: Agreement,
  making: Making,
): Promise<Made> {
  const from = sub.resync_after;
  const ids = await readSnapshotPage(store, from, batch_events_max);
  return compose(store, sub, agreement, ids, making, (taken) => ({
    resync: {
      from,
      after: ids[taken - 1] ?? from,
      done: taken === ids.length && ids.length < batch_events_max,
    },
  }));
}

/** As many records as fit into one batch; `done` says what of the list is dealt with by so many. */
async function compose(
  store: Store,
  sub: Subscription,
  agreement: Agreement,
  ids: readonly string[],
  { units_max }: Making,
  done: (taken: number, leaving: readonly Leaving[]) => Again,
): Promise<Made> {
  const purpose = sub.purpose as Purpose;
  let taken = ids.length;
  for (;;) {
    const wholes = ids.slice(0, taken);
    const given = { events: [], wholes };
    const planned = await planItems(store, { ...sub, purpose }, agreement, given);
    const places = [...new Set(planned.leaving.map(({ unit }) => unit))];
    const rest = places[units_max];
    const leaving = planned.leaving.filter(({ unit }) => rest === undefined || unit < rest);
    const again = done(rest ?? taken, leaving);
    const { cursor } = sub;
    if (leaving.length === 0) {
      return { kind: "quiet", cursor, caughtUp: false, quiet: { sent: [], dues: [], ...again } };
    }
    const batch: Batch = {
      ...(await composeNotify(store, sub, { ...planned, leaving })),
      ...again,
    };
    if (JSON.stringify(batch.message).length <= batch_bytes_max || taken === 1) {
      return {
        kind: "batch",
        offered: { batch, cursor, caughtUp: false, told: false },
        isNew: true,
      };
    }
    taken = Math.ceil(taken / 2);
  }
}

function isNewPerson({ record, whole, left }: Leaving): boolean {
  return record.type === "Person" && !whole && left === null;
}
