/** What a conflict says, in words. */
import type {
  ConflictLine,
  ConflictReason,
  ConflictsView,
  ConflictView,
  ConflictWay,
} from "../../server/api/conflict-schemas.ts";
import type { PlanView } from "../../server/api/plan-schemas.ts";
import type { Words } from "../words/useWords.ts";
import { shortDay, timesText } from "./plan-words.ts";
import type { Times } from "./times-draft.ts";

const days_named_max = 3;
const day_pattern = /^\d{4}-\d{2}-\d{2}$/;

/** A line by its own words; private time has none. */
export function lineName(line: ConflictLine, { t }: Words): string {
  if (line.shown === "unavailable") return t("conflict.unavailable");
  if (line.what === "") return t("conflict.this_line");
  return line.what;
}

export function lineWhen(line: ConflictLine, words: Words): string {
  const { t, day } = words;
  if (line.times) return timesText(line.times, words);
  const { from, until, due } = line;
  if (from !== null && until !== null) {
    return t("plan.when.range", { from: day(from), until: day(until) });
  }
  if (from !== null) return t("value.since", { day: day(from) });
  if (until !== null) return t("value.until", { day: day(until) });
  return due === null ? t("conflict.undated") : t("plan.when.by", { day: day(due) });
}

/** `Thu 26 Nov, Thu 3 Dec and 4 more`. */
export function daysText({ on, days }: ConflictView, words: Words): string {
  const named = on.slice(0, days_named_max).map((one) => shortDay(one, words));
  const more = days - named.length;
  const list = new Intl.ListFormat(words.language, { type: "unit" }).format(named);
  return more > 0 ? words.t("conflict.and_more", { days: list, count: more }) : list;
}

export function reasonText(
  reason: ConflictReason,
  lines: readonly ConflictLine[],
  words: Words,
): string {
  const { code, values, who, places } = reason;
  const held = code.startsWith("language") ? String(values["needed"]).split(", ") : [];
  const needed = held.length === 0 ? {} : { needed: words.value("languages", held) };
  return words.t(`conflict.reason.${code}`, {
    ...sayable(values, words),
    ...needed,
    ...named(reason.lines, lines, words),
    who,
    places: new Intl.ListFormat(words.language).format(places),
  });
}

export function wayText(
  { way, line, changes, values }: ConflictWay,
  lines: readonly ConflictLine[],
  words: Words,
): string {
  const told = (changes ?? {}) as Record<string, unknown>;
  const times = told["times"] as Times | undefined;
  const out = (times?.exdate ?? []).slice(-days_named_max).map((one) => one.slice(0, 10));
  const money = told["earnings"] as { amount: number; currency: string } | undefined;
  const days = ["from", "until"].flatMap((name) => {
    const one = told[name];
    return typeof one === "string" ? [words.t(`conflict.${name}`, { day: words.day(one) })] : [];
  });
  return words.t(`conflict.way.${way}`, {
    ...sayable(values, words),
    ...named([line], lines, words),
    when: times ? timesText(times, words) : days.join(words.t("value.comma")),
    out: new Intl.ListFormat(words.language).format(out.map((one) => shortDay(one, words))),
    hours: words.number(Number(told["hours_per_week"] ?? values["hours"] ?? 0)),
    ...(money ? { amount: words.number(money.amount), currency: money.currency } : {}),
  });
}

export function noteText(
  { code, lines, values }: ConflictsView["notes"][number],
  plan: PlanView,
  words: Words,
): string {
  const names = lines.map((id) => plan.steps.find((one) => one.id === id)?.what ?? "");
  return words.t(`conflict.note.${code}`, {
    ...sayable(values, words),
    steps: new Intl.ListFormat(words.language).format(names.filter(Boolean).map(quoted(words))),
  });
}

function named(ids: readonly string[], lines: readonly ConflictLine[], words: Words) {
  const names = ids.map((id) => {
    const line = lines.find((one) => one.id === id);
    return line ? quoted(words)(lineName(line, words)) : words.t("conflict.this_line");
  });
  return {
    a: names[0] ?? "",
    b: names[1] ?? "",
    steps: new Intl.ListFormat(words.language).format(names),
  };
}

function quoted({ t }: Words): (name: string) => string {
  return (name) => t("conflict.quoted", { name });
}

/** Days and numbers as the language writes them. */
function sayable(values: Readonly<Record<string, string | number>>, words: Words) {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => {
      if (typeof value === "number") return [name, words.number(Math.abs(value))];
      if (day_pattern.test(value)) return [name, words.day(value)];
      if (name === "status") return [name, words.code("conflict.status", value)];
      // A document of a file has a name of its own; a paper of a stored plan is a code.
      return [name, name === "needed" ? words.code("paper_kind", value) : value];
    }),
  );
}
