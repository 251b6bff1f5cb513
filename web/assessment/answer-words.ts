/** Answers of several parts, in words. */
import type { AtHand, CareTime, Paper } from "../../domain/records/assessment-records.ts";
import { hoursText } from "../dialogs/WeekHours.tsx";
import type { Words } from "../words/useWords.ts";

/** `Sara: Mon, Tue, 07:30 to 09:00 (until 30 Jun 2027; Grandmother: Mon, 08:00 to 12:00)`. */
export function careText({ who, hours, begins, ends, others }: CareTime, words: Words): string {
  const { t, day } = words;
  const more = [
    begins === null ? "" : t("value.since", { day: day(begins) }),
    ends === null ? "" : t("value.until", { day: day(ends) }),
    ...others.map((one) =>
      t("care.said", { who: isolated(one.who), hours: hoursText(one.hours, words) }),
    ),
  ].filter(Boolean);
  const said = t("care.said", { who: isolated(who), hours: hoursText(hours, words) });
  return more.length === 0
    ? said
    : t("care.said_more", { said, more: more.join(t("value.semicolon")) });
}

export function paperText({ paper, until }: Paper, { t, day, code }: Words): string {
  const name = code("paper_kind", paper);
  return until === null ? name : t("papers.said", { paper: name, day: day(until) });
}

export function moneyText({ amount, currency }: AtHand, { t, number }: Words): string {
  return t("plan.money", { amount: number(amount), currency });
}

/** A name in a script of its own does not turn the sentence around it (Unicode UAX 9). */
function isolated(name: string): string {
  return `\u2068${name}\u2069`;
}
