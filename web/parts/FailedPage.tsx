import { useWords } from "../words/useWords.ts";
import { ErrorPanel } from "./ErrorPanel.tsx";
import { PageTitle } from "./PageTitle.tsx";

/** A page whose one record did not come. */
export function FailedPage({ error, retry }: { error: Error; retry: () => void }) {
  const { t } = useWords();
  return (
    <>
      <PageTitle title={t("state.failed")} />
      <ErrorPanel error={error} retry={retry} />
    </>
  );
}
