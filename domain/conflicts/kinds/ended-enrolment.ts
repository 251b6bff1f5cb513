/** ended-enrolment: a planned step has a day on which its enrolment is not Active. Names the step. */
import type { Findings } from "../finding.ts";
import { daysOf } from "../periods.ts";
import type { Days, Plan, PlanStep } from "../plan.ts";
import { isActive, statusOn } from "../statuses.ts";

export function endedEnrolment(plan: Plan, findings: Findings): void {
  for (const step of plan.planned) {
    const enrolment = plan.enrolments.get(step.facts.enrolment ?? "");
    if (!enrolment || step.days === null) continue;
    const steps = [step.id];
    for (const day of tellingDays(plan, step, step.days, enrolment.history)) {
      const status = statusOn(enrolment, day);
      const isRenewing = status === "Awaiting Renewal";
      if (isActive(status) && !isRenewing) continue;
      findings.add({
        kind: "ended-enrolment",
        steps,
        on: [day],
        certainty: isRenewing ? "cannot-tell" : "cannot-both",
        reason: {
          code: isRenewing ? "enrolment-renewal" : "enrolment-not-active",
          steps,
          values: { status: status ?? "none", enrolment: enrolment.id },
        },
      });
    }
  }
}

/** Every day of a timetable; of a stretch its first day, and each on which the status changes. */
function tellingDays(
  plan: Plan,
  step: PlanStep,
  days: Days,
  history: readonly { from: number }[],
): number[] {
  if (step.series !== null) return daysOf(plan, step, [days]);
  const changes = history.map(({ from }) => from);
  return [days.from, ...changes.filter((day) => day > days.from && day <= days.until)];
}
