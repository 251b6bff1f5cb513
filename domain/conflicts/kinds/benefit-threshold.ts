/**
 * benefit-threshold: an earnings limit is broken in some calendar month, or an hours limit in some
 * week, while the enrolment is Active. Names all steps that count in that month or week.
 *
 * Where the rule says what the benefit is, the household's net effect decides: it is a conflict if they
 * are worse off, lose a linked right or must report in time; otherwise a note says what they keep.
 */
import type { Findings, Reason } from "../finding.ts";
import { netEffect } from "../net-effect.ts";
import { isActiveIn, isAllowed, meet, monthsOf, readWeekday, secondsByWeek } from "../periods.ts";
import type { RuleOf } from "../facts.ts";
import type { Days, Note, Plan, PlanRule, PlanStep } from "../plan.ts";

export function benefitThreshold(plan: Plan, findings: Findings): Note[] {
  return plan.rules.flatMap((rule) => {
    if (rule.facts.type === "earnings-limit") {
      return earningsLimit(plan, rule as PlanRule<RuleOf<"earnings-limit">>, findings);
    }
    if (rule.facts.type === "hours-limit") {
      hoursLimit(plan, rule as PlanRule<RuleOf<"hours-limit">>, findings);
    }
    return [];
  });
}

type EarningsRule = PlanRule<RuleOf<"earnings-limit">>;

function earningsLimit(plan: Plan, rule: EarningsRule, findings: Findings): Note[] {
  const { scope, currency, allowed, limit, otherEarnings = 0 } = rule.facts;
  const own = plan.planned.filter(
    ({ facts }) => scope === "household" || facts.for === rule.member,
  );
  const earning = own.filter(({ facts }) => (facts.earningsPerMonth?.amount ?? 0) !== 0);
  const kept: Note[] = [];
  for (const month of rule.active.flatMap(monthsOf).filter(isNew())) {
    const days = rule.active.map((one) => meet(one, month)).filter((one) => one !== null);
    const counted = earning.filter((step) => isActiveIn(plan, step, days));
    if (counted.length === 0) continue;
    const steps = counted.map(({ id }) => id);
    const foreign = counted.some(({ facts }) => facts.earningsPerMonth?.currency !== currency);
    const total = counted.reduce((sum, step) => sum + earningsOf(step, currency), otherEarnings);
    if (rule.facts.benefit?.currency === currency && !foreign) {
      kept.push(...weighed(rule, counted, month, findings));
      continue;
    }
    const isKept = isAllowed(total, allowed, limit);
    if (isKept && !foreign) continue;
    const values = { total: rounded(total), limit, currency, rule: rule.index };
    const certainty = isKept ? "cannot-tell" : "would-cost";
    const reason: Reason = {
      code: isKept ? "earnings-currency" : allowed === "<" ? "earnings-reach" : "earnings-above",
      steps,
      values,
      ...(rule.facts.text === undefined ? {} : { text: rule.facts.text }),
    };
    findings.add({ kind: "benefit-threshold", steps, on: [month.from], certainty, reason });
  }
  const silent = own.filter(
    (step) =>
      step.facts.activity === "work" &&
      step.facts.earningsPerMonth === undefined &&
      isActiveIn(plan, step, rule.active),
  );
  return [...kept, ...silent.map(({ id }): Note => ({ code: "earnings-unknown", steps: [id] }))];
}

/** By what the household has in the end. One note is enough for all months alike. */
function weighed(rule: EarningsRule, steps: PlanStep[], month: Days, findings: Findings): Note[] {
  const { benefit, currency, limit, text, otherEarnings = 0, allowed } = rule.facts;
  if (benefit === undefined) return [];
  const earned = steps.reduce((sum, step) => sum + earningsOf(step, currency), 0);
  const effect = netEffect(rule.facts, benefit, earned);
  const { net, benefitBefore: before, benefitAfter: after, lost } = effect;
  const total = rounded(otherEarnings + earned);
  const values = { total, limit, currency, net, before, after, rule: rule.index };
  const named = steps.map(({ id }) => id);
  const add = (code: Reason["code"], more: Reason["values"] = {}) => {
    const said = text === undefined ? {} : { text };
    const reason: Reason = { code, steps: named, values: { ...values, ...more }, ...said };
    const found = { kind: "benefit-threshold", steps: named, certainty: "would-cost" } as const;
    findings.add({ ...found, on: [month.from], reason });
  };
  if (net < 0) {
    const isKept = isAllowed(total, allowed, limit);
    add(isKept ? "worse-off" : allowed === "<" ? "earnings-reach" : "earnings-above");
  }
  if (lost.length > 0) add("loses-linked", { lost: lost.join(", ") });
  const within = benefit.reportWithinDays;
  if (within !== undefined) add("must-report", { within });
  if (net < 0 || lost.length > 0 || within !== undefined) return [];
  return [{ code: "you-keep", steps: named, values: { net, currency, before, after } }];
}

function earningsOf({ facts }: PlanStep, currency: string): number {
  const earned = facts.earningsPerMonth;
  return earned?.currency === currency ? earned.amount : 0;
}

/** Two stretches of one enrolment may lie in one month. */
function isNew() {
  const seen = new Set<number>();
  return ({ from }: Days) => !seen.has(from) && seen.add(from);
}

function hoursLimit(plan: Plan, rule: PlanRule<RuleOf<"hours-limit">>, findings: Findings): void {
  const { activity, allowed, limit, weekStarts } = rule.facts;
  const first = readWeekday(weekStarts ?? "MO") ?? 0;
  const weeks = new Map<number, { seconds: number; steps: string[] }>();
  for (const step of plan.planned) {
    if (step.facts.activity !== activity || step.facts.for !== rule.member) continue;
    for (const [start, seconds] of secondsByWeek(plan, step, rule.active, first)) {
      const week = weeks.get(start) ?? { seconds: 0, steps: [] };
      week.seconds += seconds;
      if (seconds > 0) week.steps.push(step.id);
      weeks.set(start, week);
    }
  }
  for (const [start, { seconds, steps }] of weeks) {
    const hours = seconds / 3600;
    if (steps.length === 0 || isAllowed(hours, allowed, limit)) continue;
    const values = { hours: rounded(hours), limit, rule: rule.index };
    const text = rule.facts.text === undefined ? {} : { text: rule.facts.text };
    const code = allowed === "<" ? "hours-reach" : "hours-above";
    const reason: Reason = { code, steps, values, ...text };
    findings.add({
      kind: "benefit-threshold",
      steps,
      on: [start],
      certainty: "would-cost",
      reason,
    });
  }
}

function rounded(value: number): number {
  return Math.round(value * 100) / 100;
}
