import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import type { ComplaintView, HearingView } from "../../server/api/hearing-schemas.ts";
import { queries } from "../api/queries.ts";
import { DueTag } from "../parts/DueTag.tsx";
import { Empty } from "../parts/Empty.tsx";
import { ErrorPanel } from "../parts/ErrorPanel.tsx";
import { PageTitle } from "../parts/PageTitle.tsx";
import { PrintButton } from "../parts/PrintButton.tsx";
import { Skeleton } from "../parts/Skeleton.tsx";
import { useWords } from "../words/useWords.ts";
import { AnswerComplaintDialog } from "./ComplaintDialogs.tsx";

/** What people were asked, what was decided, and what they complained of: what is open first. */
export function DecisionsPage() {
  const { t } = useWords();
  const matters = useQuery(queries.hearings());
  const { hearings = [], complaints = [] } = matters.data ?? {};
  return (
    <>
      <PageTitle
        title={t("decisions.title")}
        lead={t("decisions.lead")}
        actions={<PrintButton label={t("decisions.print")} />}
      />
      {matters.error ? (
        <ErrorPanel error={matters.error} retry={() => void matters.refetch()} />
      ) : null}
      {matters.isPending ? <Skeleton rows={6} /> : null}
      {matters.data && hearings.length + complaints.length === 0 ? (
        <Empty title={t("decisions.empty")}>
          <p>{t("decisions.empty_next")}</p>
        </Empty>
      ) : null}
      {hearings.length > 0 ? <Hearings items={hearings} /> : null}
      {complaints.length > 0 ? <Complaints items={complaints} /> : null}
    </>
  );
}

function Hearings({ items }: { items: readonly HearingView[] }) {
  const { t } = useWords();
  return (
    <section aria-labelledby="hearings">
      <h2 id="hearings">{t("decisions.hearings")}</h2>
      <table className="table stack">
        <thead>
          <tr>
            <th scope="col">{t("decisions.col.person")}</th>
            <th scope="col">{t("decisions.col.what")}</th>
            <th scope="col">{t("decisions.col.state")}</th>
            <th scope="col">{t("decisions.col.due")}</th>
          </tr>
        </thead>
        <tbody>
          {items.map((one) => (
            <tr key={one.id} className={one.late ? "row-late" : undefined}>
              <td data-label={t("decisions.col.person")}>
                <Link to="/decisions/$id" params={{ id: one.id }} className="strong">
                  <bdi>{one.person_name}</bdi>
                </Link>
                <div className="quiet">
                  <bdi>{one.programme}</bdi>
                </div>
              </td>
              <td data-label={t("decisions.col.what")}>
                <bdi>{one.step?.what ?? one.fact}</bdi>
              </td>
              <td data-label={t("decisions.col.state")}>{t(`hearing.state.${one.state}`)}</td>
              <td data-label={one.due === null ? undefined : t("decisions.col.due")}>
                <DueTag due={one.due === null ? null : `${one.due}T12:00:00Z`} late={one.late} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function Complaints({ items }: { items: readonly ComplaintView[] }) {
  const words = useWords();
  const { t, day } = words;
  const [answering, setAnswering] = useState<ComplaintView | null>(null);
  return (
    <section className="complaints" aria-labelledby="complaints">
      <h2 id="complaints">{t("decisions.complaints")}</h2>
      <ul>
        {items.map((one) => (
          <li key={one.id} className="panel" id={`complaint-${one.id}`}>
            <div className="section-head">
              <h3>
                <bdi>{one.person_name}</bdi>
                {t("value.colon")} {t(`complaint.about.${one.about}`)}
              </h3>
              {one.answer === null ? (
                <DueTag due={`${one.answer_by}T12:00:00Z`} late={one.late} />
              ) : (
                <span className="tag tag-ok">{t("complaint.answered")}</span>
              )}
            </div>
            <p dir="auto">{one.text}</p>
            <p className="quiet">
              {t("complaint.made", { day: day(one.made_on), by: words.actor(one.opened.by) })}
            </p>
            {one.answer === null ? (
              <button
                type="button"
                className="button no-print"
                aria-label={`${t("complaint.answer")} ${one.person_name}`}
                onClick={() => setAnswering(one)}
              >
                {t("complaint.answer")}
              </button>
            ) : (
              <blockquote className="review-said">
                <p dir="auto">{one.answer.text}</p>
                <div className="quiet">
                  {words.actor(one.answer.by)}
                  {one.answer.put_right ? (
                    <>
                      {t("value.comma")}
                      {t("complaint.put_right")}
                    </>
                  ) : null}
                </div>
              </blockquote>
            )}
          </li>
        ))}
      </ul>
      {answering ? (
        <AnswerComplaintDialog complaint={answering} close={() => setAnswering(null)} />
      ) : null}
    </section>
  );
}
