import { IconAlertTriangle } from "@tabler/icons-react";
import { useWords } from "../words/useWords.ts";
import { errorWords } from "./error-words.ts";

/** One line under a form whose saving was refused; what was typed stays. */
export function FailureLine({ error }: { error: Error | null }) {
  const words = useWords();
  if (error === null) return null;
  const { sentence, reference } = errorWords(error, words);
  return (
    <p className="failure" role="alert">
      <IconAlertTriangle size={18} aria-hidden="true" />
      <span>
        {sentence} {words.t("state.text_kept")}{" "}
        {reference === "" ? null : (
          <span className="quiet">
            {words.t("state.reference")} <bdi>{reference}</bdi>
          </span>
        )}
      </span>
    </p>
  );
}
