import { useQuery } from "@tanstack/react-query";
import { Navigate, useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { useEffect } from "react";
import type { PlanPaper } from "../../server/api/paper-schemas.ts";
import { ApiFailure } from "../api/call.ts";
import { queries } from "../api/queries.ts";
import { ErrorPanel } from "../parts/ErrorPanel.tsx";
import { Skeleton } from "../parts/Skeleton.tsx";
import { languageOf, markDocument, type Language } from "../words/i18n.ts";
import { useWords } from "../words/useWords.ts";
import "../styles/paper.css";
import { PaperBar, type PaperChoice } from "./PaperBar.tsx";
import { PaperCalendar } from "./PaperCalendar.tsx";
import { PaperHead } from "./PaperHead.tsx";
import { PaperPeople } from "./PaperPeople.tsx";
import { PaperSigning } from "./PaperSigning.tsx";
import { PaperDuties, PaperGoals, PaperPromises } from "./PaperSteps.tsx";
import { usePaperFoot } from "./usePaperFoot.ts";
import { usePaperWords } from "./usePaperWords.ts";

/** The plan made for paper, in the person's language: read on the screen, printed by the browser. */
export function PaperPage() {
  const { id } = useParams({ from: "/plans/$id/paper" });
  const search = useSearch({ from: "/plans/$id/paper" });
  const paper = useQuery(queries.planPaper(id, search.root ?? ""));
  if (paper.error instanceof ApiFailure && paper.error.status === 401) {
    return <Navigate to="/sign-in" />;
  }
  if (paper.error || !paper.data) {
    return (
      <main className="page">
        {paper.error ? (
          <ErrorPanel error={paper.error} retry={() => void paper.refetch()} />
        ) : (
          <Skeleton rows={10} />
        )}
      </main>
    );
  }
  const language = search.language ?? languageOf(paper.data.language);
  return <Chosen paper={paper.data} choice={{ language, large: search.large === true }} />;
}

function Chosen({ paper, choice }: { paper: PlanPaper; choice: PaperChoice }) {
  const navigate = useNavigate({ from: "/plans/$id/paper" });
  const change = (next: PaperChoice) =>
    void navigate({
      search: ({ root }) => ({
        ...(root && { root }),
        ...(next.language !== languageOf(paper.language) && { language: next.language }),
        ...(next.large && { large: true as const }),
      }),
      replace: true,
    });
  return (
    <>
      <PaperBar paper={paper} choice={choice} change={change} />
      <Sheet paper={paper} language={choice.language} large={choice.large} />
    </>
  );
}

function Sheet({
  paper,
  language,
  large,
}: {
  paper: PlanPaper;
  language: Language;
  large: boolean;
}) {
  const page = useWords();
  const words = usePaperWords(language);
  useEffect(() => {
    // What is printed says of itself in which language it is, to eyes and to readers aloud.
    markDocument(language);
    return () => markDocument(languageOf(page.language));
  }, [language, page.language]);
  usePaperFoot(paper, words);
  if (words === null) return <Skeleton rows={10} />;
  return (
    <main className={large ? "paper paper-large" : "paper"}>
      <PaperHead paper={paper} words={words} />
      <PaperGoals paper={paper} words={words} />
      <PaperPromises paper={paper} words={words} />
      <PaperDuties paper={paper} words={words} />
      <PaperCalendar paper={paper} words={words} />
      <PaperPeople paper={paper} words={words} />
      <PaperSigning paper={paper} words={words} />
    </main>
  );
}
