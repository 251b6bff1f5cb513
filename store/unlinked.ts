import type { StoredRecord } from "../domain/record.ts";
import type { LoggedChange } from "../domain/unlinking.ts";
import type { EventBody } from "./append.ts";
import { decodeState } from "./codec.ts";
import type { Statement, Store } from "./database.ts";

/**
 * The parts of a statement that undo a link, from `more.j->'unlinked'`: the key names the record
 * apart from now on, and what the partner was sent under it counts for that one, so that our next
 * version under the key follows the last.
 */
export const unlinkedParts = `
  unlinked as (
    update links t set record_id = x.apart, how = 'undone', evidence = x.evidence,
      by_whom = x.by_whom, at = now()
    from more, jsonb_to_record(j->'unlinked') as x(partner text, key text, "from" uuid, apart uuid,
      evidence text, by_whom text)
    where j ? 'unlinked' and t.system = $1 and t.partner = x.partner and t.key = x.key
      and t.record_id = x."from" returning 1),
  sent_apart as (
    update sent t set record_id = x.apart
    from more, jsonb_to_record(j->'unlinked') as x(partner text, "from" uuid, apart uuid),
      subscriptions u
    where j ? 'unlinked' and t.system = $1 and t.record_id = x."from"
      and u.system = $1 and u.code = t.sub and u.partner = x.partner)`;

/** Everything that ever happened to a record, oldest first. */
export async function readRecordLog(store: Store, record: StoredRecord): Promise<LoggedChange[]> {
  type Row = {
    origin: string;
    origin_ver: string;
    act: LoggedChange["act"];
    at: Date;
    body: string;
  };
  const rows = await store.query<Row>(recordLog, [store.system.id, record.id]);
  return rows.map((row) => {
    const body = JSON.parse(row.body) as EventBody;
    return {
      origin: row.origin,
      originVersion: Number(row.origin_ver),
      act: row.act,
      at: row.at.toISOString(),
      by: body.by,
      reason: body.reason,
      delta: decodeState(store.sealer, body.delta),
    };
  });
}

const recordLog: Statement = {
  name: "record-log",
  text: `select origin, origin_ver, act, at, body from events
    where system = $1 and record_id = $2 order by pos`,
};
