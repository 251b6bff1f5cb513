import { IconArrowBackUp, IconX } from "@tabler/icons-react";
import { errorWords } from "../parts/error-words.ts";
import { useWords, type Words } from "../words/useWords.ts";
import { useDesk } from "./desk.ts";
import { whenText } from "./plan-words.ts";
import type { LastMove } from "./useMoves.ts";

/** What was moved and where to, with the way back; a move of what was promised says what it means. */
export function MoveBar() {
  const words = useWords();
  const { t } = words;
  const { moves, plan } = useDesk();
  const { last } = moves;
  return (
    <div className="move-bar-place no-print" role="status" aria-live="polite">
      {last ? (
        <div className="move-bar">
          <span>{sentence(last, plan.agreement.in_force !== null, words)}</span>
          {last.state === "saved" ? (
            <button type="button" className="button button-small" onClick={moves.undo}>
              <IconArrowBackUp size={16} aria-hidden="true" />
              {t("plan.moved.undo")}
            </button>
          ) : null}
          <button
            type="button"
            className="icon-button"
            aria-label={t("live.dismiss")}
            onClick={moves.dismiss}
          >
            <IconX size={18} aria-hidden="true" />
          </button>
        </div>
      ) : null}
    </div>
  );
}

function sentence(last: LastMove, wasAgreed: boolean, words: Words): string {
  const { step, to, state, error, isSubstance } = last;
  const { t } = words;
  if (error) return `${errorWords(error, words).sentence} ${t("plan.moved.as_it_was")}`;
  if (state === "undone") return t("plan.moved.undone", { step: step.what });
  const when = whenText({ ...step, ...to } as LastMove["step"], words);
  const moved = t("plan.moved.to", { step: step.what, when });
  return isSubstance && wasAgreed ? `${moved} ${t("plan.moved.substance")}` : moved;
}
