import { bookOf, isPlanClosed, type PlanBook } from "../../domain/plan/plan-law.ts";
import type { StoredRecord } from "../../domain/record.ts";
import { loadJoined } from "../aliases.ts";
import type { Statement, Store } from "../database.ts";
import { loadRecords, recordFields, recordOf, type RecordRow } from "../load.ts";
import { loadAboutAtMost } from "./plans.ts";

/** Plans that one look at an office's days reads, the newest. */
export const open_plans_max = 400;
const lines_read_max = 12_000;

export interface OpenPlan {
  person: StoredRecord;
  book: PlanBook;
  /** The person, under every record that is one with it. */
  subjects: readonly string[];
}

/** The open plans of this office's people with their steps; `isMore`: there are others, not read. */
export async function loadOpenPlans(store: Store): Promise<{ plans: OpenPlan[]; isMore: boolean }> {
  const rows = await store.query<RecordRow>(newestPlans, [store.system.id, open_plans_max + 1]);
  const all = rows.map((row) => recordOf(store, row));
  const ids = [...new Set(all.slice(0, open_plans_max).flatMap(({ subject }) => subject ?? []))];
  const groups = await loadJoined(store, ids);
  const rootOf = (id: string) => groups.get(id)?.winner ?? id;
  const subjectsOf = (id: string) => groups.get(id)?.members ?? [id];
  const subjects = [...new Set(ids.flatMap(subjectsOf))];
  const [people, about] = await Promise.all([
    loadRecords(store, [...new Set(ids.map(rootOf))]),
    loadAboutAtMost(store, subjects, ["Plan", "Step", "PrivateStep"], lines_read_max),
  ]);
  const plans = [...people.values()].flatMap((person): OpenPlan[] => {
    const own = new Set(subjectsOf(person.id));
    const book = bookOf(about.filter(({ subject }) => subject !== null && own.has(subject)));
    return book && !isPlanClosed(book) ? [{ person, book, subjects: [...own] }] : [];
  });
  return { plans, isMore: all.length > open_plans_max || about.length > lines_read_max };
}

const newestPlans: Statement = {
  name: "open-plans-newest",
  text: `select ${recordFields} from records where system = $1 and type = 'Plan'
    order by created_at desc, id desc limit $2`,
};
