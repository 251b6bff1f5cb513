import type { Statement, Store } from "./database.ts";

/** The day on which time alone changes what is told of a record; null: no such day. */
export interface Due {
  record_id: string;
  day: string | null;
}

/** Records of a subscription whose day has come; a few at a time, the longest overdue first. */
export async function readDue(
  store: Store,
  sub: string,
  today: string,
  limit: number,
): Promise<string[]> {
  const rows = await store.query<{ record_id: string }>(dueRecords, [
    store.system.id,
    sub,
    today,
    limit,
  ]);
  return rows.map((row) => row.record_id);
}

const dueRecords: Statement = {
  name: "due-records",
  text: `select record_id from due where system = $1 and sub = $2 and day <= $3::date
    order by day, record_id limit $4`,
};
