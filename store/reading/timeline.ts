import type { Act } from "../../domain/change.ts";
import type { Json } from "../../domain/json.ts";
import type { RecordState } from "../../domain/record.ts";
import type { RecordType, SystemId } from "../../domain/records/field.ts";
import type { Worker } from "../../domain/records/values.ts";
import type { EventBody } from "../append.ts";
import { decodeState, decodeValues } from "../codec.ts";
import type { Statement, Store } from "../database.ts";

/** One event of a household, opened. */
export interface TimelineEvent {
  pos: string;
  record_id: string;
  type: RecordType;
  subject: string | null;
  origin: SystemId;
  act: Act;
  at: Date;
  received_at: Date;
  delta: RecordState;
  before: Record<string, Json>;
  by: Worker;
  reason: string;
}

interface EventRow extends Omit<TimelineEvent, "delta" | "before" | "by" | "reason"> {
  body: string;
}

/** The newest events of a household (or of several that are one), and of single records beside. */
export async function readTimeline(
  store: Store,
  households: readonly string[],
  records: readonly string[],
  limit: number,
): Promise<TimelineEvent[]> {
  const values = [store.system.id, households, records, limit];
  const rows = await store.query<EventRow>(timeline, values);
  return rows.map(({ body: text, ...row }) => {
    const body = JSON.parse(text) as EventBody;
    return {
      ...row,
      delta: decodeState(store.sealer, body.delta),
      before: decodeValues(store.sealer, body.before),
      by: body.by,
      reason: body.reason,
    };
  });
}

const timeline: Statement = {
  name: "timeline",
  text: `select distinct on (pos) pos, record_id, type, subject, origin, act, at, received_at, body
    from (
      select h.* from unnest($2::uuid[]) as home(id) cross join lateral (
        select * from events where system = $1 and household = home.id
        order by pos desc limit $4) as h
      union all
      select * from events where system = $1 and record_id = any($3::uuid[])) as e
    order by pos desc limit $4`,
};
