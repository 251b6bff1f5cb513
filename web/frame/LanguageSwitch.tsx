import { changeLanguage } from "../words/i18n.ts";
import { useWords } from "../words/useWords.ts";

/** Each language named in its own script; shows the one that is not on. */
export function LanguageSwitch() {
  const { t, language } = useWords();
  const other = language === "ar" ? "en" : "ar";
  return (
    <button
      type="button"
      className="header-button language"
      lang={other}
      onClick={() => void changeLanguage(other)}
    >
      {t(`language.${other}`)}
    </button>
  );
}
