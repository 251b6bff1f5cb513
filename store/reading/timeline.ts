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

/** The newest events of a household, newest first. */
export async function readTimeline(
  store: Store,
  household: string,
  limit: number,
): Promise<TimelineEvent[]> {
  const rows = await store.query<EventRow>(timeline, [store.system.id, household, limit]);
  return rows.map(({ body: text, ...row }) => {
    const body = JSON.parse(text) as EventBody;
    return {
      ...row,
      delta: decodeState(store.sealer, row.type, body.delta),
      before: decodeValues(store.sealer, body.before),
      by: body.by,
      reason: body.reason,
    };
  });
}

const timeline: Statement = {
  name: "timeline",
  text: `select pos, record_id, type, subject, origin, act, at, received_at, body from events
    where system = $1 and household = $2 order by pos desc limit $3`,
};
