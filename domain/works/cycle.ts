import { refused, type Change, type Deciding, type Refusal } from "../change.ts";
import { newRecord, ownChange } from "../editing.ts";
import type { Json } from "../json.ts";
import { textOf, valueOf, type StoredRecord } from "../record.ts";
import type { CycleRole, DayMark, Payment, SiteStop } from "../records/work-cycle.ts";
import type { EnrolmentStatus, ProgrammeName } from "../records/values.ts";
import { reckon, stopOn, type Reckoned } from "./days.ts";

type Decided = { ok: true; changes: Change[] } | Refusal;

/** People of one cycle; a larger site has several. */
export const cycle_workers_max = 1_000;

export interface NewCycle {
  name: string;
  programme: ProgrammeName;
  area: string;
  site: string;
  from: string;
  until: string;
  wage: { amount: number; currency: string };
  pay_working_days: number;
  groups: string[];
  creche: boolean;
}

/** Opens a cycle. */
export function openCycle(
  ctx: Deciding,
  input: NewCycle,
): { ok: true; changes: Change[]; id: string } | Refusal {
  if (input.until < input.from) return refused("err.bad_input", ["/until"]);
  const record = newRecord(ctx, "WorkCycle");
  const fields: Record<string, Json> = { ...input, stops: [], state: "open" };
  return { ok: true, changes: [ownChange(ctx, record, { fields }, "cycle.opened")], id: record.id };
}

/** Somebody who is enrolled joins a work group; nobody stands twice in one cycle. */
export function joinCycle(
  ctx: Deciding,
  cycle: StoredRecord,
  workers: readonly StoredRecord[],
  input: { person: StoredRecord; enrolment: StoredRecord; group: string; role: CycleRole },
): { ok: true; changes: Change[]; id: string } | Refusal {
  const { person, enrolment, group, role } = input;
  if (textOf(cycle.state, "state") !== "open") return refused("err.transition", ["state"]);
  if (workers.length >= cycle_workers_max) return refused("err.bad_input", ["/person"]);
  const twice = workers.some((one) => textOf(one.state, "person") === person.key);
  if (twice) return refused("err.decided");
  if (enrolment.subject !== person.id || !isEnrolledFor(enrolment, cycle)) {
    return refused("err.cycle.not_enrolled", ["/person"]);
  }
  const record = newRecord(ctx, "CycleWorker", { subject: cycle.id });
  const fields: Record<string, Json> = {
    person: person.key,
    enrolment: enrolment.key,
    group,
    role,
    days: {},
    paid: [],
  };
  return { ok: true, changes: [ownChange(ctx, record, { fields }, "cycle.worker")], id: record.id };
}

/** Statuses with which somebody takes part in a cycle. */
export const workingStatuses = [
  "active",
  "reinstated",
] as const satisfies readonly EnrolmentStatus[];

/** Is it an enrolment in the cycle's programme with which somebody takes part now? */
export function isEnrolledFor(enrolment: StoredRecord, cycle: StoredRecord): boolean {
  const active = workingStatuses.some((one) => one === textOf(enrolment.state, "status"));
  return active && programmeOf(enrolment)?.id === programmeOf(cycle)?.id;
}

/** A site stands still: its days count for nobody as missed, and whoever was there keeps the wage. */
export function stopSite(
  ctx: Deciding,
  cycle: StoredRecord,
  workers: readonly StoredRecord[],
  stop: SiteStop,
): Decided {
  if (stop.until < stop.from) return refused("err.bad_input", ["/until"]);
  const stops = [...stopsOf(cycle), stop];
  const changes = [ownChange(ctx, cycle, { fields: { stops } }, "cycle.step")];
  for (const worker of workers) {
    const days = daysOf(worker);
    const missed = Object.entries(days).filter(
      ([day, mark]) => mark === "absent" && stop.from <= day && day <= stop.until,
    );
    if (missed.length === 0) continue;
    const fields = {
      days: { ...days, ...Object.fromEntries(missed.map(([day]) => [day, "stopped"])) },
    };
    changes.push(ownChange(ctx, worker, { fields }, "cycle.worker"));
  }
  return { ok: true, changes };
}

/**
 * The site's list of one day. On a day on which the site stood still nobody is absent. A list that
 * is sent twice changes nothing more; the later list of a day is what counts, the earlier stays in
 * the history.
 */
