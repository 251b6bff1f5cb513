/** Ways out that people take: an adjustment, somebody who cares, money first, a paper, a seat. */
import type { Conflict } from "../finding.ts";
import type { Plan } from "../plan.ts";
import { dayText } from "../time/walls.ts";
import { dayOf, laterWays } from "./changing.ts";
import type { Way } from "./way.ts";

/** The adjustment, not leaving the step. */
export function adjustments(plan: Plan, { steps: [id = ""], reasons }: Conflict): Way[] {
  const step = plan.byId.get(id);
  if (!step?.days) return [];
  const by = dayText(step.days.from);
  return reasons.flatMap(({ values }): Way[] => {
    const code = String(values?.["demand"] ?? "");
    const demand = step.facts.demands?.find((one) => one.code === code);
    const text = demand?.adaptation?.text ?? demand?.text ?? "";
    const inPlace = dayOf(demand?.adaptation?.inPlaceFrom);
    const later = inPlace === null ? [] : laterWays(plan, step, inPlace);
    return [{ way: "adjust", step: id, values: { demand: code, text, by } }, ...later];
  });
}

/** Somebody else is there at that time. */
export function carers(_: Plan, { reasons, on }: Conflict): Way[] {
  const member = reasons[0]?.members?.[0] ?? "";
  return [{ way: "carer", values: { member, days: on.length, first: dayText(on[0] ?? 0) } }];
}

/** Paid by an office at once; or on a day on which there is money. */
export function costWays(plan: Plan, { steps }: Conflict): Way[] {
  const coming = (plan.facts.household.money?.coming ?? [])
    .map(({ on }) => dayOf(on))
    .filter((day) => day !== null)
    .sort((a, b) => a - b);
  return steps.flatMap((id): Way[] => {
    const step = plan.byId.get(id);
    if (!step?.days) return [];
    const begins = step.days.from;
    const next = coming.find((day) => day > begins);
    const later = next === undefined ? [] : laterWays(plan, step, next);
    const amount = (step.facts.asks?.costs ?? []).reduce((sum, one) => sum + one.amount, 0);
    const currency = step.facts.asks?.costs?.[0]?.currency ?? "";
    const pays: Way = { way: "office-pays", step: id, values: { amount, currency } };
    return [pays, ...later];
  });
}

/** A paper that is valid by then; or a day from which it is. */
export function permits(plan: Plan, { steps: [id = ""], on, reasons }: Conflict): Way[] {
  const step = plan.byId.get(id);
  if (!step?.days) return [];
  const by = dayText(on[0] ?? step.days.from);
  return reasons.flatMap(({ code, values }): Way[] => {
    if (code !== "permit-missing" && code !== "permit-not-valid") return [];
    const needed = String(values?.["needed"] ?? "");
    const valid = (plan.members.get(step.facts.for)?.documents ?? [])
      .filter(({ name }) => name === needed)
      .flatMap(({ validFrom }) => dayOf(validFrom) ?? []);
    const later = valid.flatMap((day) => laterWays(plan, step, day));
    return [...later, { way: "get", step: id, values: { needed, by } }];
  });
}

export function accessWays(_: Plan, { steps: [id = ""], reasons }: Conflict): Way[] {
  return reasons
    .filter(({ code }) => !code.endsWith("-unknown"))
    .map(({ code, values }): Way => {
      const needed = String(values?.["needed"] ?? "");
      return { way: "adjust", step: id, values: { demand: code, text: needed } };
    });
}

/** A later day, so that the person is told in time; a place on the list. */
export function seats(plan: Plan, { steps, reasons }: Conflict): Way[] {
  return reasons.flatMap(({ code, values }): Way[] => {
    if (code === "seats-unknown") return [];
    const [id = ""] = steps;
    const step = plan.byId.get(id);
    if (code !== "told-too-late" || step === undefined) return [{ way: "wait", step: id }];
    const told = dayOf(step.facts.asks?.toldOn);
    return told === null ? [] : laterWays(plan, step, told + Number(values?.["notice"] ?? 0));
  });
}
