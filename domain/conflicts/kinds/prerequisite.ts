/**
 * prerequisite: what a step, or its service, needs is missing, cancelled or late. Names the waiting
 * step, and the needed step where there is one. A series is finished with its last occurrence, a step
 * without clock time at the end of its last day.
 */
import type { Prerequisite } from "../facts.ts";
import type { Findings, Reason } from "../finding.ts";
import type { Plan, PlanStep } from "../plan.ts";
import { sameService } from "../services.ts";
import { readDay } from "../time/walls.ts";
import { dayAt } from "../time/zones.ts";

export function prerequisite(plan: Plan, findings: Findings): void {
  const services = new Map((plan.facts.services ?? []).map((service) => [service.code, service]));
  for (const waiting of plan.planned) {
    const { days, facts } = waiting;
    if (days === null) continue;
    const ofService = services.get(facts.service ?? "")?.prerequisites ?? [];
    for (const needed of [...(facts.prerequisites ?? []), ...ofService]) {
      const missing = missingOf(plan, waiting, needed);
      if (missing === null) continue;
      const steps = [waiting.id, ...(missing.needed === null ? [] : [missing.needed.id])];
      const reason = { steps, ...missing.reason };
      const on = [days.from];
      const certainty = mayBeHidden(plan, waiting, reason.code) ? "cannot-tell" : "cannot-both";
      findings.add({ kind: "prerequisite", steps, on, certainty, reason });
    }
  }
}

/** What a protected step is, nobody else is told: it may be what is missed. */
function mayBeHidden(plan: Plan, waiting: PlanStep, code: Reason["code"]): boolean {
  const hidden = plan.steps.filter(({ isHidden }) => isHidden);
  return code === "service-missing" && hidden.some((one) => one.facts.for === waiting.facts.for);
}

interface Missing {
  needed: PlanStep | null;
  reason: Reason;
}

function missingOf(plan: Plan, waiting: PlanStep, needed: Prerequisite): Missing | null {
  if (needed.document !== undefined) return documentMissing(plan, waiting, needed.document);
  const candidates =
    needed.step === undefined
      ? stepsOfService(plan, waiting, needed.service ?? "")
      : [plan.byId.get(needed.step)].filter((one) => one !== undefined);
  if (candidates.some((one) => isInTime(plan, one, waiting, needed.by))) return null;
  const live = candidates.filter(({ facts }) => facts.state !== "cancelled");
  const first = earliest(live) ?? earliest(candidates);
  const values = { needed: needed.step ?? needed.service ?? "" };
  if (first === null) {
    const code = needed.step === undefined ? "service-missing" : "step-missing";
    return { needed: null, reason: { code, values } };
  }
  if (first.facts.state === "cancelled")
    return { needed: first, reason: { code: "needed-cancelled" } };
  const isStart = needed.by === "before-start";
  const code = isStart ? "needed-late-before-start" : "needed-late-same-day";
  return { needed: first, reason: { code } };
}

/** For the same member, with the same service or one declared the same. */
function stepsOfService(plan: Plan, waiting: PlanStep, code: string): PlanStep[] {
  const group = sameService(plan, code);
  return (byService(plan).get(group) ?? []).filter(
    (step) => step !== waiting && step.facts.for === waiting.facts.for,
  );
}

const made = new WeakMap<Plan, Map<string, PlanStep[]>>();

function byService(plan: Plan): Map<string, PlanStep[]> {
  const found = made.get(plan) ?? new Map<string, PlanStep[]>();
  if (made.has(plan)) return found;
  for (const step of plan.steps) {
    if (step.facts.service === undefined) continue;
    const group = sameService(plan, step.facts.service);
    const list = found.get(group) ?? [];
    list.push(step);
    found.set(group, list);
  }
  made.set(plan, found);
  return found;
}

function isInTime(plan: Plan, needed: PlanStep, waiting: PlanStep, by: Prerequisite["by"]) {
  if (needed.facts.state === "cancelled" || needed.days === null || needed === waiting)
    return false;
  if (by === "before-start") return needed.finishes <= waiting.begins;
  // What ends at midnight ends on the day before.
  return dayAt(plan.zone, needed.finishes - 1) <= (waiting.days?.from ?? 0);
}

function earliest(steps: readonly PlanStep[]): PlanStep | null {
  const [first] = steps.toSorted((a, b) => a.finishes - b.finishes || (a.id < b.id ? -1 : 1));
  return first ?? null;
}

function documentMissing(plan: Plan, waiting: PlanStep, name: string): Missing | null {
  const day = waiting.days?.from ?? 0;
  const own = plan.members.get(waiting.facts.for)?.documents ?? [];
  const named = own.filter((document) => document.name === name);
  const isValid = named.some(
    ({ validFrom, validUntil }) =>
      (readDay(validFrom ?? "") ?? day) <= day && (readDay(validUntil ?? "") ?? day) >= day,
  );
  if (isValid) return null;
  const code = named.length === 0 ? "document-missing" : "document-not-valid";
  return { needed: null, reason: { code, members: [waiting.facts.for], values: { needed: name } } };
}
