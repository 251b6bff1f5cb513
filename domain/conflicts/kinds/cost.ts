/**
 * cost: on some day what must be laid out is more than the household has and has been given by then.
 * Names the steps whose cost has fallen due by that day and was not given back. What an office pays at
 * once costs nobody anything. Money in another currency cannot be compared.
 */
import type { Cost } from "../facts-more.ts";
import type { Findings, Reason } from "../finding.ts";
import type { Plan, PlanStep } from "../plan.ts";
import { daysOf } from "../periods.ts";
import { readDay } from "../time/walls.ts";

interface Payment {
  day: number;
  /** Negative: paid; positive: comes in. */
  amount: number;
  step: string | null;
  currency: string;
}

export function cost(plan: Plan, findings: Findings): void {
  const payments = plan.planned.flatMap((step) => paymentsOf(plan, step));
  if (payments.length === 0) return;
  const { money } = plan.facts.household;
  for (const { step, day, currency } of payments) {
    if (step === null || money?.currency === currency) continue;
    const reason: Reason = { code: "cost-unknown", steps: [step], values: { currency } };
    findings.add({ kind: "cost", steps: [step], on: [day], certainty: "cannot-tell", reason });
  }
  if (money === undefined) return;
  const coming = (money.coming ?? []).map(({ amount, on }) => {
    return { day: readDay(on) ?? 0, amount, step: null, currency: money.currency };
  });
  const known = [...payments, ...coming].filter(({ currency }) => currency === money.currency);
  balance(money.atHand, known, findings, money.currency);
}

function balance(atHand: number, payments: Payment[], findings: Findings, currency: string): void {
  // On one day what comes in is there before what goes out.
  payments.sort((a, b) => a.day - b.day || b.amount - a.amount);
  const owed = new Map<string, number>();
  let left = atHand;
  for (let index = 0; index < payments.length;) {
    const day = payments[index]?.day ?? 0;
    for (; payments[index]?.day === day; index += 1) {
      const { amount = 0, step = null } = payments[index] ?? {};
      left += amount;
      if (step !== null) owed.set(step, (owed.get(step) ?? 0) - amount);
    }
    const steps = [...owed].filter(([, amount]) => amount > 1e-6).map(([id]) => id);
    if (left >= -1e-6 || steps.length === 0) continue;
    const values = { short: Math.round(-left * 100) / 100, currency };
    const reason: Reason = { code: "cost-short", steps, values };
    findings.add({ kind: "cost", steps, on: [day], certainty: "would-cost", reason });
  }
}

function paymentsOf(plan: Plan, step: PlanStep): Payment[] {
  if (step.days === null) return [];
  const first = step.days.from;
  return (step.facts.asks?.costs ?? []).flatMap((one) => {
    if (one.paidByOffice === true) return [];
    const days =
      one.each === true ? daysOf(plan, step, [plan.horizon]) : [readDay(one.on ?? "") ?? first];
    return [...days.map((day) => paid(step, one, day)), ...refund(step, one, days.length)];
  });
}

function paid(step: PlanStep, { amount, currency }: Cost, day: number): Payment {
  return { day, amount: -amount, step: step.id, currency };
}

function refund(step: PlanStep, { amount, currency, refundedOn }: Cost, times: number): Payment[] {
  const day = readDay(refundedOn ?? "");
  return day === null ? [] : [{ day, amount: amount * times, step: step.id, currency }];
}
