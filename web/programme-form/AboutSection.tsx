import { useWords } from "../words/useWords.ts";
import { Checks } from "./Checks.tsx";
import { speaking } from "./definition-draft.ts";
import { InEachLanguage, languageName } from "./InEachLanguage.tsx";
import { Line } from "./Line.tsx";
import type { SectionProps } from "./section.ts";

/** Languages that are offered first; what a definition already speaks is offered too. */
const usual = ["en", "ar", "fr", "es", "pt", "sw"];

/** What it is called, what it is for, and in which languages it speaks to people. */
export function AboutSection({ draft, known, isNew, set, setDraft }: SectionProps) {
  const { t, language } = useWords();
  const { definition } = draft;
  const offered = [...new Set([...usual, ...definition.languages])];
  return (
    <>
      {isNew ? (
        <div className="form-grid">
          <Line
            at="/name"
            label={t("programme.write.name")}
            value={draft.name}
            max={200}
            onChange={(name) => setDraft({ ...draft, name })}
          />
          <Line
            at="/type"
            label={t("programme.write.type")}
            hint={t("programme.write.type_hint")}
            value={draft.type}
            max={60}
            list={known.types}
            onChange={(type) => setDraft({ ...draft, type })}
          />
        </div>
      ) : null}
      <Checks
        at="/languages"
        legend={t("programme.write.languages")}
        hint={t("programme.write.languages_hint")}
        options={offered.map((one) => [one, languageName(one, language)])}
        chosen={definition.languages}
        onChange={(languages) => set(speaking(definition, languages))}
      />
      <InEachLanguage
        at="/purpose"
        label={t("programme.write.purpose")}
        type="area"
        languages={definition.languages}
        value={definition.purpose}
        onChange={(purpose) => set({ purpose })}
      />
    </>
  );
}
