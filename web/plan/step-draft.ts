/** A step while it is written in the form, and what of it is sent. */
import type { NewStepBody, StepView } from "../../server/api/plan-schemas.ts";
import type { PaperKind } from "../../domain/records/paper-kinds.ts";
import type { Cost } from "../../domain/records/plan-values.ts";
import { timesDraft, timesOf, type TimesDraft } from "./times-draft.ts";

export type StepFields = NewStepBody["fields"];
type Who = NonNullable<StepView["who"]>;
type Obligation = NonNullable<StepView["obligation"]>;

export interface StepDraft {
  lane: StepView["lane"];
  hidden: boolean;
  what: string;
  /** Code of a service of the directory; empty: none. */
  service: string;
  goal: string;
  party: string;
  role: string;
  duty: string;
  source: string;
  consequence: string;
  from: string;
  until: string;
  due: string;
  repeats: string;
  hours: string;
  amount: string;
  currency: string;
  where: string;
  condition: string;
  how_known: string;
  adjustments: string;
  needs: string;
  after: string;
  for_household: boolean;
  meeting_place: string;
  /** Whether a programme counts it: work, training, or empty. */
  activity: string;
  times: TimesDraft;
  costs: CostDraft[];
  permits: PaperKind[];
}

export type CostDraft = Record<"kind" | "amount" | "currency" | "paid_by" | "back_on", string> & {
  each: boolean;
};

export function freshCost(currency: string): CostDraft {
  return { kind: "", amount: "", currency, paid_by: "person", back_on: "", each: false };
}

/** The form for a new step of a lane. */
export function newStepDraft(lane: StepView["lane"], goal: string): StepDraft {
  const empty = Object.fromEntries(textFields.map((name) => [name, ""])) as Texts;
  return {
    ...empty,
    lane,
    goal,
    hidden: false,
    party: lane,
    duty: "voluntary",
    repeats: "once",
    for_household: false,
    times: timesDraft(null),
    costs: [],
    permits: [],
  };
}

const plainTexts = [
  "what",
  "service",
  "where",
  "condition",
  "how_known",
  "adjustments",
  "needs",
  "meeting_place",
  "activity",
] as const;
const plainDays = ["from", "until", "due"] as const;
const plainKeys = ["goal", "after"] as const;
const textFields = [
  ...plainTexts,
  ...plainDays,
  ...plainKeys,
  "role",
  "source",
  "consequence",
  "hours",
  "amount",
  "currency",
] as const;
type Texts = Record<(typeof textFields)[number], string>;

export function stepDraft(step: StepView): StepDraft {
  const texts = Object.fromEntries(
    [...plainTexts, ...plainDays, ...plainKeys].map((name) => [name, step[name] ?? ""]),
  ) as Pick<StepDraft, (typeof plainTexts)[number] | "from" | "until" | "due" | "goal" | "after">;
  return {
    ...texts,
    lane: step.lane,
    hidden: step.hidden,
    party: step.who?.party ?? "",
    role: step.who?.role ?? "",
    duty: step.obligation?.kind ?? "",
    source: step.obligation?.source ?? "",
    consequence: step.obligation?.consequence ?? "",
    repeats: step.repeats ?? "",
    hours: step.hours_per_week === null ? "" : String(step.hours_per_week),
    amount: step.earnings === null ? "" : String(step.earnings.amount),
    currency: step.earnings?.currency ?? "",
    for_household: step.for_household,
    times: timesDraft(step.times),
    costs: step.costs.map((one) => ({
      ...one,
      amount: String(one.amount),
      back_on: one.back_on ?? "",
    })),
    permits: [...step.permits],
  };
}

/** What a way out of a conflict says of a step. */
export type Told = Pick<
  StepFields,
  "times" | "from" | "until" | "due" | "hours_per_week" | "earnings"
>;

/** The same in the form's words. */
export function draftOf(told: Told): Partial<StepDraft> {
  const { times, from, until, due, hours_per_week, earnings } = told;
  return {
    ...(times ? { times: timesDraft(times) } : {}),
    ...(typeof from === "string" ? { from } : {}),
    ...(typeof until === "string" ? { until } : {}),
    ...(typeof due === "string" ? { due } : {}),
    ...(typeof hours_per_week === "number" ? { hours: String(hours_per_week) } : {}),
    ...(earnings ? { amount: String(earnings.amount), currency: earnings.currency } : {}),
  };
}

/** Everything the form says; `before` is the step it began from. */
export function stepFields(draft: StepDraft, before: StepView | null): StepFields {
  const { party, role, duty, source, consequence, repeats, hours, amount, currency } = draft;
  const fields: StepFields = { what: draft.what.trim() };
  for (const name of plainTexts) fields[name] = draft[name].trim();
  for (const name of [...plainDays, ...plainKeys]) fields[name] = draft[name] || null;
  if (party !== "") fields.who = { party: party as Who["party"], role: role.trim() };
  if (duty !== "") {
    const kind = duty as Obligation["kind"];
    fields.obligation = { kind, source: source.trim(), consequence: consequence.trim() };
  }
  if (repeats !== "") fields.repeats = repeats as NonNullable<StepView["repeats"]>;
  fields.hours_per_week = hours === "" ? null : Number(hours);
  fields.earnings =
    amount === "" || currency === ""
      ? null
      : { amount: Number(amount), currency: currency.toUpperCase() };
  fields.for_household = draft.for_household;
  fields.costs = draft.costs.flatMap(costOf);
  fields.permits = [...draft.permits];
  fields.times = timesOf(draft.times, before?.times ?? null);
  return fields;
}

/** A cost that is not written to its end is none yet. */
function costOf({ kind, amount, currency, paid_by, back_on, each }: CostDraft): Cost[] {
  const money = currency.trim().toUpperCase();
  if (kind === "" || amount === "" || !/^[A-Z]{3}$/.test(money)) return [];
  const back = paid_by === "person" && back_on !== "" ? back_on : null;
  const cost = { kind, amount: Number(amount), currency: money, each, paid_by, back_on: back };
  return [cost as Cost];
}

/** What a worker changed in the form, and only that. */
export function stepChanges(draft: StepDraft, before: StepView): Partial<StepFields> {
  const [old, now] = [stepFields(stepDraft(before), before), stepFields(draft, before)];
  const changed = Object.entries(now).filter(
    ([name, value]) => JSON.stringify(value) !== JSON.stringify(old[name as keyof StepFields]),
  );
  return Object.fromEntries(changed);
}
