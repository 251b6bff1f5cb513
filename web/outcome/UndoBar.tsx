import { IconArrowBackUp, IconX } from "@tabler/icons-react";
import { useEffect } from "react";
import { useAct } from "../api/useAct.ts";
import { errorWords } from "../parts/error-words.ts";
import { useWords } from "../words/useWords.ts";
import { tellRecorded, useRecorded } from "./recorded.ts";

/** What was recorded last, with the way back; it stays until it is put away or the page is left. */
export function UndoBar() {
  const words = useWords();
  const { t } = words;
  const recorded = useRecorded();
  const act = useAct<{ ids: string[] }, unknown>("/day-list/take-back");
  useEffect(() => () => tellRecorded(null), []);
  return (
    <div className="move-bar-place no-print" role="status" aria-live="polite">
      {recorded ? (
        <div className="move-bar">
          <span>
            {act.error
              ? errorWords(act.error, words).sentence
              : t(`outcome.recorded.${recorded.said}`, { what: recorded.what })}
          </span>
          <button
            type="button"
            className="button button-small"
            disabled={act.isPending}
            onClick={() =>
              act.mutate({ ids: [...recorded.ids] }, { onSuccess: () => tellRecorded(null) })
            }
          >
            <IconArrowBackUp size={16} aria-hidden="true" />
            {t("plan.moved.undo")}
          </button>
          <button
            type="button"
            className="icon-button"
            aria-label={t("live.dismiss")}
            onClick={() => tellRecorded(null)}
          >
            <IconX size={18} aria-hidden="true" />
          </button>
        </div>
      ) : null}
    </div>
  );
}
