/** When an enrolment is Active: a status holds from 00:00 of its day until the next one. */
import type { Days, Enrolled } from "./plan.ts";

/** Reinstated is Active again; while a renewal is awaited, support goes on (enrolment law, code 7). */
const active = new Set(["Active", "Reinstated", "Awaiting Renewal"]);

/** The status on a day; null: the history begins later. */
export function statusOn({ history }: Enrolled, day: number): string | null {
  let status: string | null = null;
  for (const one of history) if (one.from <= day) status = one.status;
  return status;
}

export function isActive(status: string | null): boolean {
  return status !== null && active.has(status);
}

/** The stretches of `within` on which it is Active. */
export function activeDays({ history }: Enrolled, within: Days): Days[] {
  const found: Days[] = [];
  history.forEach(({ status, from }, index) => {
    const next = history[index + 1]?.from ?? Number.POSITIVE_INFINITY;
    const stretch = { from: Math.max(from, within.from), until: Math.min(next - 1, within.until) };
    if (!isActive(status) || stretch.until < stretch.from) return;
    const before = found.at(-1);
    if (before !== undefined && before.until === stretch.from - 1) before.until = stretch.until;
    else found.push(stretch);
  });
  return found;
}

export function isWithin(stretches: readonly Days[], day: number): boolean {
  return stretches.some(({ from, until }) => day >= from && day <= until);
}