export function markDay(
  ctx: Deciding,
  cycle: StoredRecord,
  workers: readonly StoredRecord[],
  list: { day: string; marks: Readonly<Record<string, DayMark>> },
): Decided {
  const { day, marks } = list;
  const within = textOf(cycle.state, "from") <= day && day <= textOf(cycle.state, "until");
  if (!within || day > ctx.nowIso.slice(0, 10)) return refused("err.cycle.day", ["/day"]);
  const known = new Map(workers.map((one) => [one.id, one]));
  if (Object.keys(marks).some((id) => !known.has(id))) return refused("err.bad_input", ["/marks"]);
  const stopped = stopOn(stopsOf(cycle), day) !== undefined;
  const changes = Object.entries(marks).flatMap(([id, said]): Change[] => {
    const worker = known.get(id);
    const mark = stopped && said === "absent" ? "stopped" : said;
    if (!worker || daysOf(worker)[day] === mark) return [];
    const fields = { days: { ...daysOf(worker), [day]: mark } };
    return [ownChange(ctx, worker, { fields }, "cycle.worker")];
  });
  return { ok: true, changes };
}

/** Two members of one household share the days of one place: both lines name each other. */
export function shareDays(
  ctx: Deciding,
  worker: StoredRecord,
  other: StoredRecord,
  households: { of: string | null; ofOther: string | null },
): Decided {
  const { of, ofOther } = households;
  if (worker.id === other.id || worker.subject !== other.subject || of === null || of !== ofOther) {
    return refused("err.bad_input", ["/with"]);
  }
  return {
    ok: true,
    changes: [
      ownChange(ctx, worker, { fields: { shares_with: other.key } }, "cycle.worker"),
      ownChange(ctx, other, { fields: { shares_with: worker.key } }, "cycle.worker"),
    ],
  };
}

/** What was paid, by whoever pays: Tandem carries the days and does not pay. */
export function notePayment(ctx: Deciding, worker: StoredRecord, payment: Payment): Decided {
  if (payment.on > ctx.nowIso.slice(0, 10)) return refused("err.bad_input", ["/on"]);
  const fields = { paid: [...paidOf(worker), payment] };
  return { ok: true, changes: [ownChange(ctx, worker, { fields }, "cycle.worker")] };
}

/** The cycle ends; days and payments of it may still be put right. */
export function endCycle(ctx: Deciding, cycle: StoredRecord): Decided {
  if (textOf(cycle.state, "state") !== "open") return refused("err.transition", ["state"]);
  return {
    ok: true,
    changes: [ownChange(ctx, cycle, { fields: { state: "ended" } }, "cycle.step")],
  };
}

/**
 * What the other office sees of it: days worked and paid, on the enrolment itself. Empty where
 * nothing is new.
 */
export function tellDays(
  ctx: Deciding,
  enrolment: StoredRecord,
  { worked, paid }: Pick<Reckoned, "worked" | "paid">,
): Change[] {
  const told = [
    valueOf(enrolment.state, "days_worked") ?? 0,
    valueOf(enrolment.state, "days_paid") ?? 0,
  ];
  if (told[0] === worked && told[1] === paid) return [];
  const fields = { days_worked: worked, days_paid: paid };
  return [ownChange(ctx, enrolment, { fields }, "enrolment.days")];
}

export function reckonWorker(cycle: StoredRecord, worker: StoredRecord, today: string): Reckoned {
  const pay_working_days = Number(valueOf(cycle.state, "pay_working_days") ?? 10);
  return reckon(daysOf(worker), paidOf(worker), { pay_working_days, today });
}

export function daysOf(worker: StoredRecord): Record<string, DayMark> {
  return (valueOf(worker.state, "days") ?? {}) as Record<string, DayMark>;
}
export function paidOf(worker: StoredRecord): Payment[] {
  return (valueOf(worker.state, "paid") ?? []) as Payment[];
}
export function stopsOf(cycle: StoredRecord): SiteStop[] {
  return (valueOf(cycle.state, "stops") ?? []) as SiteStop[];
}
function programmeOf({ state }: StoredRecord): ProgrammeName | undefined {
  return valueOf(state, "programme") as ProgrammeName | undefined;
}
