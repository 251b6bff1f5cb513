import type { Criteria } from "../domain/criteria.ts";
import type { SystemId } from "../domain/records/field.ts";
import type { Statement, Store } from "./database.ts";

/** How far a subscription is, as its partner may know. */
export interface Head {
  event_type: string;
  record_type: string;
  criteria: Criteria;
  status: "active" | "paused" | "ended";
  end_reason: string;
  problem: string;
  /** The last event sent and acknowledged. */
  counter: number;
  /** Something is offered, or the log goes on, or a day has come: there may be more. */
  waiting: boolean;
  /** Records that were refused and wait; why everything is sent again, empty: it is not. */
  parked: number;
  resync_why: string;
}

/** Null: there is none of this code, or it is another partner's. */
export async function readHead(
  store: Store,
  partner: SystemId,
  code: string,
): Promise<Head | null> {
  type Row = Omit<Head, "counter" | "criteria"> & { counter: string; criteria: string };
  const today = new Date(store.clock.nowMs()).toISOString().slice(0, 10);
  const [row] = await store.query<Row>(head, [store.system.id, partner, code, today]);
  if (!row) return null;
  const { criteria: text, ...rest } = row;
  const criteria = store.sealer.isSealed(text) ? store.sealer.open(text) : text;
  return { ...rest, counter: Number(row.counter), criteria: JSON.parse(criteria) as Criteria };
}

const head: Statement = {
  name: "subscription-head",
  text: `select event_type, record_type, criteria, status, end_reason, problem, counter,
      offered is not null or cursor < (select last_seq from sequencers where system = $1)
        or exists (select from due d where d.system = $1 and d.sub = s.code and d.day <= $4::date)
        or resync_why <> '' or exists (select from resend a where a.system = $1 and a.sub = s.code)
        as waiting,
      (select count(*)::int from parked p
        where p.system = $1 and p.sub = s.code and p.state = 'parked') as parked, resync_why
    from subscriptions s where system = $1 and partner = $2 and code = $3`,
};
