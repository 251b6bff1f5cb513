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
  paused_by: string;
  paused_reason: string;
  paused_at: Date | null;
}

/** Who acts on a link, and why; both stand in the audit log. */
export interface ByHand {
  by: string;
  /** `supervisor`, or `operator` for the command line. */
  role: string;
  reason: string;
  at: Date;
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

/**
 * Pauses all that goes to a partner; the log keeps what waits. Returns how many subscriptions were
 * paused by it: none, when all were by hand already. One that a trust problem had paused is held by
 * hand from now on, and is no longer probed.
 */
export async function pauseTraffic(
  store: Store,
  partner: SystemId,
  { by, role, reason, at }: ByHand,
): Promise<number> {
  const { id } = store.system;
  return changed(store, pause, [id, partner, `${role}@${id}`, by, reason, at]);
}

/** Goes on where it stood, at once, whatever had paused it or made it wait. */
export async function resumeTraffic(
  store: Store,
  partner: SystemId,
  { role }: Pick<ByHand, "role">,
): Promise<number> {
  const { id } = store.system;
  return changed(store, resume, [id, partner, `${role}@${id}`]);
}

async function changed(store: Store, statement: Statement, values: unknown[]): Promise<number> {
  const [row] = await store.query<{ changed: number }>(statement, values);
  if (row?.changed) store.committed();
  return row?.changed ?? 0;
}

const traffic: Statement = {
  name: "traffic",
  text: `select s.partner, s.code, s.event_type, s.status, s.counter, s.acked_at, s.in_step_at,
      s.problem, s.problem_since, s.attempts, s.next_attempt_at, s.paused_by, s.paused_reason,
      s.paused_at, w.waiting, w.oldest_at
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

/** The audit row of what was done by hand, in the same statement: who by role, never by name. */
const audited = (deed: string) => `
  audited as (
    insert into audit (system, actor, act, detail)
    select $1, $3, '${deed}', $2 || ', ' || (select count(*) from done) || ' subscriptions'
    where exists (select from done))
  select (select count(*)::int from done) as changed`;

const pause: Statement = {
  name: "pause-traffic",
  text: `with done as (
      update subscriptions set status = 'paused', paused_by = $4, paused_reason = $5,
        paused_at = $6, next_attempt_at = null
      where system = $1 and partner = $2 and status <> 'ended' and paused_by = ''
      returning 1),
    ${audited("link.paused")}`,
};
const resume: Statement = {
  name: "resume-traffic",
  text: `with done as (
      update subscriptions set status = 'active', paused_by = '', paused_reason = '',
        paused_at = null, attempts = 0, next_attempt_at = null
      where system = $1 and partner = $2 and status <> 'ended'
        and (status = 'paused' or next_attempt_at is not null)
      returning 1),
    ${audited("link.resumed")}`,
};
