/**
 * permission: the member of a step is too young or too old, or a permit is not valid on every day of
 * it. Names the step. An age that changes within the year without a known day of birth cannot be told,
 * nor the papers of somebody of whom none are listed.
 */
import type { HouseholdMember } from "../facts.ts";
import type { Findings, Reason } from "../finding.ts";
import { daysOf } from "../periods.ts";
import type { Plan, PlanStep } from "../plan.ts";
import { dateOf, dayNumber, daysInMonth, readDay } from "../time/walls.ts";

export function permission(plan: Plan, findings: Findings): void {
  for (const step of plan.planned) {
    const member = plan.members.get(step.facts.for);
    if (step.days === null || !member) continue;
    checkAge(plan, step, member, findings);
    for (const name of step.facts.asks?.permits ?? []) {
      const on = daysWithout(plan, step, member, name);
      if (on.length === 0) continue;
      const { documents } = member;
      const hasOne = (documents ?? []).some((document) => document.name === name);
      const isKnown = documents !== undefined;
      const reason: Reason = {
        code: hasOne ? "permit-not-valid" : isKnown ? "permit-missing" : "permit-unknown",
        steps: [step.id],
        members: [member.id],
        values: { needed: name },
      };
      const certainty = isKnown ? "cannot-both" : "cannot-tell";
      findings.add({ kind: "permission", steps: [step.id], on, certainty, reason });
    }
  }
}

function daysWithout(plan: Plan, step: PlanStep, member: HouseholdMember, name: string): number[] {
  const valid = (member.documents ?? [])
    .filter((document) => document.name === name)
    .map(({ validFrom, validUntil }) => ({
      from: readDay(validFrom ?? "") ?? Number.NEGATIVE_INFINITY,
      until: readDay(validUntil ?? "") ?? Number.POSITIVE_INFINITY,
    }));
  return daysOf(plan, step, [plan.horizon]).filter(
    (day) => !valid.some(({ from, until }) => day >= from && day <= until),
  );
}

function checkAge(plan: Plan, step: PlanStep, member: HouseholdMember, findings: Findings): void {
  const { min = 0, max = Number.POSITIVE_INFINITY, text } = step.facts.asks?.age ?? {};
  if (step.facts.asks?.age === undefined || step.days === null) return;
  const { from, until } = step.days;
  const young = agesOn(plan, member, from);
  const old = agesOn(plan, member, until);
  const fits = young.least >= min && old.most <= max;
  if (fits) return;
  const isSure = young.most < min || old.least > max;
  const reason: Reason = {
    code: isSure ? "age" : "age-unknown",
    steps: [step.id],
    members: [member.id],
    ...(text === undefined ? {} : { text }),
  };
  const certainty = isSure ? "cannot-both" : "cannot-tell";
  findings.add({ kind: "permission", steps: [step.id], on: [from], certainty, reason });
}

/** From the day of birth; else from the age on the day of the check, which may be a year short. */
function agesOn(plan: Plan, { born, age }: HouseholdMember, day: number) {
  const birth = readDay(born ?? "");
  if (birth !== null) {
    const years = yearsBetween(birth, day);
    return { least: years, most: years };
  }
  if (age === undefined) return { least: 0, most: Number.POSITIVE_INFINITY };
  const years = day <= plan.asOf ? 0 : yearsBetween(plan.asOf, day);
  return { least: age + years, most: age + years + (day > plan.asOf ? 1 : 0) };
}

function yearsBetween(from: number, to: number): number {
  const { year, month, date } = dateOf(from);
  const { year: now } = dateOf(to);
  // Somebody born on 29 February is a year older on 28 February of other years.
  const birthday = dayNumber(now, month, Math.min(date, daysInMonth(now, month)));
  return now - year - Number(to < birthday);
}
