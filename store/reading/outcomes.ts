import type { StoredRecord } from "../../domain/record.ts";
import type { RecordType } from "../../domain/records/field.ts";
import type { Statement, Store } from "../database.ts";
import { recordFields, recordOf, type RecordRow } from "../load.ts";

/** What became of steps, and how it is known. */
export const outcomeTypes: readonly RecordType[] = [
  "Outcome",
  "OutcomeHere",
  "Evidence",
  "EvidenceHere",
];
/** Outcomes and evidence of one look; the newest count. */
export const outcomes_read_max = 6_000;

/** Everything recorded about the steps of these people, the newest of it, oldest first. */
export async function loadRecorded(
  store: Store,
  subjects: readonly string[],
): Promise<{ outcomes: StoredRecord[]; evidence: StoredRecord[] }> {
  if (subjects.length === 0) return { outcomes: [], evidence: [] };
  const rows = await store.query<RecordRow>(newestAbout, [
    store.system.id,
    subjects,
    outcomeTypes,
    outcomes_read_max,
  ]);
  const all = rows.map((row) => recordOf(store, row)).reverse();
  return {
    outcomes: all.filter(({ type }) => type === "Outcome" || type === "OutcomeHere"),
    evidence: all.filter(({ type }) => type === "Evidence" || type === "EvidenceHere"),
  };
}

const newestAbout: Statement = {
  name: "outcomes-newest",
  text: `select ${recordFields} from records
    where system = $1 and subject = any($2::uuid[]) and type = any($3::text[])
    order by created_at desc, id desc limit $4`,
};
