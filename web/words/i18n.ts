import { createInstance, type TFunction } from "i18next";
import { initReactI18next } from "react-i18next";
import ar from "../locales/ar.json?url";
import en from "../locales/en.json?url";

export const languages = ["en", "ar"] as const;
export type Language = (typeof languages)[number];

const stored_under = "tandem.language";
type Catalogue = Record<string, string>;
/** Words are data and no script: nothing is parsed as code before the page stands. */
const catalogueFiles: Record<Language, string> = { en, ar };

async function catalogueOf(language: Language): Promise<Catalogue> {
  const answer = await fetch(catalogueFiles[language]);
  if (!answer.ok) throw new Error(`the words of ${language} were answered ${answer.status}`);
  return (await answer.json()) as Catalogue;
}

const words_now = createInstance();

/** Starts the words of one language; the other catalogue is fetched only when it is asked for. */
export async function startWords(): Promise<void> {
  const language = firstLanguage();
  markDocument(language);
  const words = await catalogueOf(language);
  await words_now.use(initReactI18next).init({
    lng: language,
    resources: { [language]: { translation: words } },
    keySeparator: false,
    nsSeparator: false,
    fallbackLng: false,
    returnEmptyString: false,
    interpolation: { escape: isolate },
  });
}

/** Changes the language of the whole page and remembers it in this browser. */
export async function changeLanguage(language: Language): Promise<void> {
  const words = await catalogueOf(language);
  words_now.addResourceBundle(language, "translation", words);
  localStorage.setItem(stored_under, language);
  markDocument(language);
  await words_now.changeLanguage(language);
}

/** A Latin name inside an Arabic sentence keeps its place: it is isolated from the words around it. */
function isolate(text: string): string {
  return document.documentElement.dir === "rtl" ? `\u2068${text}\u2069` : text;
}

/** The words of a language beside the page's own: the catalogue is fetched, nothing else changes. */
export async function wordsOf(language: Language): Promise<TFunction> {
  if (!words_now.hasResourceBundle(language, "translation")) {
    const words = await catalogueOf(language);
    words_now.addResourceBundle(language, "translation", words);
  }
  return words_now.getFixedT(language);
}

/** Which of our languages a tag names; what we do not speak is written in English. */
export function languageOf(tag: string): Language {
  return languages.find((one) => tag.toLowerCase().startsWith(one)) ?? "en";
}

export function markDocument(language: Language): void {
  document.documentElement.lang = language;
  document.documentElement.dir = language === "ar" ? "rtl" : "ltr";
}

function firstLanguage(): Language {
  const wanted = [localStorage.getItem(stored_under) ?? "", ...navigator.languages];
  const found = wanted.map((tag) => tag.slice(0, 2)).find((tag) => tag === "en" || tag === "ar");
  return found === "ar" ? "ar" : "en";
}
