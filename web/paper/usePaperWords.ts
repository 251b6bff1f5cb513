import { useEffect, useState } from "react";
import { wordsOf, type Language } from "../words/i18n.ts";
import { dateLocale, wordsIn, type Words } from "../words/useWords.ts";

/** What a paper says, and times of day in its digits. */
export type PaperWords = Words & {
  /** `09:30` to `11:00` as the language writes it; no zone moves a wall time. */
  hours: (start: string, end: string) => string;
  /** Monday 30 November. */
  weekday: (day: string) => string;
};

/** The words of the paper's language; null until its catalogue came. */
export function usePaperWords(language: Language): PaperWords | null {
  const [words, setWords] = useState<PaperWords | null>(null);
  useEffect(() => {
    let wanted = true;
    void wordsOf(language).then((t) => {
      if (wanted) setWords(paperWords(wordsIn(t, language, () => false)));
    });
    return () => {
      wanted = false;
    };
  }, [language]);
  return words?.language === language ? words : null;
}

function paperWords(words: Words): PaperWords {
  const locale = dateLocale(words.language);
  const time = new Intl.DateTimeFormat(locale, {
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
    timeZone: "UTC",
  });
  const day = new Intl.DateTimeFormat(locale, {
    weekday: "long",
    day: "numeric",
    month: "long",
    timeZone: "UTC",
  });
  const at = (clock: string) => new Date(`2000-01-01T${clock}:00Z`);
  return {
    ...words,
    hours: (start, end) =>
      words.t("paper.hours", { start: time.format(at(start)), end: time.format(at(end)) }),
    weekday: (text) => day.format(new Date(`${text}T00:00:00Z`)),
  };
}
