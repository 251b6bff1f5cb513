import { epochs_max, inEpoch, isVersionPlausible } from "../../../domain/holding.ts";
import type { Incoming } from "../../../domain/receiving.ts";
import type { SystemId } from "../../../domain/records/field.ts";
import type { Standing } from "../../../store/held-items.ts";
import type { SideEffects } from "../../../store/side-effects.ts";
import type { NotNow, Receiving } from "./batch.ts";

/** What a batch says of the feed it belongs to. */
export interface Heard {
  /** The items, their versions as they count over all epochs. */
  items: Incoming[];
  feed: SideEffects["feed"];
  /** Numbers that we should have heard before these, and why. */
  missed: { reason: "lost_messages" | "new_epoch"; since: number; until: number } | null;
  covers: SideEffects["covers"];
}

/**
 * Holds a message against the feed as we know it: numbers that were skipped (also the last ones, by a
 * heartbeat), and a new epoch, which the partner begins when it was restored from a backup. A late
 * message of an epoch that is over counts within it.
 */
export function hear(batch: Receiving, standing: Standing): Heard | NotNow | { bad: string } {
  const { partner, from, items } = batch;
  if (from.kind === "held") return { items, feed: undefined, missed: null, covers: undefined };
  if (!items.every(isVersionPlausible)) return { bad: "a version is larger than any" };
  const { feed } = standing;
  const known = feed?.epochs ?? [];
  const at = known.indexOf(from.epoch);
  const fresh = at < 0;
  if (fresh && known.length >= epochs_max) return "epochs_full";
  const counted = items.map((item) => inEpoch(item, fresh ? known.length : at));
  const there = feed !== null;
  if (from.kind === "pulled") {
    // Whether numbers were skipped is told by messages; an epoch first heard of here waits for one.
    if (fresh && there && known.length > 0) return { bad: "the epoch is not known yet" };
    return { items: counted, feed: undefined, missed: null, covers: undefined };
  }
  const isOver = !fresh && from.epoch !== feed?.epoch;
  const heard = isOver
    ? { epoch: feed?.epoch ?? from.epoch, counter: feed?.counter ?? 0 }
    : { epoch: from.epoch, counter: from.last };
  return {
    items: counted,
    feed: { partner, ...heard, there, known: known.length, fresh },
    missed: there && !isOver ? missedBefore(feed, from, fresh) : null,
    covers: standing.missesNumbers && !isOver ? coversOf(partner, from) : undefined,
  };
}

type Numbers = Receiving["from"] & { kind: "message" };

function missedBefore(
  feed: NonNullable<Standing["feed"]>,
  { first }: Numbers,
  fresh: boolean,
): Heard["missed"] {
  const until = first - 1;
  if (fresh && feed.epochs.length > 0) return { reason: "new_epoch", since: 0, until };
  const since = fresh ? 0 : feed.counter;
  return until > since ? { reason: "lost_messages", since, until } : null;
}

function coversOf(partner: SystemId, { first, last }: Numbers): SideEffects["covers"] {
  return last < first ? undefined : { partner, first, last };
}
