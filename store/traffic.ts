import type { SystemId } from "../domain/records/field.ts";
import type { Statement, Store } from "./database.ts";

/** One subscription of a partner, as whoever runs the node has to know it. */
export interface Traffic {
  code: string;
  event_type: string;
  status: "active" | "paused";
  /** Changes of ours behind the cursor, counted up to `traffic_counted_max`. */
  waiting: number;
  /** When the oldest of them was committed: the lag. */
  oldest_at: Date | null;
  /** The number of the last event the partner has acknowledged, and when it did. */
  counter: number;
  acked_at: Date | null;
  in_step_at: Date | null;
  /** A label key `sync.problem.<problem>`; empty: nothing is wrong. */
  problem: string;
  problem_since: Date | null;
  attempts: number;
  next_attempt_at: Date | null;
  /** Who paused it by hand, and why; empty: a trust problem, which is looked into by itself. */
  paused_by: string;
  pause_note: string;
}

/** More waiting changes than this are not counted. */
export const traffic_counted_max = 10_000;

/** What goes to each partner, by partner; without those that asked for nothing. */
export async function readTraffic(store: Store): Promise<Map<SystemId, Traffic[]>> {
  type Row = Omit<Traffic, "counter"> & { partner: SystemId; counter: string };
  const rows = await store.query<Row>(traffic, [store.system.id, traffic_counted_max]);
  const byPartner = new Map<SystemId, Traffic[]>();
  for (const { partner, counter, ...row } of rows) {
    const list = byPartner.get(partner) ?? [];
    byPartner.set(partner, [...list, { ...row, counter: Number(counter) }]);
  }
  return byPartner;
}

/** How all that goes to a partner stands: the worst of its subscriptions says it. */
export function stateOfTraffic(
  all: readonly Traffic[],
): "in_step" | "catching_up" | "waiting" | "paused" {
  if (all.some(({ status }) => status === "paused")) return "paused";
  if (all.some(({ problem }) => problem !== "")) return "waiting";
  return all.some(({ waiting }) => waiting > 0) ? "catching_up" : "in_step";
}

const traffic: Statement = {
  name: "traffic",
  text: `select s.partner, s.code, s.event_type, s.status, s.counter, s.acked_at, s.in_step_at,
      s.problem, s.problem_since, s.attempts, s.next_attempt_at, s.paused_by, s.pause_note,
      w.waiting, w.oldest_at
    from subscriptions s cross join lateral (
      select count(*)::int as waiting, min(received_at) as oldest_at from (
        (select e.received_at from events e
          where e.system = $1 and e.origin = $1 and e.seq > s.cursor order by e.seq limit $2)
        union all
        (select e.received_at from events e
          where e.system = $1 and e.origin = $1 and e.seq is null limit $2)
        limit $2) as behind) as w
    where s.system = $1 and s.status <> 'ended' order by s.partner, s.created_at, s.code`,
};
