import type { Benefit } from "../../domain/programme/plan-rule.ts";
import { useWords, type Words } from "../words/useWords.ts";
import { givesText, unitText } from "./in-words.ts";

/** What it gives, and what work and income do to it. */
export function BenefitPanel({ benefit }: { benefit: Benefit }) {
  const words = useWords();
  const { t } = words;
  return (
    <section className="panel" aria-labelledby="programme-gives">
      <h2 id="programme-gives">{t("programme.gives")}</h2>
      <p className="strong">{givesText(benefit, words)}</p>
      <ul className="criteria-words">
        {sentences(benefit, words).map((one) => (
          <li key={one}>{one}</li>
        ))}
      </ul>
    </section>
  );
}

function sentences(benefit: Benefit, { t, number, language, code }: Words): string[] {
  const { currency, limit, hours, disregard, taper_percent: percent } = benefit;
  const lines = [t(`programme.income.${benefit.whose_income}`)];
  if (disregard > 0) lines.push(t("programme.disregard", { amount: number(disregard), currency }));
  if (percent > 0) lines.push(t("programme.taper", { percent: number(percent) }));
  else if (limit === null) lines.push(t("programme.no_taper"));
  if (limit) {
    const key = limit.allowed === "<=" ? "programme.limit" : "programme.limit_below";
    lines.push(t(key, { amount: number(limit.amount), currency }));
  }
  if (hours) {
    const most = unitText(hours.hours, "hour", language);
    const key = hours.allowed === "<=" ? "most" : "below";
    lines.push(t(`programme.hours.${key}.${hours.activity}`, { hours: most }));
  }
  if (benefit.waiting_months > 0) {
    lines.push(
      t("programme.waiting", { time: unitText(benefit.waiting_months, "month", language) }),
    );
  } else lines.push(t("programme.no_waiting"));
  if (benefit.return_months > 0) {
    lines.push(t("programme.return", { time: unitText(benefit.return_months, "month", language) }));
  }
  if (benefit.linked.length > 0) {
    const names = benefit.linked.map((one) => code("programme.linked", one));
    const what = new Intl.ListFormat(language, { type: "conjunction" }).format(names);
    lines.push(t("programme.with_it", { what }));
  }
  return lines;
}
