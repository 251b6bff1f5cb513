/**
 * What another agency may be shown of a plan: a protected step is somebody not available at that time,
 * and nothing else. The rules never see more than that, so that no answer can carry it: what such a
 * step is (lane, title, service, enrolment, work, pay, demands, prerequisites) is taken away before
 * anything is checked.
 */
import type { Lane } from "./forms.ts";
import type { Plan, PlanStep } from "./plan.ts";

export interface Veiled {
  plan: Plan;
  /** Of hidden lines, in lower case: texts that must not be shown, whoever else's text they stand in. */
  hide: readonly string[];
}

/** The plan as `agency` may see it. Protected lines count: their time, who is there, and the way. */
export function veiled(plan: Plan, agency: Lane): Veiled {
  const isKept = ({ protectedFrom }: { protectedFrom?: readonly Lane[] }) =>
    protectedFrom?.includes(agency) === true;
  const { household } = plan.facts;
  const hidden = plan.steps.filter(({ facts }) => isKept(facts));
  const all = [
    ...hidden.map(({ facts }) => facts),
    ...(household.protectedTimes ?? []).filter(isKept),
    ...(household.keepAway ?? []).filter(isKept),
  ];
  const steps = plan.steps.map((step) => (isKept(step.facts) ? bare(step) : step));
  return {
    plan: {
      ...plan,
      steps,
      byId: new Map(steps.map((step) => [step.id, step])),
      planned: steps.filter(({ facts: { state } }) => state === "planned"),
      notes: plan.notes.filter(
        ({ steps: named, place }) =>
          !hidden.some(
            ({ id, index }) => named?.includes(id) || place?.startsWith(`steps[${index}]`),
          ),
      ),
    },
    hide: hideOf(all),
  };
}

function hideOf(all: readonly { hide?: readonly string[] }[]): string[] {
  const texts = all.flatMap(({ hide }) => hide ?? []).map(folded);
  return [...new Set(texts)].filter((text) => text !== "");
}

/** When, who, and (for the way there and back) where; the place is never told. */
function bare(step: PlanStep): PlanStep {
  const { id, state, for: member, with: others } = step.facts;
  return {
    ...step,
    facts: {
      id,
      state,
      for: member,
      ...(others === undefined ? {} : { with: others }),
      lane: "person",
      title: "",
    },
    isHidden: true,
  };
}

/** Whether a text has something in it that must not be shown, in any letter case. */
export function tells(text: string, hide: readonly string[]): boolean {
  if (hide.length === 0) return false;
  const looked = folded(text);
  return hide.some((one) => looked.includes(one));
}

function folded(text: string): string {
  return text.normalize("NFKC").toLowerCase().toUpperCase().toLowerCase();
}
