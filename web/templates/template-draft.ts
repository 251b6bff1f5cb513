import type { PlanView, StepView } from "../../server/api/plan-schemas.ts";
import type { TemplateBody } from "../../server/api/template-schemas.ts";
import { ownZone, timesDraft } from "../plan/times-draft.ts";

export type TemplateStep = TemplateBody["steps"][number];
export type TemplateDraft = TemplateBody;

const day_ms = 24 * 60 * 60_000;

export function emptyTemplate(language: string): TemplateDraft {
  return {
    name: "",
    about: "",
    for_programme: "",
    for_goal: "",
    language,
    zone: ownZone(),
    goals: [],
    steps: [emptyStep()],
  };
}

export function emptyStep(): TemplateStep {
  return {
    lane: "social",
    what: "",
    service: "",
    who: { party: "social", role: "" },
    obligation: { kind: "voluntary", source: "", consequence: "" },
    starts: 0,
    lasts: null,
    due: null,
    repeats: "once",
    clock: null,
    hours_per_week: null,
    where: "",
    condition: "",
    how_known: "",
    adjustments: "",
    needs: "",
    goal: null,
    after: null,
    for_household: false,
  };
}

/**
 * The steps of a plan as a template: days are counted from the first of them, and nothing of the person
 * goes along but what a worker wrote into the steps; that is looked over before it is kept.
 */
export function templateOf(plan: PlanView): TemplateDraft {
  const goals = plan.goals.filter(({ withdrawn }) => !withdrawn);
  const steps = plan.steps.filter(
    ({ withdrawn, hidden, state }) => !withdrawn && !hidden && state !== "stopped",
  );
  const first = steps.flatMap((step) => firstDay(step) ?? []).sort()[0] ?? plan.opened_on;
  const nth = (list: readonly { key: string }[], key: string | null | undefined) => {
    const at = list.findIndex((one) => one.key === key);
    return at < 0 ? null : at;
  };
  return {
    ...emptyTemplate(plan.language),
    name: "",
    goals: goals.map(({ text, by, how_known }) => ({
      text,
      by_days: by ? daysFrom(first, by) : null,
      how_known,
    })),
    steps: steps.map((step, at) => {
      const after = nth(steps, step.after);
      return {
        ...stepOf(step, first),
        goal: nth(goals, step.goal),
        // What comes after a later line cannot be worked out from the top.
        after: after !== null && after < at ? after : null,
      };
    }),
  };
}

function stepOf(step: StepView, first: string): TemplateStep {
  const empty = emptyStep();
  const times = step.times ? timesDraft(step.times) : null;
  const begins = firstDay(step);
  const until = step.until ?? (times?.last || null);
  const weekdays = times && times.weekdays.length > 0 ? times.weekdays : dayOfWeek(times?.day);
  return {
    ...empty,
    lane: step.lane,
    what: step.what,
    service: step.service,
    who: step.who ?? { party: step.lane, role: "" },
    obligation: step.obligation ?? empty.obligation,
    starts: begins ? daysFrom(first, begins) : 0,
    lasts: begins && until ? Math.max(1, daysFrom(begins, until) + 1) : null,
    due: step.due ? daysFrom(first, step.due) : null,
    repeats: step.repeats ?? "once",
    clock: times
      ? {
          days: weekdays as (typeof empty.clock & object)["days"],
          from: times.start,
          to: times.end,
        }
      : null,
    hours_per_week: step.hours_per_week,
    where: step.where,
    condition: step.condition,
    how_known: step.how_known,
    adjustments: step.adjustments,
    needs: step.needs,
    for_household: step.for_household,
  };
}

function firstDay({ from, times, due }: StepView): string | null {
  return from ?? times?.start.slice(0, 10) ?? due ?? null;
}

function daysFrom(first: string, day: string): number {
  return Math.max(0, Math.round((Date.parse(day) - Date.parse(first)) / day_ms));
}

function dayOfWeek(day: string | undefined): string[] {
  if (!day) return [];
  return [
    ["SU", "MO", "TU", "WE", "TH", "FR", "SA"][new Date(`${day}T00:00:00Z`).getUTCDay()] ?? "MO",
  ];
}

/** Without a line: those that come after it, or after later ones, keep what they come after. */
export function withoutStep(steps: readonly TemplateStep[], gone: number): TemplateStep[] {
  return steps.flatMap((step, at) => {
    if (at === gone) return [];
    const { after } = step;
    const next = after === null || after === gone ? null : after > gone ? after - 1 : after;
    return [{ ...step, after: next }];
  });
}
