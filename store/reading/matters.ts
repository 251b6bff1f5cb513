import type { StoredRecord } from "../../domain/record.ts";
import type { Statement, Store } from "../database.ts";
import { recordFields, recordOf, type RecordRow } from "../load.ts";

/** Processes and complaints of one look, the newest. */
export const matters_read_max = 1_000;

/** What was asked, decided and complained of at this office, the newest first. */
export async function newestMatters(store: Store): Promise<StoredRecord[]> {
  const rows = await store.query<RecordRow>(newest, [store.system.id, matters_read_max]);
  return rows.map((row) => recordOf(store, row));
}
const newest: Statement = {
  name: "matters-newest",
  text: `select ${recordFields} from records
    where system = $1 and type in ('Hearing', 'Complaint') order by created_at desc, id desc limit $2`,
};
