/** A plan checked: every kind of conflict, over the household. Pure; the same plan, the same answer. */
import { Findings, kinds, type Conflict, type Kind } from "./finding.ts";
import { access } from "./kinds/access.ts";
import { benefitThreshold } from "./kinds/benefit-threshold.ts";
import { calendar } from "./kinds/calendar.ts";
import { capacity } from "./kinds/capacity.ts";
import { careUncovered } from "./kinds/care-uncovered.ts";
import { contradictingObligation } from "./kinds/contradicting-obligation.ts";
import { cost } from "./kinds/cost.ts";
import { duplicateService } from "./kinds/duplicate-service.ts";
import { endedEnrolment } from "./kinds/ended-enrolment.ts";
import { functionalLimitation } from "./kinds/functional-limitation.ts";
import { permission } from "./kinds/permission.ts";
import { prerequisite } from "./kinds/prerequisite.ts";
import { protectedTime } from "./kinds/protected-time.ts";
import { timeOverlap } from "./kinds/time-overlap.ts";
import { travelGap } from "./kinds/travel-gap.ts";
import { unsafe } from "./kinds/unsafe.ts";
import { weeklyLoad } from "./kinds/weekly-load.ts";
import type { Note, Plan } from "./plan.ts";

export interface Checked {
  conflicts: Conflict[];
  notes: Note[];
}

/** A rule adds what it finds, and may say what is no conflict but worth knowing. */
export type Check = (plan: Plan, findings: Findings) => void | Note[];

/** Total by kind: a kind without a rule does not compile. */
const checks: Record<Kind, Check> = {
  "time-overlap": timeOverlap,
  "travel-gap": travelGap,
  "care-uncovered": careUncovered,
  "benefit-threshold": benefitThreshold,
  "contradicting-obligation": contradictingObligation,
  "functional-limitation": functionalLimitation,
  "duplicate-service": duplicateService,
  prerequisite,
  "weekly-load": weeklyLoad,
  "ended-enrolment": endedEnrolment,
  cost,
  calendar,
  "protected-time": protectedTime,
  permission,
  access,
  capacity,
  unsafe,
};

/** All conflicts of a plan, by kind and day. */
export function checkPlan(plan: Plan): Checked {
  const findings = new Findings();
  const notes = [...plan.notes];
  for (const kind of kinds) notes.push(...(checks[kind](plan, findings) ?? []));
  const said = new Set<string>();
  const once = notes.filter((note) => {
    const name = JSON.stringify(note);
    return !said.has(name) && said.add(name);
  });
  if (findings.isFull) once.push({ code: "more-conflicts" });
  return { conflicts: findings.conflicts(), notes: once };
}
