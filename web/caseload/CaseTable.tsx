import { useEffect, useRef } from "react";
import type { CaseloadView, CaseRow } from "../../server/api/caseload-schemas.ts";
import { Empty } from "../parts/Empty.tsx";
import { isTyping, useRowKeys } from "../reviews/useRowKeys.ts";
import { useWords } from "../words/useWords.ts";
import { CaseLine } from "./CaseLine.tsx";

type Props = {
  rows: readonly CaseRow[];
  view: CaseloadView;
  chosen: readonly CaseRow[];
  picked: ReadonlySet<string>;
  pick: (ids: ReadonlySet<string>) => void;
  move: () => void;
};

/** The list itself: `j` and `k` go from person to person, `x` ticks, Shift ticks up to there. */
export function CaseTable({ rows, view, chosen, picked, pick, move }: Props) {
  const { t } = useWords();
  const table = useRowKeys(rows.length);
  const last = useRef<number | null>(null);
  const tick = (at: number, isOn: boolean, isRange: boolean) => {
    const from = isRange && last.current !== null ? last.current : at;
    const next = new Set(picked);
    for (const row of rows.slice(Math.min(from, at), Math.max(from, at) + 1)) {
      if (isOn) next.add(row.person_id);
      else next.delete(row.person_id);
    }
    last.current = at;
    pick(next);
  };
  useEffect(() => {
    const key = (event: KeyboardEvent) => {
      if (event.key !== "x" || event.ctrlKey || event.metaKey || event.altKey) return;
      if (isTyping(event.target)) return;
      const person = (document.activeElement as HTMLElement | null)?.dataset["rowLink"];
      const at = rows.findIndex(({ person_id }) => person_id === person);
      if (at >= 0 && person) tick(at, !picked.has(person), false);
    };
    document.addEventListener("keydown", key);
    return () => document.removeEventListener("keydown", key);
  });
  if (rows.length === 0) return <Empty title={t("caseload.none_fits")} />;
  const all = chosen.length === rows.length;
  return (
    <>
      <div className="caseload-bulk" role="group" aria-label={t("caseload.bulk")}>
        <label className="radio">
          <input
            type="checkbox"
            checked={all}
            onChange={() => pick(all ? new Set() : new Set(rows.map((row) => row.person_id)))}
          />
          <span>{t("caseload.all", { count: rows.length })}</span>
        </label>
        <span role="status" className="quiet">
          {t("caseload.chosen", { count: chosen.length })}
        </span>
        <button
          type="button"
          className="button button-small"
          disabled={chosen.length === 0}
          onClick={move}
        >
          {t(view.may_hand_over ? "caseload.hand_over" : "caseload.take")}
        </button>
      </div>
      <table className="table stack caseload" ref={table}>
        <caption className="unseen">{t("caseload.title")}</caption>
        <thead>
          <tr>
            <th scope="col">
              <span className="unseen">{t("caseload.col.pick")}</span>
            </th>
            <th scope="col">{t("caseload.col.person")}</th>
            <th scope="col">{t("caseload.col.next")}</th>
            <th scope="col">{t("caseload.col.waits")}</th>
            <th scope="col">{t("caseload.col.met")}</th>
            <th scope="col">{t("caseload.col.worker")}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row, at) => (
            <CaseLine
              key={row.person_id}
              row={row}
              view={view}
              isPicked={picked.has(row.person_id)}
              tick={(isOn, isRange) => tick(at, isOn, isRange)}
            />
          ))}
        </tbody>
      </table>
    </>
  );
}
