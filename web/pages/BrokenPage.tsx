import type { ErrorComponentProps } from "@tanstack/react-router";
import { ErrorPanel } from "../parts/ErrorPanel.tsx";
import { PageTitle } from "../parts/PageTitle.tsx";
import { useWords } from "../words/useWords.ts";

/** A fault of ours on one page: said plainly, with a way to try again; the frame lives on. */
export function BrokenPage({ error, reset }: ErrorComponentProps) {
  const { t } = useWords();
  return (
    <div className="page-inner">
      <PageTitle title={t("broken.title")} />
      <ErrorPanel error={error instanceof Error ? error : new Error("broken")} retry={reset} />
    </div>
  );
}
