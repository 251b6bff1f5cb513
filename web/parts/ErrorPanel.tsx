import { IconAlertTriangle } from "@tabler/icons-react";
import { useWords } from "../words/useWords.ts";
import { errorWords } from "./error-words.ts";

/** What failed, what is safe, what to do, and the number to quote; the rest of the page lives on. */
export function ErrorPanel({ error, retry }: { error: Error; retry?: () => void }) {
  const words = useWords();
  const { sentence, reference } = errorWords(error, words);
  return (
    <div className="notice notice-bad" role="alert">
      <IconAlertTriangle size={22} aria-hidden="true" />
      <div className="notice-words">
        <strong>{sentence}</strong>
        <p>{words.t("state.error_safe")}</p>
        {reference === "" ? null : (
          <p className="quiet">
            {words.t("state.reference")} <bdi className="reference">{reference}</bdi>
          </p>
        )}
      </div>
      {retry ? (
        <button type="button" className="button" onClick={retry}>
          {words.t("state.retry")}
        </button>
      ) : null}
    </div>
  );
}
