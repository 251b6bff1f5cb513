import { IconArrowDown, IconArrowUp, IconPlus } from "@tabler/icons-react";
import type { ProgrammeDefinition } from "../../domain/programme/definition.ts";
import { chainStages, type ChainStage } from "../../domain/programme/words.ts";
import { useWords } from "../words/useWords.ts";
import { inEach, newCode } from "./definition-draft.ts";
import { InEachLanguage } from "./InEachLanguage.tsx";
import { Line } from "./Line.tsx";
import type { SectionProps } from "./section.ts";

type ChainStep = ProgrammeDefinition["chain"][number];
const takers = ["programme", "partner", "provider", "person"] as const;

/** What happens from the first word to the end, step by step, and who does it. */
export function ChainSection({ draft, set }: SectionProps) {
  const { t } = useWords();
  const { chain, languages } = draft.definition;
  const change = (at: number, part: Partial<ChainStep>) =>
    set({ chain: chain.map((one, index) => (index === at ? { ...one, ...part } : one)) });
  const move = (at: number, by: -1 | 1) => {
    const next = [...chain];
    const [moved] = next.splice(at, 1);
    if (moved) next.splice(at + by, 0, moved);
    set({ chain: next });
  };
  return (
    <>
      <ol className="programme-lines">
        {chain.map((step, at) => (
          <li key={step.code}>
            <fieldset className="programme-line">
              <legend>{t("programme.write.step", { number: at + 1 })}</legend>
              <div className="form-grid">
                <Line
                  at={`/chain/${at}/stage`}
                  label={t("programme.write.stage")}
                  value={step.stage}
                  options={chainStages.map((one) => [one, t(`programme.stage.${one}`)])}
                  onChange={(stage) => change(at, { stage: stage as ChainStage })}
                />
                <InEachLanguage
                  at={`/chain/${at}/text`}
                  label={t("programme.write.step_text")}
                  languages={languages}
                  value={step.text}
                  onChange={(text) => change(at, { text })}
                />
                <Line
                  at={`/chain/${at}/by`}
                  label={t("programme.write.step_by")}
                  value={step.by}
                  options={takers.map((one) => [one, t(`programme.by.${one}`)])}
                  onChange={(by) => change(at, { by: by as ChainStep["by"] })}
                />
              </div>
              <div className="actions">
                <button
                  type="button"
                  className="button button-small"
                  disabled={at === 0}
                  onClick={() => move(at, -1)}
                >
                  <IconArrowUp size={16} aria-hidden="true" />
                  {t("programme.write.earlier")}
                </button>
                <button
                  type="button"
                  className="button button-small"
                  disabled={at === chain.length - 1}
                  onClick={() => move(at, 1)}
                >
                  <IconArrowDown size={16} aria-hidden="true" />
                  {t("programme.write.later")}
                </button>
                <button
                  type="button"
                  className="button button-small"
                  disabled={chain.length === 1}
                  onClick={() => set({ chain: chain.filter((_, index) => index !== at) })}
                >
                  {t("programme.write.step_remove", { number: at + 1 })}
                </button>
              </div>
            </fieldset>
          </li>
        ))}
      </ol>
      <button
        type="button"
        className="button button-small"
        onClick={() => {
          const code = newCode(
            "step",
            chain.map((one) => one.code),
          );
          const stage = chain.at(-1)?.stage ?? "intake";
          set({ chain: [...chain, { stage, code, text: inEach({}, languages), by: "programme" }] });
        }}
      >
        <IconPlus size={16} aria-hidden="true" />
        {t("programme.write.step_add")}
      </button>
    </>
  );
}
