import type { PlanView, StepView } from "../../server/api/plan-schemas.ts";

/** draft · waiting (somebody signed, not all) · agreed · changed (after agreement) · ended. */
export const planStandings = ["draft", "waiting", "agreed", "changed", "ended"] as const;
export type PlanStanding = (typeof planStandings)[number];
export type Party = PlanView["agreement"]["asks"][number];

/** How a plan stands, in one word. */
export function standingOf({ state, root, agreement }: PlanView): PlanStanding {
  if (state === "closed") return "ended";
  if (agreement.in_force) return agreement.in_force.root === root ? "agreed" : "changed";
  return agreement.said.some(({ decision }) => decision === "signed") ? "waiting" : "draft";
}

/** What a plan waits for; one thing at a time. */
export type NextStep =
  "ended" | "stopped" | "goal" | "step" | "not_shared" | "sign" | "person" | "other" | "follow";

/** The one next step of a plan for a worker of this office. */
export function nextStepOf(plan: PlanView): NextStep {
  const { agreement } = plan;
  if (plan.state === "closed") return "ended";
  if (plan.stopped !== "" || plan.too_large) return "stopped";
  if (plan.goals.every(({ withdrawn }) => withdrawn)) return "goal";
  if (plan.steps.every(({ withdrawn }) => withdrawn)) return "step";
  if (agreement.asks.length === 0) return "follow";
  if (plan.not_shared.length > 0) return "not_shared";
  const ours = agreement.asks.filter((party) => agreement.may_sign.includes(party));
  if (ours.some((party) => party !== "person")) return "sign";
  return ours.includes("person") ? "person" : "other";
}

/** Lines that stand in the draft. */
export function livingOf<T extends { withdrawn: boolean }>(lines: readonly T[]): T[] {
  return lines.filter(({ withdrawn }) => !withdrawn);
}

/** Whose promise a step is: what is said, else whose lane it stands in. */
export function promiserOf({ who, lane }: Pick<StepView, "who" | "lane">): string {
  return who?.party ?? lane;
}

/** The name people use for somebody: the first of the names. */
export function givenName(plan: Pick<PlanView, "person_name">): string {
  return plan.person_name.split(" ")[0] ?? plan.person_name;
}
