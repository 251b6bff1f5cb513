import type { InLanguages } from "../../domain/programme/definition.ts";
import type { Benefit } from "../../domain/programme/plan-rule.ts";
import type { Weekday } from "../../domain/programme/words.ts";
import type { Words } from "../words/useWords.ts";

/** A programme's own sentence in the reader's language, else in the first it was written in. */
export function sentence(text: InLanguages, language: string): string {
  return text[language] ?? Object.values(text)[0] ?? "";
}

/** A number with its unit, in the plural that the language has for it. */
export function unitText(value: number, unit: "month" | "day" | "hour", language: string): string {
  const style = { style: "unit", unit, unitDisplay: "long" } as const;
  return new Intl.NumberFormat(language, style).format(value);
}

/** Weekdays by name, joined as the language joins a list. */
export function daysText(days: readonly Weekday[], language: string): string {
  const format = new Intl.DateTimeFormat(language, { weekday: "long", timeZone: "UTC" });
  // 1 January 2024 was a Monday.
  const name = (day: Weekday) => format.format(Date.UTC(2024, 0, 1 + week.indexOf(day)));
  return new Intl.ListFormat(language, { type: "conjunction" }).format(days.map(name));
}

const week: readonly Weekday[] = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"];

/** What the programme gives, in one line. */
export function givesText({ amount, currency, per, kind }: Benefit, { t, number }: Words): string {
  if (kind === "in_kind") return t("programme.gives.in_kind");
  return t(`programme.gives.${per}`, { amount: number(amount), currency });
}
