import { FailureLine } from "../parts/FailureLine.tsx";
import { useWords } from "../words/useWords.ts";
import type { useHandOver } from "./useHandOver.ts";

type Props = { handOver: ReturnType<typeof useHandOver>; refresh: () => void };

/** What was handed over and what was not, with the way back; it stays until it is read. */
export function DoneBar({ handOver, refresh }: Props) {
  const { t } = useWords();
  const { done, act, undo, forget } = handOver;
  if (!done) return null;
  return (
    <div className="notice notice-plain caseload-done" role="status">
      <div className="notice-words">
        <p>{t("caseload.done", { count: done.moved })}</p>
        {done.refused.length > 0 ? (
          <ul className="criteria-words">
            {done.refused.map(({ person_id, name, code }) => (
              <li key={person_id}>
                <bdi>{name}</bdi> {t(`error.${code}`)}
              </li>
            ))}
          </ul>
        ) : null}
        <FailureLine error={act.error} />
      </div>
      <div className="actions">
        {done.moved > 0 ? (
          <button
            type="button"
            className="button button-small"
            disabled={act.isPending}
            onClick={() => undo(t("caseload.undo_reason"), refresh)}
          >
            {t("caseload.undo")}
          </button>
        ) : null}
        <button
          type="button"
          className="button button-small"
          onClick={() => {
            forget();
            refresh();
          }}
        >
          {t("caseload.done_close")}
        </button>
      </div>
    </div>
  );
}
