import type { Agreement } from "../domain/agreement.ts";
import { listedOrigins, mayForward } from "../domain/forwarding.ts";
import { ownVersions, type RecordState } from "../domain/record.ts";
import type { SystemId } from "../domain/records/field.ts";
import type { Store } from "../store/database.ts";
import type { LoggedEvent } from "../store/feed.ts";
import {
  loadForwarded,
  loadWays,
  readLatestOf,
  type Forwarded,
  type LatestOf,
  type Way,
} from "../store/forwarded.ts";
import { pairOf } from "../store/relayed.ts";

/** What one other origin wrote of a record, as it would go on. */
export interface Onward {
  event: LoggedEvent;
  ver: number;
  hops: SystemId[];
  state: RecordState;
}

/**
 * What of other systems' versions may go on to one partner, and how far each went: by the agreement's
 * list, never back to the origin and never to a system it passed (domain/forwarding.ts). Of an
 * agreement without origins there is none of this, and nothing is read for it.
 */
export class Forwarding {
  private readonly agreement: Agreement;
  private readonly ways: Map<number, Way>;
  private readonly latest: Map<string, LatestOf[]>;
  private readonly went: Map<string, Forwarded>;

  constructor(
    agreement: Agreement,
    ways: Map<number, Way>,
    latest: Map<string, LatestOf[]>,
    went: Map<string, Forwarded>,
  ) {
    this.agreement = agreement;
    this.ways = ways;
    this.latest = latest;
    this.went = went;
  }

  lists({ origin }: Pick<LoggedEvent, "origin">): boolean {
    return listedOrigins(this.agreement).has(origin);
  }

  /**
   * A change as it goes on. Null: it must not. `whole`: something before it did not go, so all that
   * its origin wrote goes.
   */
  change(event: LoggedEvent): Onward | "whole" | null {
    const { fields, sets } = event.delta;
    // Taken back by a partner: there is nothing in it to go on.
    if (Object.keys(fields).length + Object.keys(sets).length === 0) return null;
    const way = this.ways.get(event.seq) ?? { hops: [], before: 0 };
    if (!mayForward(this.agreement, event.origin, way.hops)) return null;
    const { ver } = this.sent(event.record_id, event.origin);
    const isNext = event.origin_ver > ver && way.before <= ver;
    if (!isNext) return "whole";
    return { event, ver: event.origin_ver, hops: way.hops, state: event.delta };
  }

  /** All that each other origin wrote of a record, as it stands now. */
  wholes(record: { id: string; state: RecordState }): Onward[] {
    return (this.latest.get(record.id) ?? []).flatMap(({ event, hops }) => {
      if (!mayForward(this.agreement, event.origin, hops)) return [];
      const ver = Math.max(event.origin_ver, 1);
      return [{ event, ver, hops, state: ownVersions(record.state, event.origin) }];
    });
  }

  sent(recordId: string, origin: SystemId): Forwarded {
    return this.went.get(pairOf(recordId, origin)) ?? { origin, ver: 0, hash: "" };
  }

  goes(recordId: string, origin: SystemId, ver: number): void {
    this.went.set(pairOf(recordId, origin), { origin, ver, hash: "" });
  }
}

/** Everything a plan may need to forward; null where the agreement lists nobody. Three questions. */
export async function gatherForwarding(
  store: Store,
  sub: { code: string; partner: SystemId },
  agreement: Agreement,
  events: readonly LoggedEvent[],
  records: Iterable<string>,
): Promise<Forwarding | null> {
  const origins = [...listedOrigins(agreement).keys()];
  if (origins.length === 0) return null;
  const ids = [...new Set(records)];
  const listed = events.filter(({ origin }) => origins.includes(origin));
  const [ways, latest, went] = await Promise.all([
    loadWays(store, listed),
    readLatestOf(store, ids, origins, sub.partner),
    loadForwarded(store, sub.code, ids),
  ]);
  return new Forwarding(agreement, ways, latest, went);
}
