/** A day's list: who was there of a group, and who was not; each row by itself, none half. */
import type { Change, Deciding, RefusalCode } from "../change.ts";
import type { PlanBook } from "../plan/plan-law.ts";
import { textOf, type StoredRecord } from "../record.ts";
import type { Sha256 } from "../sha256.ts";
import { addEvidence, recordOutcome, type Known } from "./recording.ts";
import { currentOf, type Recorded } from "./standing.ts";

/** Rows of one list. */
export const day_list_rows_max = 60;

export interface DayRow {
  book: PlanBook;
  step: StoredRecord;
  recorded: Recorded;
  time: string;
  day: string;
  was_there: boolean;
  /** How it is known that they were; of who was not, the reason is asked later. */
  known: Known | null;
}

export interface DayRowResult {
  /** The outcome; empty: refused. */
  id: string;
  /** Nothing new was said: recorded so before, or what was said is now shown by the list. */
  again: boolean;
  code: RefusalCode | "";
}

/** What the rows come to; a row that is refused changes nothing and says why. */
export function recordDayList(
  ctx: Deciding,
  sha256: Sha256,
  rows: readonly (DayRow | null)[],
): { changes: Change[]; results: DayRowResult[] } {
  const changes: Change[] = [];
  const named = new Set<string>();
  const results = rows.map((row): DayRowResult => {
    if (row === null) return { id: "", again: false, code: "err.not_found" };
    const name = `${row.step.key} ${row.time}`;
    if (named.has(name)) return { id: "", again: false, code: "err.outcome.recorded" };
    const { book, step, recorded, time, day, known } = row;
    const what = row.was_there
      ? ({ said: "happened", known } as const)
      : ({ said: "could_not", side: "person", cause: "not_known", reason: "" } as const);
    const input = { time, day, what, corrects: null, why: "" };
    const made = recordOutcome(ctx, sha256, book, step, recorded, input);
    const shown = made.ok ? null : shownBy(ctx, row);
    if (shown) {
      named.add(name);
      changes.push(...shown);
      return { id: "", again: true, code: "" };
    }
    if (!made.ok) return { id: "", again: false, code: made.code };
    named.add(name);
    changes.push(...made.changes);
    return { id: made.id, again: made.changes.length === 0, code: "" };
  });
  return { changes, results };
}

/** Our office ticked it before, and the list is what shows it: evidence of what was said. */
function shownBy(
  ctx: Deciding,
  { step, recorded, time, was_there, known }: DayRow,
): Change[] | null {
  const own = recorded.outcomes.filter(({ state }) => textOf(state, "step") === step.key);
  const current = currentOf(ctx.self.id, own, time);
  if (!current || !was_there || known === null) return null;
  if (textOf(current.state, "said") !== "happened") return null;
  const added = addEvidence(ctx, step, current, known);
  return added.ok ? added.changes : null;
}
