import type { Condition } from "../../domain/programme/definition.ts";
import { useWords, type Words } from "../words/useWords.ts";
import { daysText, sentence, unitText } from "./in-words.ts";

/** What the programme asks, of whom, and how it will be known. */
export function ConditionsPanel({ conditions }: { conditions: readonly Condition[] }) {
  const words = useWords();
  const { t, language } = words;
  return (
    <section className="panel" aria-labelledby="programme-asks">
      <h2 id="programme-asks">{t("programme.asks")}</h2>
      {conditions.length === 0 ? <p>{t("programme.asks_nothing")}</p> : null}
      {conditions.map((one) => (
        <dl key={one.code} className="fields programme-condition">
          <div className="field">
            <dt>{t("programme.condition")}</dt>
            <dd className="strong" dir="auto">
              {sentence(one.text, language)}
            </dd>
          </div>
          <div className="field">
            <dt>{t("programme.met_by")}</dt>
            <dd>{t(`programme.met_by.${one.met_by}`)}</dd>
          </div>
          <div className="field">
            <dt>{t("programme.known_by")}</dt>
            <dd dir="auto">{sentence(one.known_by, language)}</dd>
          </div>
          {one.rule ? (
            <div className="field">
              <dt>{t("programme.in_plan")}</dt>
              <dd>{ruleText(one.rule, words)}</dd>
            </div>
          ) : null}
        </dl>
      ))}
    </section>
  );
}

function ruleText(rule: NonNullable<Condition["rule"]>, words: Words): string {
  const { t, day, language } = words;
  if (rule.type === "forbids") {
    return t(`programme.rule.forbids.${rule.activity}`, {
      from: day(rule.from),
      until: day(rule.until),
    });
  }
  const when = { days: daysText(rule.days, language), from: rule.from, to: rule.to };
  if (rule.toleratedHoursPerWeek === 0) return t("programme.rule.keep_free_whole", when);
  return t("programme.rule.keep_free", {
    ...when,
    tolerated: unitText(rule.toleratedHoursPerWeek, "hour", language),
  });
}
