import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { useState } from "react";
import type { CaseloadView, CaseRow } from "../../server/api/caseload-schemas.ts";
import { caseloadQueries } from "../api/caseload-queries.ts";
import { Choice } from "../dialogs/Choice.tsx";
import { ListState } from "../parts/ListState.tsx";
import { PageTitle } from "../parts/PageTitle.tsx";
import { PrintButton } from "../parts/PrintButton.tsx";
import { caseFilters, caseScopes, type CaseFilter } from "../router.tsx";
import { useWords } from "../words/useWords.ts";
import { CaseTable } from "./CaseTable.tsx";
import { DoneBar } from "./DoneBar.tsx";
import { HandOverDialog } from "./HandOverDialog.tsx";
import { isQuiet } from "./quiet.ts";
import { TeamTable } from "./TeamTable.tsx";
import { useHandOver } from "./useHandOver.ts";
import { useSteadyOrder } from "./useSteadyOrder.ts";

/** Whom this worker is responsible for, whom the team is, and whom nobody is yet. */
export function CaseloadPage() {
  const { t, number } = useWords();
  const navigate = useNavigate();
  const { scope = "mine", show = "all", worker = "" } = useSearch({ from: "/frame/caseload" });
  const list = useQuery(caseloadQueries.list(scope));
  const [picked, setPicked] = useState<ReadonlySet<string>>(new Set());
  const [isMoving, setMoving] = useState(false);
  const handOver = useHandOver();
  const view = list.data;
  const steady = useSteadyOrder(scope, view?.items, (row) => row.person_id, !list.isFetching);
  const fits = (row: CaseRow, filter: CaseFilter) =>
    view !== undefined && fitsFilter(row, filter, view);
  const ofWorker = steady.shown.filter((row) => worker === "" || row.worker?.id === worker);
  const rows = ofWorker.filter((row) => fits(row, show));
  const chosen = rows.filter((row) => picked.has(row.person_id));
  const search = (part: { show?: CaseFilter; worker?: string }) => {
    const next = { show, worker, ...part };
    return {
      ...(scope !== "mine" && { scope }),
      ...(next.show !== "all" && { show: next.show }),
      ...(next.worker !== "" && { worker: next.worker }),
    };
  };
  return (
    <>
      <PageTitle
        title={t("caseload.title")}
        lead={t(`caseload.lead.${scope}`)}
        actions={<PrintButton label={t("caseload.print")} />}
      />
      <nav className="chips" aria-label={t("caseload.whose")}>
        {caseScopes.map((one) => (
          <Link
            key={one}
            to="/caseload"
            search={one === "mine" ? {} : { scope: one }}
            className="chip"
            activeOptions={{ exact: true }}
            aria-current={one === scope || undefined}
          >
            {t(`caseload.scope.${one}`)}
          </Link>
        ))}
      </nav>
      <ListState list={list} rows={8} words={`caseload.${scope}`} />
      {view && scope === "team" ? (
        <TeamTable view={view} worker={worker} search={(id) => search({ worker: id })} />
      ) : null}
      {view && view.items.length > 0 ? (
        <div className="caseload-tools">
          <nav className="chips" aria-label={t("caseload.filter")}>
            {caseFilters.map((one) => (
              <Link
                key={one}
                to="/caseload"
                search={search({ show: one })}
                className="chip"
                activeOptions={{ exact: true }}
                aria-current={one === show || undefined}
              >
                {t(`caseload.show.${one}`)}{" "}
                {number(ofWorker.filter((row) => fits(row, one)).length)}
              </Link>
            ))}
          </nav>
          {scope === "team" ? (
            <Choice
              label={t("caseload.worker")}
              value={worker}
              options={view.workers.map(({ id, name }) => [id, name])}
              none={t("caseload.everybody")}
              onChange={(id) => void navigate({ to: "/caseload", search: search({ worker: id }) })}
            />
          ) : null}
        </div>
      ) : null}
      {steady.changes > 0 ? (
        <p className="notice notice-plain caseload-news" role="status">
          {t("caseload.changes", { count: steady.changes })}{" "}
          <button type="button" className="link" onClick={steady.refresh}>
            {t("caseload.changes_show")}
          </button>
        </p>
      ) : null}
      <DoneBar handOver={handOver} refresh={steady.refresh} />
      {view && view.items.length > 0 ? (
        <CaseTable
          rows={rows}
          view={view}
          picked={picked}
          pick={setPicked}
          move={() => setMoving(true)}
          chosen={chosen}
        />
      ) : null}
      {view?.is_more ? <p className="quiet">{t("caseload.more")}</p> : null}
      {view && isMoving ? (
        <HandOverDialog
          rows={chosen}
          view={view}
          handOver={handOver}
          close={(isDone) => {
            setMoving(false);
            if (isDone) setPicked(new Set());
          }}
        />
      ) : null}
    </>
  );
}

function fitsFilter(row: CaseRow, filter: CaseFilter, view: CaseloadView): boolean {
  if (filter === "late") return row.late > 0;
  if (filter === "quiet") return isQuiet(row, view);
  return filter === "all" || row.next === null;
}
