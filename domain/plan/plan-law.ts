/** What may be done with a plan, and when: the law of states as tables, and who may have a plan at all. */
import { refused, type Refusal } from "../change.ts";
import { ageOn } from "../person-subject.ts";
import { textOf, valueOf, type StoredRecord } from "../record.ts";
import { stepStates, type StepState } from "../records/plan-values.ts";
import type { RecordType } from "../records/field.ts";
import { isDeathTold } from "../vital-status.ts";

/** A plan is made with an adult; a country may cite a law that sets another age. */
export const plan_age_years_min = 18;
/** Lines that a plan takes, those of both offices together. */
export const plan_lines_max = 400;
/** A plan that two offices filled apart may hold more than either may add; beyond this it is not read as one. */
export const plan_lines_read_max = 2_000;
/** Messages on one plan's threads that are read; older ones stay stored. */
export const plan_messages_read_max = 500;

/** Everything a plan is made of. */
export const planTypes: readonly RecordType[] = [
  "Plan",
  "Goal",
  "Step",
  "PrivateStep",
  "Unavailable",
  "StepMessage",
  "PlanVersion",
  "SignOff",
  "KeptBoth",
  "KeptHere",
];

/** Done and stopped lock the step: what comes after is a new step. */
export const stepTransitions: Readonly<Record<StepState, readonly StepState[]>> = {
  proposed: ["planned", "stopped"],
  planned: ["proposed", "under_way", "done", "stopped"],
  under_way: ["planned", "done", "stopped"],
  done: [],
  stopped: [],
};

/**
 * The state of a step. Of states written at the same time the furthest counts, so that no office's
 * "planned" takes back the other's "done".
 */
export function stepState({ state }: Pick<StoredRecord, "state">): StepState {
  const told = state.fields["state"] ?? [];
  const ranks = told.map(({ v }) => stepStates.findIndex((one) => one === v));
  return stepStates[Math.max(0, ...ranks)] ?? "proposed";
}

export function isLocked(step: Pick<StoredRecord, "state">): boolean {
  return stepTransitions[stepState(step)].length === 0;
}

export function isWithdrawnLine({ state }: Pick<StoredRecord, "state">): boolean {
  return valueOf(state, "withdrawn") === true;
}

/** Why this person can have no plan now, or nothing new in it; null: nothing stands against it. */
export function mayNotPlan(person: StoredRecord, today: string): Refusal | null {
  if (person.type !== "Person") return refused("err.not_found");
  // Told dead by anybody: duties stop at once (case.md, Deceased).
  if (isDeathTold(person.state)) return refused("err.plan.died");
  const age = ageOn(valueOf(person.state, "birth_date"), today);
  // Without a birth day nobody is known to be a child; the offices ask.
  if (age !== null && age < plan_age_years_min) return refused("err.plan.under_age");
  return null;
}

/** Everything of one person's plan, as a node holds it. */
export interface PlanBook {
  plan: StoredRecord;
  /** Open plans of the same person that the other office opened at the same time: their lines are this plan's. */
  also: StoredRecord[];
  goals: StoredRecord[];
  steps: StoredRecord[];
  /** Ours alone. */
  privateSteps: StoredRecord[];
  unavailable: StoredRecord[];
  messages: StoredRecord[];
  versions: StoredRecord[];
  signOffs: StoredRecord[];
  /** Conflicts of which both lines were kept. */
  kept: StoredRecord[];
}

/**
 * The plan of a person among what is about the person: the open one, else the one closed last. Two
 * offices that opened one each while they could not speak have one plan: the earlier by day and
 * key, with the lines of both.
 */
export function bookOf(about: readonly StoredRecord[], planId?: string): PlanBook | null {
  const of = (type: RecordType) => about.filter((record) => record.type === type);
  const plans = of("Plan").sort(byOpening);
  const open = plans.filter(({ state }) => textOf(state, "state") !== "closed");
  const asked = planId === undefined ? undefined : plans.find(({ id }) => id === planId);
  const isOld = asked !== undefined && !open.includes(asked);
  const plan = isOld ? asked : (open[0] ?? plans.at(-1));
  if (!plan) return null;
  const also = isOld || open.length === 0 ? [] : open.slice(1);
  const named = new Set([plan, ...also].map(({ key }) => key));
  const ours = (record: StoredRecord) => named.has(textOf(record.state, "plan"));
  const steps = of("Step").filter(ours);
  const privateSteps = of("PrivateStep").filter(ours);
  const threads = new Set([...steps, ...privateSteps].map(({ key }) => key));
  return {
    plan,
    also,
    goals: of("Goal").filter(ours),
    steps,
    privateSteps,
    unavailable: of("Unavailable").filter(ours),
    messages: of("StepMessage").filter(({ state }) => threads.has(textOf(state, "step"))),
    versions: of("PlanVersion").filter(ours),
    signOffs: of("SignOff").filter(ours),
    kept: [...of("KeptBoth"), ...of("KeptHere")].filter(ours),
  };
}

function byOpening(a: StoredRecord, b: StoredRecord): number {
  const name = ({ key, state }: StoredRecord) => `${textOf(state, "opened_on")} ${key}`;
  return name(a) < name(b) ? -1 : 1;
}

/** Lines of a plan that stand in it. */
export function linesOf(book: PlanBook): StoredRecord[] {
  return [...book.goals, ...book.steps, ...book.unavailable];
}

export function isPlanClosed({ plan }: Pick<PlanBook, "plan">): boolean {
  return textOf(plan.state, "state") === "closed";
}
