import { useState } from "react";
import type { Proposal } from "../../server/api/schemas.ts";
import { path } from "../api/call.ts";
import { useAct } from "../api/useAct.ts";
import { useWords } from "../words/useWords.ts";
import { FailureLine } from "./FailureLine.tsx";
import { ToldLine } from "./ToldLine.tsx";

/** Both values side by side, who proposes, why and since when; the owner decides with one click. */
export function ProposalCard({ proposal, titled }: { proposal: Proposal; titled?: boolean }) {
  const words = useWords();
  const { t } = words;
  const decide = useAct<{ decision: "accept" | "refuse"; reason?: string }, Proposal>(
    path`/proposals/${proposal.id}/decision`,
  );
  const [refusing, setRefusing] = useState(false);
  const [reason, setReason] = useState("");
  const reasonId = `reason-${proposal.id}`;
  const label = words.code("field", proposal.field);
  if (proposal.state !== "waiting") return <Decided proposal={proposal} />;
  return (
    <section className="proposal" aria-label={t("proposal.label", { field: label })}>
      {titled ? <h2>{label}</h2> : null}
      <div className="proposal-sides">
        <div>
          <div className="quiet">{t("proposal.now")}</div>
          <div className="proposal-value" dir="auto">
            {words.value(proposal.field, proposal.current)}
          </div>
        </div>
        <div className={`proposal-new proposal-${proposal.by.system.kind}`}>
          <div className="quiet">{t("proposal.proposed")}</div>
          <div className="proposal-value" dir="auto">
            {words.value(proposal.field, proposal.value)}
          </div>
        </div>
      </div>
      <p className="proposal-who">
        {t("proposal.by", { who: words.actor(proposal.by), when: words.when(proposal.at) })}{" "}
        {proposal.reason === "" ? (
          <span className="quiet">{t("proposal.no_reason")}</span>
        ) : (
          <q dir="auto">{proposal.reason}</q>
        )}
      </p>
      {proposal.yours_to_decide && !refusing ? (
        <div className="actions">
          <button
            type="button"
            className="button button-primary"
            disabled={decide.isPending}
            onClick={() => decide.mutate({ decision: "accept" })}
            aria-label={`${t("proposal.accept")}: ${label}`}
          >
            {t("proposal.accept")}
          </button>
          <button
            type="button"
            className="button"
            onClick={() => setRefusing(true)}
            aria-label={`${t("proposal.refuse")}: ${label}`}
          >
            {t("proposal.refuse")}
          </button>
        </div>
      ) : null}
      {refusing ? (
        <form
          onSubmit={(event) => {
            event.preventDefault();
            if (reason.trim() !== "") decide.mutate({ decision: "refuse", reason: reason.trim() });
          }}
        >
          <label htmlFor={reasonId}>{t("proposal.refuse_reason", { who: proposal.by.name })}</label>
          <textarea
            id={reasonId}
            value={reason}
            required
            autoFocus
            maxLength={500}
            rows={2}
            dir="auto"
            onChange={(event) => setReason(event.target.value)}
          />
          <div className="actions">
            <button type="submit" className="button button-primary" disabled={decide.isPending}>
              {t("proposal.refuse_send")}
            </button>
            <button type="button" className="button" onClick={() => setRefusing(false)}>
              {t("form.cancel")}
            </button>
          </div>
        </form>
      ) : null}
      {proposal.yours_to_decide ? null : proposal.claim === null ? (
        <p className="quiet">{t("proposal.waiting")}</p>
      ) : (
        <ToldLine told={proposal.claim} />
      )}
      <FailureLine error={decide.error} />
    </section>
  );
}

function Decided({ proposal }: { proposal: Proposal }) {
  const words = useWords();
  const { decision } = proposal;
  return (
    <p className="quiet">
      {words.t(`proposal.${proposal.state}`, {
        who: decision === null ? "" : words.actor(decision.by),
        when: decision === null ? "" : words.when(decision.at),
        value: words.value(proposal.field, proposal.value),
      })}{" "}
      {decision === null || decision.reason === "" ? null : <q dir="auto">{decision.reason}</q>}
    </p>
  );
}
