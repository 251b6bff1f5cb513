/** When a step must not be because of a duty, an enrolment, protected time or its last day. */
import { meet, timeOf } from "../periods.ts";
import type { Days, Plan, PlanRule, PlanStep, Span } from "../plan.ts";
import { activeDays } from "../statuses.ts";
import { joined, without } from "../spans.ts";
import { readDay } from "../time/walls.ts";
import { hoursOfWeek } from "../week-hours.ts";

export function duties(plan: Plan, step: PlanStep, days: Days): Span[] {
  const whole = timeOf(plan, [days]);
  const due = readDay(step.facts.due ?? "");
  const enrolment = plan.enrolments.get(step.facts.enrolment ?? "");
  return [
    ...plan.rules.flatMap((rule) => blockedBy(plan, rule, step, days)),
    ...(due === null
      ? []
      : timeOf(plan, [{ from: due + 1, until: Math.max(due + 1, days.until) }])),
    ...(enrolment ? without(whole, timeOf(plan, activeDays(enrolment, days))) : []),
    ...protectedDays(plan, step, days),
  ];
}

function blockedBy(plan: Plan, rule: PlanRule, step: PlanStep, days: Days): Span[] {
  const { facts, member, zone } = rule;
  const isThere = step.present.includes(member);
  if (facts.type === "forbids") {
    const isMeant = step.facts.activity === facts.activity && step.facts.for === member;
    return isMeant ? between(plan, facts, days) : [];
  }
  if (facts.type === "complete-between" && facts.step === step.id) {
    return without(timeOf(plan, [days]), joined(rule.open.flat()));
  }
  if (!isThere || step.isHidden) return [];
  if (facts.type === "keep-free") {
    return facts.exceptLanes?.includes(step.facts.lane) ? [] : hoursOfWeek(facts, days, zone);
  }
  if (facts.type === "be-at")
    return step.place === facts.place ? [] : hoursOfWeek(facts, days, zone);
  if (facts.type !== "stay-in-area" || step.place === null) return [];
  const area = plan.facts.places.find(({ id }) => id === step.place)?.area;
  return area === facts.area ? [] : between(plan, facts, days);
}

function protectedDays(plan: Plan, step: PlanStep, days: Days): Span[] {
  const times = plan.facts.household.protectedTimes ?? [];
  return times
    .filter(({ member, keepsOff, exceptSteps }) => {
      const { activity, lane } = step.facts;
      if (!step.present.includes(member) || exceptSteps?.includes(step.id)) return false;
      return keepsOff === undefined ? lane !== "person" : keepsOff.some((one) => one === activity);
    })
    .flatMap((time) => between(plan, time, days));
}

function between(plan: Plan, { from, until }: { from: string; until: string }, days: Days): Span[] {
  const both = meet({ from: readDay(from) ?? 0, until: readDay(until) ?? 0 }, days);
  return both === null ? [] : timeOf(plan, [both]);
}
