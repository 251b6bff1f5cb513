/**
 * What a month's earnings do to a household, by the programme's own rule: what is earned more, what the
 * benefit becomes, what is left of both. Figures of a rule, not a decision: the benefits office decides.
 */
import type { Benefit, RuleOf } from "./facts.ts";
import { isAllowed } from "./periods.ts";

export interface NetEffect {
  /** Earned in the month by the steps that count. */
  earned: number;
  benefitBefore: number;
  benefitAfter: number;
  /** What the household has more in the month; below 0 it has less. */
  net: number;
  currency: string;
  /** Rights that end with the benefit. */
  lost: readonly string[];
}

type Limit = Pick<RuleOf<"earnings-limit">, "allowed" | "limit" | "otherEarnings">;

/** `earned`: by the steps that count, in the benefit's currency, in one month. */
export function netEffect(limit: Limit, benefit: Benefit, earned: number): NetEffect {
  const other = limit.otherEarnings ?? 0;
  const benefitBefore = benefitOf(limit, benefit, other);
  const benefitAfter = benefitOf(limit, benefit, other + earned);
  const extra = (benefit.stipend ?? 0) - (benefit.fare ?? 0);
  const ends = benefitAfter === 0 && benefitBefore > 0;
  return {
    earned,
    benefitBefore,
    benefitAfter,
    net: rounded(earned + extra + benefitAfter - benefitBefore),
    currency: benefit.currency,
    lost: ends ? (benefit.linked ?? []) : [],
  };
}

/** The disregard is not looked at, the taper takes its part of the rest, beyond the limit nothing is paid. */
function benefitOf({ allowed, limit }: Limit, benefit: Benefit, income: number): number {
  if (!isAllowed(income, allowed, limit)) return 0;
  const counted = Math.max(0, income - (benefit.disregard ?? 0));
  return rounded(Math.max(0, benefit.amount - counted * (benefit.taper ?? 0)));
}

function rounded(value: number): number {
  return Math.round(value * 100) / 100;
}
