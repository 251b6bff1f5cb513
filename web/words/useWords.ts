import type { TFunction } from "i18next";
import { useTranslation } from "react-i18next";
import type { Actor, SystemRef } from "../../server/api/schemas.ts";
import { valueText } from "./value-text.ts";

/** Everything a screen says: catalogue words, dates by locale, values of fields in plain words. */
export function useWords() {
  const { t, i18n } = useTranslation();
  return wordsIn(t, i18n.language, (key) => i18n.exists(key));
}

/** The same in a language of its own, as a paper for a person has it. */
export function wordsIn(t: TFunction, language: string, has: (key: string) => boolean) {
  const speak = { t, language };
  const named = (system: SystemRef) =>
    system.title === usualTitles[system.kind] ? t(`system.${system.kind}`) : system.title;
  return {
    t,
    language,
    has,
    day: (day: string) => dayText(day, language),
    when: (instant: string) => instantText(instant, language),
    time: (instant: string) =>
      new Intl.DateTimeFormat(dateLocale(language), {
        hour: "2-digit",
        minute: "2-digit",
        hourCycle: "h23",
      }).format(new Date(instant)),
    longDay: (date: Date) =>
      new Intl.DateTimeFormat(dateLocale(language), {
        weekday: "long",
        day: "numeric",
        month: "long",
      }).format(date),
    number: (value: number) => new Intl.NumberFormat(language).format(value),
    value: (field: string, value: unknown) => valueText(field, value, speak),
    system: named,
    // A provider that filled in a list works at no office.
    actor: (actor: Actor) =>
      actor.name === ""
        ? named(actor.system)
        : actor.role === "provider"
          ? actor.name
          : t("actor.of", { name: actor.name, system: named(actor.system) }),
    code: (group: string, code: string) => t(`${group}.${code}`, { defaultValue: code }),
  };
}
/** The two offices' usual names are translated; a system with a name of its own keeps it. */
const usualTitles: Record<SystemRef["kind"], string> = {
  sp: "Social protection",
  ess: "Employment support",
};
export type Words = ReturnType<typeof useWords>;

/** English here is read in many countries: day before month, 24 hours. */
export function dateLocale(language: string): string {
  return language === "en" ? "en-GB" : language;
}

/** A day without a zone: read as UTC so that no zone moves it. */
export function dayText(day: string, language: string): string {
  const date = new Date(`${day}T00:00:00Z`);
  if (Number.isNaN(date.getTime())) return day;
  return new Intl.DateTimeFormat(dateLocale(language), {
    day: "numeric",
    month: "short",
    year: "numeric",
    timeZone: "UTC",
  }).format(date);
}

function instantText(instant: string, language: string): string {
  const date = new Date(instant);
  if (Number.isNaN(date.getTime())) return instant;
  const thisYear = date.getFullYear() === new Date().getFullYear();
  return new Intl.DateTimeFormat(dateLocale(language), {
    day: "numeric",
    month: "short",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
    ...(thisYear ? {} : { year: "numeric" }),
  }).format(date);
}
