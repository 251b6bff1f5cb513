import { IconPlus } from "@tabler/icons-react";
import type { Condition } from "../../domain/programme/definition.ts";
import { conditionMeeters } from "../../domain/programme/words.ts";
import { useWords } from "../words/useWords.ts";
import { ConditionRuleFields } from "./ConditionRuleFields.tsx";
import { inEach, newCode } from "./definition-draft.ts";
import { InEachLanguage } from "./InEachLanguage.tsx";
import { Line } from "./Line.tsx";
import type { SectionProps } from "./section.ts";

/** What it asks, of whom, and how we will know; nothing is a good answer. */
export function AsksSection({ draft, set }: SectionProps) {
  const { t } = useWords();
  const { conditions, languages } = draft.definition;
  const change = (at: number, part: Partial<Condition>) =>
    set({
      conditions: conditions.map((one, index) => (index === at ? { ...one, ...part } : one)),
    });
  const add = () => {
    const code = newCode(
      "condition",
      conditions.map((one) => one.code),
    );
    const empty = inEach({}, languages);
    set({
      conditions: [...conditions, { code, text: empty, met_by: "the_person", known_by: empty }],
    });
  };
  return (
    <>
      {conditions.length === 0 ? <p>{t("programme.asks_nothing")}</p> : null}
      {conditions.map((one, at) => (
        <fieldset key={one.code} className="programme-line">
          <legend>{t("programme.write.condition", { number: at + 1 })}</legend>
          <div className="form-grid">
            <InEachLanguage
              at={`/conditions/${at}/text`}
              label={t("programme.write.condition_text")}
              type="area"
              languages={languages}
              value={one.text}
              onChange={(text) => change(at, { text })}
            />
            <Line
              at={`/conditions/${at}/met_by`}
              label={t("programme.met_by")}
              value={one.met_by}
              options={conditionMeeters.map((who) => [who, t(`programme.met_by.${who}`)])}
              onChange={(who) => change(at, { met_by: who as Condition["met_by"] })}
            />
            <InEachLanguage
              at={`/conditions/${at}/known_by`}
              label={t("programme.known_by")}
              type="area"
              languages={languages}
              value={one.known_by}
              onChange={(known_by) => change(at, { known_by })}
            />
          </div>
          <ConditionRuleFields
            at={`/conditions/${at}/rule`}
            rule={one.rule}
            onChange={(rule) => {
              const { rule: _, ...rest } = one;
              const next: Condition = rule ? { ...rest, rule } : rest;
              set({ conditions: conditions.map((each, index) => (index === at ? next : each)) });
            }}
          />
          <button
            type="button"
            className="button button-small"
            onClick={() => set({ conditions: conditions.filter((_, index) => index !== at) })}
          >
            {t("programme.write.condition_remove", { number: at + 1 })}
          </button>
        </fieldset>
      ))}
      <button type="button" className="button button-small" onClick={add}>
        <IconPlus size={16} aria-hidden="true" />
        {t("programme.write.condition_add")}
      </button>
    </>
  );
}
