import { refused, type Change, type Deciding, type Refusal } from "./change.ts";
import { newRecord, ownChange } from "./editing.ts";
import type { Json } from "./json.ts";
import { textOf, valueOf, type StoredRecord } from "./record.ts";
import { caseWeights, type CaseWeight, type CaseWorker } from "./records/case-holder.ts";
import { isDeathTold } from "./vital-status.ts";

/** So much of a week each weight stands for, to see who has room: a usual case is 2. */
export const weightUnits: Readonly<Record<CaseWeight, number>> = {
  light: 1,
  usual: 2,
  intensive: 4,
};

export interface Handover {
  /** Who is responsible from now on; null: nobody. */
  to: CaseWorker | null;
  /** Left out: as it was; of a new case, usual. */
  weight?: CaseWeight | undefined;
  /** Whom the screen showed as responsible, by id; null: nobody. */
  seen: string | null;
  reason: string;
}

/** Who may move a case: a supervisor any; a worker takes what is nobody's, and gives up their own to nobody. */
export function mayHandOver(
  worker: { id: string; role: string },
  now: string | null,
  to: string | null,
): boolean {
  if (worker.role === "supervisor") return true;
  if (now === null) return to === worker.id;
  return now === worker.id && (to === null || to === worker.id);
}

/**
 * Makes a worker responsible for a person, with the reason; what the worker is told is what the office's
 * lists show. It changes nothing for the person's support, and never leaves this office.
 */
export function handOver(
  ctx: Deciding,
  person: StoredRecord,
  known: StoredRecord | null,
  { to, weight, seen, reason }: Handover,
): { ok: true; changes: Change[] } | Refusal {
  const now = known ? workerOf(known) : null;
  if ((now?.id ?? null) !== seen) return refused("err.stale", ["seen"]);
  const heavy = weight ?? (known ? weightOf(known) : "usual");
  const isSame = (now?.id ?? null) === (to?.id ?? null) && known && heavy === weightOf(known);
  if (isSame || (!known && to === null)) return refused("err.caseload.same", ["to"]);
  if (to !== null && isDeathTold(person.state)) return refused("err.caseload.died", ["person"]);
  const about = { subject: person.id, household: person.household };
  const record = known ?? newRecord(ctx, "CaseHolder", about);
  const moved = (now?.id ?? null) !== (to?.id ?? null);
  const fields: Record<string, Json> = {
    ...(known ? {} : { person: person.key }),
    ...(moved ? { worker: to && { ...to }, since: ctx.nowIso.slice(0, 10) } : {}),
    weight: heavy,
  };
  return { ok: true, changes: [ownChange(ctx, record, { fields }, "case.handed_over", reason)] };
}

export function workerOf({ state }: StoredRecord): CaseWorker | null {
  return (valueOf(state, "worker") as CaseWorker | null | undefined) ?? null;
}

export function weightOf({ state }: StoredRecord): CaseWeight {
  return caseWeights.find((one) => one === textOf(state, "weight")) ?? "usual";
}
