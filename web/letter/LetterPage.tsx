import { useQuery } from "@tanstack/react-query";
import { Navigate, useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { useEffect } from "react";
import type { ReferralLetter } from "../../server/api/letter-schemas.ts";
import { ApiFailure } from "../api/call.ts";
import { queries } from "../api/queries.ts";
import { usePaperWords } from "../paper/usePaperWords.ts";
import { ErrorPanel } from "../parts/ErrorPanel.tsx";
import { Skeleton } from "../parts/Skeleton.tsx";
import { languageOf, markDocument, type Language } from "../words/i18n.ts";
import { useWords } from "../words/useWords.ts";
import "../styles/paper.css";
import "../styles/letter.css";
import { LetterBar } from "./LetterBar.tsx";
import { LetterSheet } from "./LetterSheet.tsx";

/** A referral as a letter, in the language of the office it goes to: read here, printed by the browser. */
export function LetterPage() {
  const { id } = useParams({ from: "/referrals/$id/letter" });
  const search = useSearch({ from: "/referrals/$id/letter" });
  const { language } = useWords();
  const letter = useQuery(queries.referralLetter(id));
  if (letter.error instanceof ApiFailure && letter.error.status === 401) {
    return <Navigate to="/sign-in" />;
  }
  if (letter.error || !letter.data) {
    return (
      <main className="page">
        {letter.error ? (
          <ErrorPanel error={letter.error} retry={() => void letter.refetch()} />
        ) : (
          <Skeleton rows={10} />
        )}
      </main>
    );
  }
  return <Chosen letter={letter.data} language={search.language ?? languageOf(language)} />;
}

function Chosen({ letter, language }: { letter: ReferralLetter; language: Language }) {
  const navigate = useNavigate({ from: "/referrals/$id/letter" });
  const page = useWords();
  const words = usePaperWords(language);
  useEffect(() => {
    markDocument(language);
    return () => markDocument(languageOf(page.language));
  }, [language, page.language]);
  useEffect(() => {
    if (words === null) return undefined;
    const { title } = document;
    document.title = words.t("letter.title");
    return () => {
      document.title = title;
    };
  }, [words]);
  return (
    <>
      <LetterBar
        letter={letter}
        language={language}
        change={(next) => void navigate({ search: { language: next }, replace: true })}
      />
      {words === null ? <Skeleton rows={10} /> : <LetterSheet letter={letter} words={words} />}
    </>
  );
}
