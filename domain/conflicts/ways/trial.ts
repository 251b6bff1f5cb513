/** A plan with one step otherwise, and whether that is a way out. Nothing is offered untried. */
import { checkPlan } from "../check.ts";
import { limits } from "../facts.ts";
import { Faulty } from "../faults.ts";
import type { Conflict } from "../finding.ts";
import type { Plan, PlanStep } from "../plan.ts";
import type { Frame } from "../series.ts";
import { readSteps } from "../steps.ts";
import type { StepChange } from "./way.ts";

/** Checks of one answer's trials, counted in occurrences of steps, so that a large plan has fewer. */
const effort_max = 100_000;
const effort_min = 500;

export class Trial {
  readonly plan: Plan;
  readonly #before: ReadonlyMap<string, ReadonlySet<number>>;
  readonly #cost: number;
  #left = effort_max;

  constructor(plan: Plan, conflicts: readonly Conflict[]) {
    this.plan = plan;
    this.#before = new Map(conflicts.map((one) => [nameOf(one), new Set(one.on)]));
    const occurrences = plan.planned.reduce((sum, { starts }) => sum + starts.length + 1, 0);
    this.#cost = Math.max(effort_min, occurrences);
  }

  /** False also when there is no effort left to try. */
  solves(conflict: Conflict, step: PlanStep, set: StepChange): boolean {
    if (this.#left < this.#cost) return false;
    this.#left -= this.#cost;
    const other = withStep(this.plan, step, set);
    if (other === null) return false;
    const after = checkPlan(other).conflicts;
    const name = nameOf(conflict);
    return after.every((one) => {
      const known = this.#before.get(nameOf(one));
      return nameOf(one) !== name && known !== undefined && one.on.every((day) => known.has(day));
    });
  }
}

function nameOf({ kind, steps }: Conflict): string {
  return JSON.stringify([kind, ...steps]);
}

/** Null: such a step cannot be read. What is hidden stays hidden. */
export function withStep(plan: Plan, step: PlanStep, set: StepChange): Plan | null {
  const facts = { ...step.facts, ...set };
  const effort = { periods: limits.occurrences_max, occurrences: limits.occurrences_max };
  const frame = {
    caseZone: plan.facts.zone,
    first: plan.horizon.from,
    last: plan.horizon.until,
    effort,
  };
  const read = readOne(plan, facts, frame);
  if (read === null) return null;
  const changed = { ...read, index: step.index, isHidden: step.isHidden };
  const steps = plan.steps.map((one) => (one === step ? changed : one));
  return {
    ...plan,
    steps,
    byId: new Map(steps.map((one) => [one.id, one])),
    planned: steps.filter((one) => one.facts.state === "planned"),
  };
}

function readOne(plan: Plan, facts: PlanStep["facts"], frame: Frame) {
  try {
    const around = { zone: plan.zone, asOf: plan.asOf, horizon: plan.horizon, frame };
    const { steps, notes } = readSteps({ ...plan.facts, steps: [facts] }, around);
    return notes.some(({ code }) => code === "no-time-left") ? null : (steps[0] ?? null);
  } catch (error) {
    if (error instanceof Faulty) return null;
    throw error;
  }
}
