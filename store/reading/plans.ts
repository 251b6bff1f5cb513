import type { StoredRecord } from "../../domain/record.ts";
import type { RecordType } from "../../domain/records/field.ts";
import type { Statement, Store } from "../database.ts";
import { recordFields, recordOf, type RecordRow } from "../load.ts";

/**
 * Records of some types about persons, at most `limit` and one more, so that whoever asks sees that
 * there is more. Oldest first.
 */
export async function loadAboutAtMost(
  store: Store,
  subjects: readonly string[],
  types: readonly RecordType[],
  limit: number,
): Promise<StoredRecord[]> {
  if (subjects.length === 0) return [];
  const rows = await store.query<RecordRow>(aboutAtMost, [
    store.system.id,
    subjects,
    types,
    limit + 1,
  ]);
  return rows.map((row) => recordOf(store, row));
}

/** People whose plans were signed last, each once, newest first; `at` is the time of the last sign-off. */
export async function lastSignOffs(
  store: Store,
  since: Date,
  limit: number,
): Promise<{ subject: string; at: Date }[]> {
  return store.query<{ subject: string; at: Date }>(signedLast, [store.system.id, since, limit]);
}

const signedLast: Statement = {
  name: "plans-signed-last",
  text: `select subject, max(created_at) as at from records
    where system = $1 and type = 'SignOff' and created_at > $2 and subject is not null
    group by subject order by at desc, subject limit $3`,
};
const aboutAtMost: Statement = {
  name: "records-about-at-most",
  text: `select ${recordFields} from records
    where system = $1 and subject = any($2::uuid[]) and type = any($3::text[])
    order by created_at, id limit $4`,
};
