/**
 * The ways out of a plan's conflicts. What changes a step is tried first: with it the conflict is gone
 * and no other has come. The rest is what people do: an adjustment, a paper, somebody to ask.
 */
import type { Checked } from "../check.ts";
import type { Conflict, Kind } from "../finding.ts";
import type { Plan } from "../plan.ts";
import { benefitWays, duplicateWays, endWays, loadWays, prerequisiteWays } from "./changing.ts";
import { accessWays, adjustments, carers, costWays, permits, seats } from "./doing.ts";
import { moves } from "./moving.ts";
import { Trial } from "./trial.ts";
import type { Way } from "./way.ts";

/** Of one conflict; a longer list is no help. */
export const ways_max = 5;
/** Conflicts of one answer whose ways out are computed; of the others only what needs no trial. */
const conflicts_tried_max = 40;
/** Of one conflict's candidates. */
const trials_max = 16;

/** In the order of the conflicts. `all`: those of the whole plan, where only some are asked about. */
export function waysOut(
  plan: Plan,
  { conflicts }: Checked,
  all: readonly Conflict[] = conflicts,
): Way[][] {
  const trial = new Trial(plan, all);
  return conflicts.map((conflict, index) => {
    const possible = [...candidates[conflict.kind](plan, conflict), ...asking(conflict)];
    const isTried = index < conflicts_tried_max;
    return kept(plan, conflict, possible, isTried ? trial : null);
  });
}

type Candidates = (plan: Plan, conflict: Conflict) => Way[];

/** Total by kind. */
const candidates: Record<Kind, Candidates> = {
  "time-overlap": moves,
  "travel-gap": moves,
  "care-uncovered": (plan, conflict) => [...moves(plan, conflict), ...carers(plan, conflict)],
  "benefit-threshold": benefitWays,
  "contradicting-obligation": (plan, conflict) => [...moves(plan, conflict), { way: "rule-owner" }],
  "functional-limitation": adjustments,
  "duplicate-service": (plan, conflict) => [
    ...duplicateWays(plan, conflict),
    ...moves(plan, conflict),
  ],
  prerequisite: prerequisiteWays,
  "weekly-load": (plan, conflict) => [...loadWays(plan, conflict), ...moves(plan, conflict)],
  "ended-enrolment": (plan, conflict) => [...moves(plan, conflict), ...endWays(plan, conflict)],
  cost: costWays,
  calendar: moves,
  "protected-time": moves,
  permission: permits,
  access: accessWays,
  capacity: seats,
  unsafe: (_, { steps: [step] }) => [{ way: "place", ...(step === undefined ? {} : { step }) }],
};

/** Missing data is never silence. */
function asking({ certainty, reasons }: Conflict): Way[] {
  if (certainty !== "cannot-tell") return [];
  return [{ way: "ask", values: { about: reasons[0]?.code ?? "" } }];
}

function kept(plan: Plan, conflict: Conflict, all: readonly Way[], trial: Trial | null): Way[] {
  let tries = 0;
  const seen = new Set<string>();
  const ways = all.filter(({ way, step, set, values }) => {
    const name = JSON.stringify([way, step, set, values]);
    if (seen.has(name)) return false;
    seen.add(name);
    if (set === undefined) return true;
    const meant = plan.byId.get(step ?? "");
    if (trial === null || meant === undefined || tries >= trials_max) return false;
    tries += 1;
    return trial.solves(conflict, meant, set);
  });
  return ways.length > 0 ? ways.slice(0, ways_max) : [{ way: "ask" }];
}
