/** What a programme's definition means for the plans of whoever is enrolled, in the plan format. */
import type { Calendar } from "../../conflicts/facts-more.ts";
import type { Benefit, Rule } from "../../conflicts/facts.ts";
import { inLanguage, planRules } from "../../programme/benefit.ts";
import type { ProgrammeDefinition } from "../../programme/definition.ts";
import type { ProgrammeFacts } from "./household.ts";

const month_days = 30;
/** More than anybody earns: of a benefit that only goes down, and has no limit. */
const no_limit = 1e9;

export function programmeFacts(
  definition: ProgrammeDefinition,
  enrolment: string,
  language: string,
): ProgrammeFacts {
  const { benefit, calendar } = definition;
  const rules = planRules(definition, enrolment, language) as unknown as Rule[];
  const isCash = benefit.kind === "cash" && benefit.per === "month";
  const limits = rules.some(({ type }) => type === "earnings-limit");
  const { currency, whose_income: scope, taper_percent } = benefit;
  if (isCash && !limits && taper_percent > 0) {
    const money = { per: "month", scope, currency, allowed: "<=", limit: no_limit } as const;
    rules.push({ id: "earnings", enrolment, type: "earnings-limit", ...money });
  }
  return {
    rules: rules.map((rule) =>
      isCash && rule.type === "earnings-limit" ? { ...rule, benefit: benefitOf(definition) } : rule,
    ),
    calendar: calendar.holidays.map(({ day, name }): Calendar => {
      const text = inLanguage(name, language);
      return { id: `holiday-${day}`, text, type: "holiday", from: day, until: day };
    }),
  };
}

function benefitOf({ benefit }: ProgrammeDefinition): Benefit {
  const { amount, currency, disregard, taper_percent, waiting_months, return_months } = benefit;
  return {
    amount,
    currency,
    per: "month",
    disregard,
    taper: taper_percent / 100,
    linked: [...benefit.linked],
    ...(waiting_months > 0 ? { waitingDays: waiting_months * month_days } : {}),
    ...(return_months > 0 ? { returnDays: return_months * month_days } : {}),
  };
}
