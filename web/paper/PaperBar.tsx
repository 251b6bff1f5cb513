import { Link } from "@tanstack/react-router";
import { IconArrowLeft } from "@tabler/icons-react";
import type { PlanPaper } from "../../server/api/paper-schemas.ts";
import { Choice } from "../dialogs/Choice.tsx";
import { PrintButton } from "../parts/PrintButton.tsx";
import { languages, languageOf, type Language } from "../words/i18n.ts";
import { useWords } from "../words/useWords.ts";

export interface PaperChoice {
  language: Language;
  large: boolean;
}

/** For the worker, in the worker's language: back, how it is printed, print. */
export function PaperBar({
  paper,
  choice,
  change,
}: {
  paper: PlanPaper;
  choice: PaperChoice;
  change: (next: PaperChoice) => void;
}) {
  const { t, language, code } = useWords();
  return (
    <div
      className="paper-bar"
      lang={language}
      dir={languageOf(language) === "ar" ? "rtl" : "ltr"}
      role="toolbar"
      aria-label={t("paper.bar")}
    >
      <Link to="/plans/$id" params={{ id: paper.plan_id }} className="paper-back">
        <IconArrowLeft size={18} aria-hidden="true" className="turns" />
        {t("paper.back", { person: paper.person_name })}
      </Link>
      <Choice
        label={t("paper.language")}
        value={choice.language}
        options={languages.map((one) => [one, code("language", one)])}
        onChange={(one) => change({ ...choice, language: languageOf(one) })}
      />
      <label className="check">
        <input
          type="checkbox"
          checked={choice.large}
          onChange={(event) => change({ ...choice, large: event.target.checked })}
        />
        {t("paper.large")}
      </label>
      <PrintButton label={t("paper.print")} />
    </div>
  );
}
