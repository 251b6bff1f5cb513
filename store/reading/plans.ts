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

const aboutAtMost: Statement = {
  name: "records-about-at-most",
  text: `select ${recordFields} from records
    where system = $1 and subject = any($2::uuid[]) and type = any($3::text[])
    order by created_at, id limit $4`,
};
