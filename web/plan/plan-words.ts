/** What stands in a plan, in words. */
import type { PlanView, StepView } from "../../server/api/plan-schemas.ts";
import type { Cost } from "../../domain/records/plan-values.ts";
import { dateLocale, type Words } from "../words/useWords.ts";
import { promiserOf } from "./standing.ts";
import { ownZone, timesDraft, weekdayCodes, type Times } from "./times-draft.ts";

type Keyed = Pick<PlanView, "goals" | "steps" | "person_name">;

/** `Thu 26 Nov` of a day. */
export function shortDay(day: string, { language }: Words): string {
  return new Intl.DateTimeFormat(dateLocale(language), {
    weekday: "short",
    day: "numeric",
    month: "short",
    timeZone: "UTC",
  }).format(new Date(`${day}T00:00:00Z`));
}

/** `08:30` in the digits of the language. */
export function clockText(time: string, { language }: Words): string {
  return new Intl.DateTimeFormat(dateLocale(language), {
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
    timeZone: "UTC",
  }).format(new Date(`1970-01-01T${time}:00Z`));
}

export function weekdayText(code: string, { language }: Words, width: "short" | "long"): string {
  // 1970-01-05 was a Monday.
  const at = weekdayCodes.findIndex((one) => one === code);
  const date = new Date(Date.UTC(1970, 0, 5 + at));
  return new Intl.DateTimeFormat(language, { weekday: width, timeZone: "UTC" }).format(date);
}

/** `Thu 26 Nov, 08:30 to 12:30, every week on Mon, Thu until 5 Dec`. */
export function timesText(times: Times, words: Words): string {
  const { t } = words;
  const { day, start, end, zone, rhythm, weekdays, last } = timesDraft(times);
  const clock = { start: clockText(start, words), end: clockText(end, words) };
  const days = weekdays.map((code) => weekdayText(code, words, "short"));
  const parts = [
    shortDay(day, words),
    t("plan.when.clock", clock),
    rhythm === "once" ? "" : t(`plan.rhythm.${rhythm}`),
    rhythm === "weekly" && days.length > 1
      ? t("plan.when.on", { days: new Intl.ListFormat(words.language).format(days) })
      : "",
    last === "" ? "" : t("plan.when.until", { day: words.day(last) }),
    zone === ownZone() ? "" : t("plan.when.zone", { zone }),
  ];
  return parts.filter(Boolean).join(t("value.comma"));
}

/** When a step is, as exactly as it is known; empty: nothing was said. */
export function whenText(step: StepView, words: Words): string {
  const { t } = words;
  if (step.times) return timesText(step.times, words);
  const repeats =
    step.repeats === null || step.repeats === "once" ? "" : t(`plan.repeats.${step.repeats}`);
  const { from, until, due } = step;
  const day = (one: string | null) => (one === null ? "" : words.day(one));
  const range =
    from !== null && until !== null
      ? t("plan.when.range", { from: day(from), until: day(until) })
      : from !== null
        ? t("value.since", { day: day(from) })
        : until !== null
          ? t("value.until", { day: day(until) })
          : "";
  const by = due === null ? "" : t("plan.when.by", { day: day(due) });
  return [range, repeats, by].filter(Boolean).join(t("value.comma"));
}

/** Who promises a step: the party, and the role where it is said. */
export function whoText(step: StepView, plan: Keyed, words: Words): string {
  const party = partyText(promiserOf(step), plan, words);
  const role = step.who?.role ?? "";
  return role === "" ? party : words.t("plan.who", { party, role });
}

/** A party of a plan; the person by name. */
export function partyText(party: string, plan: Pick<Keyed, "person_name">, words: Words): string {
  return party === "person" ? plan.person_name : words.t(`plan.party.${party}`);
}

/** The words of another line, by its key. */
export function lineText(key: string, { goals, steps }: Keyed): string {
  return (
    goals.find((one) => one.key === key)?.text ?? steps.find((one) => one.key === key)?.what ?? key
  );
}

/** A value of a field of a plan, a goal or a step. */
export function planValue(field: string, value: unknown, plan: Keyed, words: Words): string {
  const { t } = words;
  if (value === null || value === undefined || value === "") return t("plan.value.nothing");
  const text = typeof value === "string" ? value : "";
  if (field === "goal" || field === "after") return lineText(text, plan);
  if (field === "lane") return partyText(text, plan, words);
  if (field === "repeats") return t(`plan.repeats.${text}`);
  if (field === "state") return words.code("plan.goal_state", text);
  if (typeof value !== "object") return words.value("", value);
  const parts = value as Record<string, unknown>;
  const part = (name: string) => {
    const one = parts[name];
    return typeof one === "string" ? one : "";
  };
  if (field === "costs") {
    return (value as Cost[]).map((one) => costText(one, words)).join(t("value.semicolon"));
  }
  if (field === "permits") {
    const papers = (value as string[]).map((one) => words.code("paper_kind", one));
    return new Intl.ListFormat(words.language).format(papers);
  }
  if (field === "times") return timesText(value as Times, words);
  if (field === "who") {
    const party = partyText(part("party"), plan, words);
    return part("role") === "" ? party : t("plan.who", { party, role: part("role") });
  }
  if (field === "obligation") {
    return [t(`plan.duty.${part("kind")}`), part("source"), part("consequence")]
      .filter(Boolean)
      .join(t("value.comma"));
  }
  if (field === "earnings") {
    return t("plan.money", {
      amount: words.number(Number(parts["amount"])),
      currency: part("currency"),
    });
  }
  return words.value(field, value);
}

/** `Fare: 2 MRV each time, given back on 3 Mar 2027`. */
export function costText(
  { kind, amount, currency, each, paid_by, back_on }: Cost,
  { t, number, day, code }: Words,
): string {
  const money = { kind: code("cost_kind", kind), amount: number(amount), currency };
  return [
    t(each ? "plan.cost.said_each" : "plan.cost.said", money),
    paid_by === "office" ? t("plan.cost.office") : "",
    back_on === null ? "" : t("plan.cost.back", { day: day(back_on) }),
  ]
    .filter(Boolean)
    .join(t("value.comma"));
}
