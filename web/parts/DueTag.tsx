import { IconAlertTriangle, IconClock } from "@tabler/icons-react";
import { dateLocale, useWords } from "../words/useWords.ts";

const day_ms = 86_400_000;

/** Until when, in the words people use: late, today, tomorrow, or the day. */
export function DueTag({ due, late }: { due: string | null; late: boolean }) {
  const { t, language } = useWords();
  if (due === null && !late) return <span className="unseen">{t("due.none")}</span>;
  const date = due === null ? new Date() : new Date(due);
  const days = Math.round((startOfDay(date) - startOfDay(new Date())) / day_ms);
  const near = new Intl.RelativeTimeFormat(language, { numeric: "auto" });
  const far = new Intl.DateTimeFormat(dateLocale(language), {
    weekday: "short",
    day: "numeric",
    month: "short",
  });
  const word = days < 0 || late ? t("due.late", { count: Math.max(0, -days) }) : null;
  const text = word ?? (days <= 1 ? capital(near.format(days, "day"), language) : far.format(date));
  const Icon = late ? IconAlertTriangle : IconClock;
  const tone = late ? "tag tag-bad" : days <= 1 ? "tag tag-warn" : "tag";
  return (
    <span className={tone}>
      <Icon size={15} aria-hidden="true" />
      {text}
    </span>
  );
}

function capital(text: string, language: string): string {
  return text.charAt(0).toLocaleUpperCase(language) + text.slice(1);
}

function startOfDay(date: Date): number {
  return new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime();
}
