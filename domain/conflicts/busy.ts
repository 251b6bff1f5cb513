/** When members are taken up by planned steps: one sorted list per member, made once per plan. */
import type { Plan, PlanStep, Span } from "./plan.ts";

export interface Busy extends Span {
  step: PlanStep;
}

const made = new WeakMap<Plan, ReadonlyMap<string, readonly Busy[]>>();
const nobody: readonly Busy[] = [];

/** A member's occurrences of planned steps, by start. What takes no time is left out. */
export function busyOf(plan: Plan, member: string): readonly Busy[] {
  return allBusy(plan).get(member) ?? nobody;
}

export function allBusy(plan: Plan): ReadonlyMap<string, readonly Busy[]> {
  const found = made.get(plan);
  if (found) return found;
  const all = new Map<string, Busy[]>();
  for (const step of plan.planned) {
    const own = occurrences(step);
    if (own.length === 0) continue;
    for (const member of step.present) {
      const list = all.get(member);
      if (list) list.push(...own);
      else all.set(member, [...own]);
    }
  }
  for (const list of all.values()) list.sort((a, b) => a.start - b.start || a.end - b.end);
  made.set(plan, all);
  return all;
}

function occurrences(step: PlanStep): Busy[] {
  const own: Busy[] = [];
  step.starts.forEach((start, index) => {
    const end = step.ends[index] ?? start;
    if (end > start) own.push({ start, end, step });
  });
  return own;
}
