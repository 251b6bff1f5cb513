import type { JsonObject } from "../json.ts";
import type { InLanguages, ProgrammeDefinition } from "./definition.ts";
import type { Benefit } from "./plan-rule.ts";

/**
 * The benefit of a month with so much income of those whose income counts: the disregard is not
 * looked at, the taper takes its part of the rest, and above the limit nothing is paid.
 */
export function benefitAfter(benefit: Benefit, income: number): number {
  if (benefit.limit && !isWithin(income, benefit.limit)) return 0;
  const counted = Math.max(0, income - benefit.disregard);
  return Math.max(0, benefit.amount - (counted * benefit.taper_percent) / 100);
}

function isWithin(income: number, limit: { allowed: "<" | "<="; amount: number }): boolean {
  return limit.allowed === "<" ? income < limit.amount : income <= limit.amount;
}

/**
 * What the definition means for a plan of somebody enrolled: rules in the plan format, of one
 * enrolment. `otherEarnings` is what the household already earns in a month.
 */
export function planRules(
  definition: Pick<ProgrammeDefinition, "benefit" | "conditions" | "calendar">,
  enrolment: string,
  language: string,
  otherEarnings = 0,
): JsonObject[] {
  const { benefit, conditions, calendar } = definition;
  const { limit, hours, whose_income: scope, currency } = benefit;
  const rules: JsonObject[] = [];
  if (limit) {
    const { allowed, amount } = limit;
    const money = { per: "month", scope, currency, allowed, limit: amount, otherEarnings };
    rules.push({ id: "earnings", enrolment, type: "earnings-limit", text: "", ...money });
  }
  if (hours) {
    const { activity, allowed, hours: most } = hours;
    const time = { activity, per: "week", allowed, limit: most };
    rules.push({ id: "hours", enrolment, type: "hours-limit", text: "", ...time });
  }
  for (const { code, text, rule } of conditions) {
    if (!rule) continue;
    const zone = rule.type === "keep-free" ? { zone: calendar.zone } : {};
    rules.push({ id: code, enrolment, text: inLanguage(text, language), ...rule, ...zone });
  }
  return rules;
}

/** A sentence in this language, or in the first one it has. */
export function inLanguage(text: InLanguages, language: string): string {
  if (Object.hasOwn(text, language)) return text[language] ?? "";
  return Object.values(text)[0] ?? "";
}
