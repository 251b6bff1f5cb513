import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import type { PersonView } from "../../server/api/schemas.ts";
import { queries } from "../api/queries.ts";
import { ErrorPanel } from "../parts/ErrorPanel.tsx";
import { useWords } from "../words/useWords.ts";
import { AskDialog } from "./AskDialog.tsx";
import { NewComplaintDialog } from "./ComplaintDialogs.tsx";

/** What this office asked the person about, decided, and was told: with the way to ask and to complain. */
export function MattersPanel({ person }: { person: PersonView }) {
  const { t, day } = useWords();
  const found = useQuery(queries.personHearings(person.id));
  const [open, setOpen] = useState<"ask" | "complain" | null>(null);
  const id = `matters-${person.id}`;
  const { hearings = [], complaints = [], enrolments = [] } = found.data ?? {};
  return (
    <section className="panel" aria-labelledby={id}>
      <div className="section-head">
        <h3 id={id}>{t("matters.title")}</h3>
        <span className="step-tags no-print">
          {enrolments.length > 0 ? (
            <button type="button" className="button button-small" onClick={() => setOpen("ask")}>
              {t("matters.ask")}
            </button>
          ) : null}
          <button type="button" className="button button-small" onClick={() => setOpen("complain")}>
            {t("matters.complain")}
          </button>
        </span>
      </div>
      {found.error && !found.data ? (
        <ErrorPanel error={found.error} retry={() => void found.refetch()} />
      ) : null}
      {found.data && hearings.length + complaints.length === 0 ? (
        <p className="quiet">{t("matters.none")}</p>
      ) : null}
      <ul className="referral-lines">
        {hearings.map((one) => (
          <li key={one.id}>
            <Link to="/decisions/$id" params={{ id: one.id }}>
              <bdi>{one.step?.what ?? one.fact}</bdi>
            </Link>
            <div className="quiet">
              {t(`hearing.state.${one.state}`)}
              {t("value.comma")}
              {day(one.day)}
            </div>
          </li>
        ))}
        {complaints.map((one) => (
          <li key={one.id}>
            <Link to="/decisions" hash={`complaint-${one.id}`}>
              {t(`complaint.about.${one.about}`)}
            </Link>
            <div className="quiet">
              {t(one.answer === null ? "complaint.open" : "complaint.answered")}
              {t("value.comma")}
              {day(one.made_on)}
            </div>
          </li>
        ))}
      </ul>
      {open === "ask" && found.data ? (
        <AskDialog person={person} known={found.data} close={() => setOpen(null)} />
      ) : null}
      {open === "complain" ? (
        <NewComplaintDialog personId={person.id} close={() => setOpen(null)} />
      ) : null}
    </section>
  );
}
