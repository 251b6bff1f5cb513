import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useParams } from "@tanstack/react-router";
import { useState } from "react";
import type { MatchView } from "../../server/api/match-schemas.ts";
import { path } from "../api/call.ts";
import { queries } from "../api/queries.ts";
import { useAct } from "../api/useAct.ts";
import { FailedPage } from "../parts/FailedPage.tsx";
import { FailureLine } from "../parts/FailureLine.tsx";
import { PageTitle } from "../parts/PageTitle.tsx";
import { Skeleton } from "../parts/Skeleton.tsx";
import { useWords } from "../words/useWords.ts";
import { MatchTable } from "./MatchTable.tsx";

export function MatchPage() {
  const { id } = useParams({ from: "/frame/matches/$id" });
  const match = useQuery(queries.match(id));
  if (match.data) return <Decide key={id} match={match.data} />;
  if (match.error) return <FailedPage error={match.error} retry={() => void match.refetch()} />;
  return <Skeleton rows={8} />;
}

type Body = { decision: "same" | "new"; person_id?: string; note?: string };

/** One question: is the partner's record somebody known here? Nothing is joined without an answer. */
function Decide({ match }: { match: MatchView }) {
  const words = useWords();
  const { t } = words;
  const navigate = useNavigate();
  const [answer, setAnswer] = useState("");
  const [note, setNote] = useState("");
  const [asked, setAsked] = useState(false);
  const decide = useAct<Body, { id: string }>(path`/matches/${match.id}/decision`);
  const incomingName = match.incoming.find((one) => one.field === "name")?.value;
  const send = (event: React.SubmitEvent) => {
    event.preventDefault();
    setAsked(true);
    if (answer === "") return;
    const choice: Body =
      answer === "new" ? { decision: "new" } : { decision: "same", person_id: answer };
    decide.mutate(note.trim() === "" ? choice : { ...choice, note: note.trim() }, {
      onSuccess: ({ id }) => void navigate({ to: "/people/$id", params: { id } }),
    });
  };
  return (
    <>
      <PageTitle
        title={t("match.title")}
        trail={<Link to="/matches">{t("matches.title")}</Link>}
        lead={
          <>
            <bdi>{words.value("name", incomingName)}</bdi>
            {t("value.comma")}
            {t(`match.why.${match.why}`, { defaultValue: match.why })}
          </>
        }
      />
      <MatchTable match={match} />
      <form className="panel match-form" onSubmit={send} noValidate>
        <fieldset aria-describedby={asked && answer === "" ? "match-missing" : undefined}>
          <legend>{t("match.question")}</legend>
          {match.candidates.map((candidate) => (
            <label key={candidate.person_id} className="radio">
              <input
                type="radio"
                name="answer"
                checked={answer === candidate.person_id}
                onChange={() => setAnswer(candidate.person_id)}
              />
              <span>
                {t(candidate.household_number === "" ? "match.same" : "match.same_number", {
                  name: candidate.name,
                  number: candidate.household_number,
                })}
              </span>
            </label>
          ))}
          <label className="radio">
            <input
              type="radio"
              name="answer"
              checked={answer === "new"}
              onChange={() => setAnswer("new")}
            />
            <span>{t(match.candidates.length > 1 ? "match.none_of_these" : "match.not_same")}</span>
          </label>
          {asked && answer === "" ? (
            <p className="field-error" id="match-missing" role="alert">
              {t("match.choose")}
            </p>
          ) : null}
        </fieldset>
        <label htmlFor="match-note">{t("match.note")}</label>
        <textarea
          id="match-note"
          rows={2}
          maxLength={500}
          dir="auto"
          value={note}
          onChange={(event) => setNote(event.target.value)}
        />
        <p className="quiet">{t("match.undo")}</p>
        <FailureLine error={decide.error} />
        <div className="actions">
          <button type="submit" className="button button-primary" disabled={decide.isPending}>
            {t("match.decide")}
          </button>
          <Link to="/matches" className="button">
            {t("match.later")}
          </Link>
        </div>
      </form>
    </>
  );
}
