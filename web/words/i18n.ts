import i18next, { type i18n } from "i18next";
import { initReactI18next } from "react-i18next";

export const languages = ["en", "ar"] as const;
export type Language = (typeof languages)[number];

const stored_under = "tandem.language";
const catalogues: Record<Language, () => Promise<{ default: Record<string, string> }>> = {
  en: () => import("../locales/en.json"),
  ar: () => import("../locales/ar.json"),
};

/** Starts the words of one language; the other catalogue is fetched only when it is asked for. */
export async function startWords(): Promise<i18n> {
  const language = firstLanguage();
  const words = await catalogues[language]();
  await i18next.use(initReactI18next).init({
    lng: language,
    resources: { [language]: { translation: words.default } },
    keySeparator: false,
    nsSeparator: false,
    fallbackLng: false,
    returnEmptyString: false,
    interpolation: { escapeValue: false },
  });
  markDocument(language);
  return i18next;
}

/** Changes the language of the whole page and remembers it in this browser. */
export async function changeLanguage(language: Language): Promise<void> {
  const words = await catalogues[language]();
  i18next.addResourceBundle(language, "translation", words.default);
  localStorage.setItem(stored_under, language);
  markDocument(language);
  await i18next.changeLanguage(language);
}

function markDocument(language: Language): void {
  document.documentElement.lang = language;
  document.documentElement.dir = language === "ar" ? "rtl" : "ltr";
}

function firstLanguage(): Language {
  const wanted = [localStorage.getItem(stored_under) ?? "", ...navigator.languages];
  const found = wanted.map((tag) => tag.slice(0, 2)).find((tag) => tag === "en" || tag === "ar");
  return found === "ar" ? "ar" : "en";
}
