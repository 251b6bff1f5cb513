/** Ways out that change what a step is: its days, hours and pay, or whether it is in the plan. */
import type { Conflict, Reason } from "../finding.ts";
import type { Plan, PlanStep } from "../plan.ts";
import { dayText, readDay } from "../time/walls.ts";
import { dayAt, dayStart } from "../time/zones.ts";
import { moves, otherTimes } from "./moving.ts";
import type { Way } from "./way.ts";

const half_hour = 0.5;

/** The step later: a time after this day's beginning, or its days as many as they were. */
export function laterWays(plan: Plan, step: PlanStep, from: number): Way[] {
  if (step.series !== null) {
    const after = dayStart(plan.zone, from);
    return otherTimes(plan, step, [], after).map((set) => ({ way: "move", step: step.id, set }));
  }
  if (step.days === null || step.days.from >= from) return [];
  const longer = step.days.until - step.days.from;
  const set = { from: dayText(from), until: dayText(from + longer) };
  return [{ way: "days", step: step.id, set }];
}

/** Less work: so many hours a week as the limit leaves. */
export function loadWays(plan: Plan, { steps, reasons }: Conflict): Way[] {
  const over = excess(reasons, "hours");
  return steps.flatMap((id): Way[] => {
    const hours = plan.byId.get(id)?.facts.hoursPerWeek;
    if (hours === undefined || plan.byId.get(id)?.series !== null) return [];
    const left = Math.floor((hours - over) / half_hour) * half_hour;
    const less = [left, left - half_hour].filter((one) => one > 0);
    return less.map((hoursPerWeek) => ({ way: "hours", step: id, set: { hoursPerWeek } }));
  });
}

/** Phase in, report, come back quickly; fewer hours where hours are what counts. */
export function benefitWays(plan: Plan, conflict: Conflict): Way[] {
  const { reasons, steps } = conflict;
  const over = excess(reasons, "total");
  const paid = steps.flatMap((id): Way[] => {
    const earned = plan.byId.get(id)?.facts.earningsPerMonth;
    if (earned === undefined || over === 0) return [];
    const left = Math.floor(earned.amount - over);
    return [left, left - 1]
      .filter((amount) => amount > 0)
      .map((amount) => {
        const set = { earningsPerMonth: { amount, currency: earned.currency } };
        return { way: "earn", step: id, set, values: { amount, currency: earned.currency } };
      });
  });
  return [...paid, ...loadWays(plan, conflict), ...moves(plan, conflict), ...told(plan, reasons)];
}

/** What the programme's own rule offers whoever begins to work. */
function told(plan: Plan, reasons: readonly Reason[]): Way[] {
  return reasons.flatMap(({ values }): Way[] => {
    const rule = plan.rules.find(({ index }) => index === values?.["rule"])?.facts;
    const benefit = rule !== undefined && "benefit" in rule ? rule.benefit : undefined;
    const within = benefit?.reportWithinDays;
    const back = benefit?.returnDays;
    return [
      ...(within === undefined ? [] : [{ way: "report", values: { days: within } } as const]),
      ...(back === undefined ? [] : [{ way: "return", values: { days: back } } as const]),
      { way: "rule-owner" } as const,
    ];
  });
}

/** By how much the worst of the reasons is above its limit. */
function excess(reasons: readonly Reason[], name: "hours" | "total"): number {
  const over = reasons.map(
    ({ values }) => Number(values?.[name] ?? 0) - Number(values?.["limit"] ?? 0),
  );
  return Math.max(0, ...over);
}

/** One of the two is enough; of a pause between them, the later one later. */
export function duplicateWays(plan: Plan, { steps, reasons }: Conflict): Way[] {
  const planned = steps
    .map((id) => plan.byId.get(id))
    .filter((step): step is PlanStep => step?.facts.state === "planned" && !step.isHidden)
    .sort((a, b) => b.begins - a.begins);
  const apart = Number(reasons[0]?.values?.["days"] ?? Number.NaN);
  const first = steps
    .map((id) => plan.byId.get(id))
    .filter((step) => step !== planned[0])
    .at(0);
  const until = first?.days?.until;
  const later =
    Number.isNaN(apart) || planned[0] === undefined || until === undefined
      ? []
      : laterWays(plan, planned[0], until + apart);
  const out = planned.map(({ id }): Way => {
    return { way: "leave-out", step: id, set: { state: "cancelled" } };
  });
  return [...later, ...out];
}

/** Later than what it needs; or what is missing is got. */
export function prerequisiteWays(plan: Plan, conflict: Conflict): Way[] {
  return conflict.reasons.flatMap(({ code, steps: [waits, needs] = [], values }): Way[] => {
    const waiting = plan.byId.get(waits ?? "");
    const needed = plan.byId.get(needs ?? "");
    if (waiting === undefined) return [];
    const by = waiting.days === null ? {} : { by: dayText(waiting.days.from) };
    if (needed === undefined || code === "needed-cancelled") {
      const named = needed?.isHidden === false ? needed.facts.title : "";
      const what = String(values?.["needed"] ?? named);
      return [{ way: "get", step: waiting.id, values: { needed: what, ...by } }];
    }
    if (!Number.isFinite(needed.finishes)) return [];
    const day = dayAt(plan.zone, needed.finishes - 1);
    const sooner = needed.isHidden ? [] : endingBefore(needed, waiting);
    return [...laterWays(plan, waiting, day), ...laterWays(plan, waiting, day + 1), ...sooner];
  });
}

/** Something to be done within days is done before the other begins. */
function endingBefore(needed: PlanStep, { days }: PlanStep): Way[] {
  if (needed.series !== null || needed.days === null || days === null) return [];
  const until = days.from - 1;
  if (needed.facts.state !== "planned" || until < needed.days.from) return [];
  const due = needed.facts.due === undefined ? {} : { due: dayText(until) };
  const set = { until: dayText(until), ...due };
  return [{ way: "days", step: needed.id, set }];
}

/** Ends before the enrolment does; or the enrolment is renewed by then. */
export function endWays(plan: Plan, { steps: [id = ""], on, reasons }: Conflict): Way[] {
  const step = plan.byId.get(id);
  const [first] = on;
  if (step === undefined || first === undefined) return [];
  const ends: Way[] =
    step.series === null && step.days !== null && first > step.days.from
      ? [{ way: "days", step: id, set: { until: dayText(first - 1) } }]
      : [];
  const begins = reasons.flatMap(() => nextActive(plan, step, first));
  const enrolment = step.facts.enrolment ?? "";
  const isRenewal = reasons.some(({ code }) => code === "enrolment-renewal");
  const renew: Way = { way: "renew", values: { enrolment, by: dayText(first) } };
  return [...ends, ...begins, ...(isRenewal ? [renew] : [{ way: "rule-owner" } as const])];
}

/** It begins again later: then the step can. */
function nextActive(plan: Plan, step: PlanStep, after: number): Way[] {
  const history = plan.enrolments.get(step.facts.enrolment ?? "")?.history ?? [];
  const next = history.find(({ from, status }) => from > after && status === "Active");
  return next === undefined ? [] : laterWays(plan, step, next.from);
}

export function dayOf(text: string | undefined): number | null {
  return readDay(text ?? "");
}
