import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { useState, type ReactNode } from "react";
import type { HearingView } from "../../server/api/hearing-schemas.ts";
import { queries } from "../api/queries.ts";
import { useSession } from "../frame/session.ts";
import { DueTag } from "../parts/DueTag.tsx";
import { FailedPage } from "../parts/FailedPage.tsx";
import { PageTitle } from "../parts/PageTitle.tsx";
import { PrintButton } from "../parts/PrintButton.tsx";
import { Skeleton } from "../parts/Skeleton.tsx";
import { useWords } from "../words/useWords.ts";
import { DeedDialog, type Deed } from "./DeedDialogs.tsx";

/** One fair process from the question to its end, and the one next step. */
export function DecisionPage() {
  const { t } = useWords();
  const { id } = useParams({ from: "/frame/decisions/$id" });
  const found = useQuery(queries.hearing(id));
  if (!found.data) {
    if (found.error) return <FailedPage error={found.error} retry={() => void found.refetch()} />;
    return <Skeleton rows={8} />;
  }
  const hearing = found.data;
  return (
    <>
      <PageTitle
        title={t("hearing.title", { name: hearing.person_name })}
        trail={<Link to="/decisions">{t("decisions.title")}</Link>}
        lead={
          <>
            <bdi>{hearing.programme}</bdi> <DueTag due={dueOf(hearing)} late={hearing.late} />
          </>
        }
        actions={
          <>
            <Link to="/people/$id" params={{ id: hearing.person_id }} className="button">
              {t("hearing.person")}
            </Link>
            <PrintButton label={t("hearing.print")} />
          </>
        }
      />
      <Next hearing={hearing} />
      <Story hearing={hearing} />
    </>
  );
}

function dueOf({ due }: HearingView): string | null {
  return due === null ? null : `${due}T12:00:00Z`;
}

/** The day the state's sentence is about: how long to reply or to object, or by when it is answered. */
function dayOf({ state, due, decision, reply_by }: HearingView): string {
  const isDecided = state === "to_carry_out" || state === "carried_out";
  return (isDecided ? decision?.appeal_by : due) ?? reply_by;
}

/** Who may do each step beside the worker who has the person. */
const rolesOf: Partial<Record<Deed, readonly string[]>> = {
  decide: ["supervisor"],
  carry_out: ["supervisor"],
  decide_appeal: ["supervisor", "grievance_officer"],
};

function Next({ hearing }: { hearing: HearingView }) {
  const { t, day } = useWords();
  const { persona } = useSession();
  const [open, setOpen] = useState<Deed | null>(null);
  // Nobody decides what they asked themselves, nor looks anew at what they decided.
  const own: Partial<Record<Deed, string | undefined>> = {
    decide: hearing.opened.by.name,
    decide_appeal: hearing.decision?.by.name,
  };
  const may = hearing.next.filter(
    (deed) => own[deed] !== persona.name && (rolesOf[deed]?.includes(persona.role) ?? true),
  );
  const effective = hearing.decision?.effective_on ?? null;
  return (
    <section className="panel hearing-next" aria-labelledby="hearing-next">
      <h2 id="hearing-next">{t(`hearing.state.${hearing.state}`)}</h2>
      <p>
        {t(`hearing.next.${hearing.state}`, {
          day: day(dayOf(hearing)),
          effective: effective === null ? "" : day(effective),
        })}
      </p>
      <div className="actions no-print">
        {may.map((deed, at) => (
          <button
            key={deed}
            type="button"
            className={
              at === may.length - 1 && deed !== "appeal" ? "button button-primary" : "button"
            }
            onClick={() => setOpen(deed)}
          >
            {t(`hearing.deed.${deed}`)}
          </button>
        ))}
      </div>
      {open ? <DeedDialog deed={open} hearing={hearing} close={() => setOpen(null)} /> : null}
    </section>
  );
}

/** What happened, in the order of the law; what did not happen yet is not there. */
function Story({ hearing }: { hearing: HearingView }) {
  const words = useWords();
  const { t, day, when } = words;
  const { answer, help, decision, appeal } = hearing;
  return (
    <ol className="hearing-story">
      <Part title={t("hearing.part.missed")} at={day(hearing.day)}>
        {hearing.step ? (
          <Link to="/plans/$id" params={{ id: hearing.step.plan_id }}>
            <bdi>{hearing.step.what}</bdi>
          </Link>
        ) : null}
        {hearing.fact === "" ? null : <p dir="auto">{hearing.fact}</p>}
      </Part>
      <Part title={t("hearing.part.asked")} at={when(hearing.opened.at)}>
        <p>
          {t(`hearing.channel.${hearing.asked_by}`)}
          {t("value.comma")}
          {words.actor(hearing.opened.by)}
        </p>
        <p className="quiet">{t("hearing.reply_by", { day: day(hearing.reply_by) })}</p>
      </Part>
      {answer ? (
        <Part title={t("hearing.part.answer")} at={when(answer.at)}>
          {answer.cause === "" ? null : <p>{t(`outcome.cause_of.${answer.cause}`)}</p>}
          {answer.text === "" ? null : <q dir="auto">{answer.text}</q>}
        </Part>
      ) : null}
      {help ? (
        <Part title={t("hearing.part.help")} at={when(help.at)}>
          <p dir="auto">{help.text}</p>
        </Part>
      ) : null}
      {decision ? (
        <Part title={t("hearing.part.decision")} at={when(decision.at)}>
          <p>
            <strong>{t(`hearing.outcome.${decision.outcome}`)}</strong>
            {t("value.comma")}
            {words.actor(decision.by)}
          </p>
          <p dir="auto">{decision.reason}</p>
          {decision.legal_source === "" ? null : <p className="quiet">{decision.legal_source}</p>}
          <p className="quiet">
            {t("hearing.told", {
              how: t(`hearing.channel.${decision.told_by}`),
              day: day(decision.appeal_by),
            })}
          </p>
          {decision.carried_out_at === null ? null : (
            <p>{t("hearing.carried_out", { when: when(decision.carried_out_at) })}</p>
          )}
        </Part>
      ) : null}
      {appeal ? (
        <Part title={t("hearing.part.appeal")} at={day(appeal.on)}>
          <q dir="auto">{appeal.text}</q>
          {appeal.late ? <p>{t("hearing.appeal_late")}</p> : <p>{t("hearing.kept")}</p>}
          {appeal.outcome === null || appeal.by === null ? (
            <p className="quiet">{t("hearing.answer_by", { day: day(appeal.answer_by) })}</p>
          ) : (
            <>
              <p>
                <strong>{t(`hearing.appeal.${appeal.outcome}`)}</strong>
                {t("value.comma")}
                {words.actor(appeal.by)}
              </p>
              <p dir="auto">{appeal.reason}</p>
            </>
          )}
        </Part>
      ) : null}
    </ol>
  );
}

function Part({ title, at, children }: { title: string; at: string; children: ReactNode }) {
  return (
    <li className="panel">
      <div className="section-head">
        <h2>{title}</h2>
        <span className="quiet">{at}</span>
      </div>
      {children}
    </li>
  );
}
