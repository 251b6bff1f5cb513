import { Link } from "@tanstack/react-router";
import { IconArrowLeft, IconPrinter } from "@tabler/icons-react";
import type { ReferralLetter } from "../../server/api/letter-schemas.ts";
import { path } from "../api/call.ts";
import { useAct } from "../api/useAct.ts";
import { Choice } from "../dialogs/Choice.tsx";
import { FailureLine } from "../parts/FailureLine.tsx";
import { languages, languageOf, type Language } from "../words/i18n.ts";
import { useWords } from "../words/useWords.ts";

type Props = {
  letter: ReferralLetter;
  language: Language;
  change: (language: Language) => void;
};

/** For the worker: what printing it means. That it leaves is written down before it is printed. */
export function LetterBar({ letter, language, change }: Props) {
  const { t, language: here, code, system, when } = useWords();
  const note = useAct<object, ReferralLetter>(path`/referrals/${letter.id}/letter/printed`);
  const isLetter = letter.why === "";
  const office = system(letter.to.system);
  const [last] = letter.printed;
  return (
    <header
      className="paper-bar letter-bar"
      lang={here}
      dir={languageOf(here) === "ar" ? "rtl" : "ltr"}
      aria-label={t("letter.bar")}
    >
      <Link to="/referrals/$id" params={{ id: letter.id }} className="paper-back">
        <IconArrowLeft size={18} aria-hidden="true" className="turns" />
        {t("letter.back")}
      </Link>
      <Choice
        label={t("paper.language")}
        value={language}
        options={languages.map((one) => [one, code("language", one)])}
        onChange={(one) => change(languageOf(one))}
      />
      {isLetter ? (
        <button
          type="button"
          className="button button-primary"
          disabled={note.isPending}
          onClick={() => note.mutate({}, { onSuccess: () => window.print() })}
        >
          <IconPrinter size={18} aria-hidden="true" />
          {t("letter.print")}
        </button>
      ) : null}
      <div className="letter-notes">
        <p className="quiet">
          {t("letter.means", { system: office })}
          {last ? ` ${t("letter.printed", { when: when(last) })}` : ""}
        </p>
        {letter.left_out.length > 0 && isLetter ? (
          <p>
            {t("letter.left_out", {
              fields: letter.left_out
                .map((field) => t(`referral.one.${field}`))
                .join(t("value.comma")),
            })}
          </p>
        ) : null}
        <FailureLine error={note.error} />
      </div>
    </header>
  );
}
