/**
 * capacity: a service is full, has people waiting, or its notice comes too late. Names the steps of the
 * plan that ask for a seat (or the one that was told too late). Seats of others and of this household
 * together are not more than there are; one member takes one seat, however many steps they have there.
 */
import type { Findings, Reason } from "../finding.ts";
import type { Plan, PlanStep } from "../plan.ts";
import { readDay } from "../time/walls.ts";

export function capacity(plan: Plan, findings: Findings): void {
  const byService = new Map<string, PlanStep[]>();
  for (const step of plan.planned) {
    const { service } = step.facts;
    if (service === undefined || step.days === null) continue;
    byService.set(service, [...(byService.get(service) ?? []), step]);
  }
  for (const { code, seats } of plan.facts.services ?? []) {
    const steps = byService.get(code) ?? [];
    if (seats === undefined || steps.length === 0) continue;
    if (seats.takenOn === undefined) checkSeats(seats, steps, findings);
    else checkDays(seats, seats.takenOn, steps, findings);
    for (const step of steps) checkNotice(seats.noticeDays, step, findings);
  }
}

type Seats = NonNullable<NonNullable<Plan["facts"]["services"]>[number]["seats"]>;

function checkSeats({ total, taken, waiting }: Seats, steps: PlanStep[], findings: Findings): void {
  if (total === undefined) return;
  const ids = steps.map(({ id }) => id);
  const on = [Math.min(...steps.map(({ days }) => days?.from ?? Number.POSITIVE_INFINITY))];
  const add = (
    code: "full" | "seats-unknown" | "waiting-list",
    certainty: "cannot-both" | "cannot-tell" | "would-cost",
  ) => {
    const reason: Reason = { code, steps: ids, values: { total, waiting: waiting ?? 0 } };
    findings.add({ kind: "capacity", steps: ids, on, certainty, reason });
  };
  if (taken === undefined) return add("seats-unknown", "cannot-tell");
  const wanted = new Set(steps.map(({ facts }) => facts.for)).size;
  if (taken + wanted > total) return add("full", "cannot-both");
  if ((waiting ?? 0) > 0) add("waiting-list", "would-cost");
}

/** Where it is told on which days others have a place: the first day on which there is none too few. */
function checkDays(
  { total, taken = 0 }: Seats,
  takenOn: NonNullable<Seats["takenOn"]>,
  steps: PlanStep[],
  findings: Findings,
): void {
  if (total === undefined) return;
  const others = takenOn.map(({ from, until }) => ({
    from: readDay(from ?? "") ?? Number.NEGATIVE_INFINITY,
    until: readDay(until ?? "") ?? Number.POSITIVE_INFINITY,
  }));
  const on = (day: number) => (one: { from: number; until: number }) =>
    one.from <= day && day <= one.until;
  for (const { days } of steps) {
    if (days === null) continue;
    // It is fuller only from a day on which somebody begins.
    const begins = [...others, ...steps.flatMap((one) => one.days ?? [])].map(({ from }) => from);
    const days_asked = [days.from, ...begins.filter((day) => on(day)(days))].sort((a, b) => a - b);
    const day = days_asked.find((one) => {
      const own = new Set(steps.filter((step) => step.days && on(one)(step.days)).map(memberOf));
      return taken + others.filter(on(one)).length + own.size > total;
    });
    if (day === undefined) continue;
    const there = steps.filter((step) => step.days && on(day)(step.days)).map(({ id }) => id);
    const reason: Reason = { code: "full", steps: there, values: { total, waiting: 0 } };
    findings.add({ kind: "capacity", steps: there, on: [day], certainty: "cannot-both", reason });
  }
}

const memberOf = ({ facts }: PlanStep) => facts.for;

function checkNotice(days: number | undefined, step: PlanStep, findings: Findings): void {
  const told = readDay(step.facts.asks?.toldOn ?? "");
  const first = step.days?.from;
  if (days === undefined || told === null || first === undefined || first - told >= days) return;
  const values = { notice: days, given: Math.max(0, first - told) };
  const reason: Reason = { code: "told-too-late", steps: [step.id], values };
  const found = { steps: [step.id], on: [first], certainty: "would-cost", reason } as const;
  findings.add({ kind: "capacity", ...found });
}
