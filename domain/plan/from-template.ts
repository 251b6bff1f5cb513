/** Goals and steps of a template, added to a plan in one go. */
import type { Change, Deciding, Refusal } from "../change.ts";
import type { DraftGoal, DraftStep } from "../directory/template.ts";
import type { Json } from "../json.ts";
import { textOf, type StoredRecord } from "../record.ts";
import { addGoal, addStep } from "./planning.ts";
import { isWithdrawnLine, stepState, type PlanBook } from "./plan-law.ts";

/** Places in the template's lists that the worker left out. */
export interface LeftOut {
  goals: ReadonlySet<number>;
  steps: ReadonlySet<number>;
}

export type Added = { ok: true; changes: Change[]; goals: number; steps: number } | Refusal;

/** All lines that were not left out, each by the law of its own kind; one that is refused refuses all. */
export function addFromTemplate(
  ctx: Deciding,
  person: StoredRecord,
  book: PlanBook,
  worked: { goals: readonly DraftGoal[]; steps: readonly DraftStep[] },
  leftOut: LeftOut,
): Added {
  const grown: PlanBook = { ...book, goals: [...book.goals], steps: [...book.steps] };
  const changes: Change[] = [];
  const goalKeys = new Map<number, string>();
  const stepKeys = new Map<number, string>();
  const taken = (made: readonly Change[]) => {
    changes.push(...made);
    return made.map(({ record, after }) => ({
      ...record,
      version: 1,
      ownVersion: 1,
      state: after,
    }));
  };
  for (const [nth, goal] of worked.goals.entries()) {
    if (leftOut.goals.has(nth)) continue;
    const added = addGoal(ctx, person, grown, { ...goal });
    if (!added.ok) return added;
    const records = taken(added.changes);
    grown.goals.push(...records);
    goalKeys.set(nth, records[0]?.key ?? "");
  }
  for (const [nth, step] of worked.steps.entries()) {
    if (leftOut.steps.has(nth)) continue;
    const { lane, fields, goal, after } = step;
    const named: Record<string, Json> = {
      goal: goal === null ? null : (goalKeys.get(goal) ?? null),
      after: after === null ? null : (stepKeys.get(after) ?? null),
    };
    const added = addStep(ctx, person, grown, lane, { ...fields, ...named });
    if (!added.ok) return added;
    const records = taken(added.changes);
    grown.steps.push(...records);
    stepKeys.set(nth, records[0]?.key ?? "");
  }
  return { ok: true, changes, goals: goalKeys.size, steps: stepKeys.size };
}

/** Stands such a step in the plan already: the same words, or the same service? */
export function isInPlan(book: PlanBook, { fields }: DraftStep): boolean {
  const { what, service } = fields;
  return book.steps.some((step) => {
    if (isWithdrawnLine(step) || stepState(step) === "stopped") return false;
    const sameService = typeof service === "string" && service !== "";
    return (
      textOf(step.state, "what") === what ||
      (sameService && textOf(step.state, "service") === service)
    );
  });
}
