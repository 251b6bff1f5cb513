/** What a service of the directory says of itself, in words. */
import type { ServiceView } from "../../server/api/directory-schemas.ts";
import { clockText, weekdayText } from "../plan/plan-words.ts";
import type { Words } from "../words/useWords.ts";

/** Languages in which services of the country speak; a service may have others. */
export const serviceLanguages = ["ar", "en", "fr", "es", "sw", "am"] as const;

/** `Mon and Wed, 08:30 to 12:30`, one for each row of its hours. */
export function hoursTexts({ hours }: Pick<ServiceView, "hours">, words: Words): string[] {
  const list = new Intl.ListFormat(words.language, { type: "conjunction" });
  return hours.map(({ days, from, to }) => {
    const named = list.format(days.map((day) => weekdayText(day, words, "short")));
    const clock = words.t("plan.when.clock", {
      start: clockText(from, words),
      end: clockText(to, words),
    });
    return `${named}${words.t("value.comma")}${clock}`;
  });
}

/** `Arabic and French; step-free`: what makes it fit somebody. */
export function fitText(
  { languages, access }: Pick<ServiceView, "languages" | "access">,
  { t, value, code }: Words,
): string {
  const spoken = languages.length === 0 ? "" : value("languages", languages);
  const with_ = access.map((one) => code("access", one)).join(t("value.comma"));
  return [spoken, with_].filter(Boolean).join(t("services.and_with"));
}
