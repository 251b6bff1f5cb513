import type { Statement, Store } from "../database.ts";

/** An event as open screens are told of it: ids only. */
export interface LiveEvent {
  pos: number;
  record_id: string;
  type: string;
  subject: string | null;
  household: string | null;
  origin: string;
  act: string;
  at: Date;
}

/** Events after a position, oldest first. Positions may become visible out of order. */
export async function eventsAfter(store: Store, pos: number, limit: number): Promise<LiveEvent[]> {
  const rows = await store.query<LiveEvent & { pos: string }>(after, [store.system.id, pos, limit]);
  return rows.map((row) => ({ ...row, pos: Number(row.pos) }));
}

/** The last position, and a mark that changes whenever what waits changed without an event. */
export async function liveMarks(store: Store): Promise<{ last: number; waiting: string }> {
  const values = [store.system.id];
  const [row] = await store.query<{ last: string; waiting: string }>(marks, values);
  return { last: Number(row?.last ?? 0), waiting: row?.waiting ?? "" };
}

const after: Statement = {
  name: "live-after",
  text: `select pos, record_id, type, subject, household, origin, act, at from events
    where system = $1 and pos > $2 order by pos limit $3`,
};
const marks: Statement = {
  name: "live-marks",
  text: `select coalesce((select pos from events where system = $1 order by pos desc limit 1), 0)
      as last,
    (select count(*) || '/' || coalesce(max(at)::text, '') from matches
      where system = $1 and state = 'waiting')
      || '/' || coalesce((select mark from waiting_marks where system = $1), 0) as waiting`,
};
