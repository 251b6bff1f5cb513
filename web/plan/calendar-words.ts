import { dateLocale, type Words } from "../words/useWords.ts";
import { todayIso } from "../dialogs/today.ts";
import type { Column, Item, Scale } from "./calendar.ts";
import { clockText, shortDay, weekdayText } from "./plan-words.ts";
import { timesDraft } from "./times-draft.ts";

/** The head of a column: this week, or its first day; a day by its name. */
export function columnText(column: Column, scale: Scale, words: Words): string {
  const { t, language } = words;
  if (scale === "weeks" && isNow(column)) return t("plan.calendar.this_week");
  if (scale === "days") return shortDay(column.from, words);
  return new Intl.DateTimeFormat(dateLocale(language), {
    day: "numeric",
    month: "short",
    timeZone: "UTC",
  }).format(new Date(`${column.from}T00:00:00Z`));
}

export function isNow({ from, to }: Column): boolean {
  const today = todayIso();
  return from <= today && today < to;
}

/** When an item is, as short as the calendar needs: the columns say the rest. */
export function itemWhen(item: Item, scale: Scale, words: Words): string {
  const { t } = words;
  if (item.isDue) return t("plan.when.by", { day: shortDay(item.day, words) });
  if (item.start === "") return "";
  const clock = { start: clockText(item.start, words), end: clockText(item.end, words) };
  if (scale === "days") return t("plan.when.clock", clock);
  const day = item.count > 1 ? seriesText(item, words) : shortDay(item.day, words);
  return t("plan.calendar.day_at", { day, start: clock.start });
}

/** The weekdays of a series, or that it is several times. */
function seriesText({ step }: Item, words: Words): string {
  const weekdays = step?.times ? timesDraft(step.times).weekdays : [];
  if (weekdays.length === 0) return words.t("plan.calendar.series");
  const days = weekdays.map((code) => weekdayText(code, words, "short"));
  return new Intl.ListFormat(words.language, { type: "unit" }).format(days);
}
