import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { useState } from "react";
import type { AnswersBody, AssessmentView } from "../../server/api/assessment-schemas.ts";
import { path } from "../api/call.ts";
import { queries } from "../api/queries.ts";
import { useAct } from "../api/useAct.ts";
import { FailedPage } from "../parts/FailedPage.tsx";
import { FailureLine } from "../parts/FailureLine.tsx";
import { PageTitle } from "../parts/PageTitle.tsx";
import { Skeleton } from "../parts/Skeleton.tsx";
import { useWords } from "../words/useWords.ts";
import { QuestionRow } from "./QuestionRow.tsx";

/** The assessment, once for both offices: what is known is filled in, and only the rest is asked. */
export function AssessmentPage() {
  const { t } = useWords();
  const { id } = useParams({ from: "/frame/people/$id/assessment" });
  const assessment = useQuery(queries.assessment(id));
  if (assessment.error) {
    return <FailedPage error={assessment.error} retry={() => void assessment.refetch()} />;
  }
  if (!assessment.data) return <Skeleton rows={8} />;
  const { person } = assessment.data;
  return (
    <>
      <PageTitle
        title={t("assessment.title", { name: person.name })}
        lead={t("assessment.lead")}
        trail={
          <Link to="/people/$id" params={{ id }}>
            <bdi>{person.name}</bdi>
          </Link>
        }
      />
      <Conversation key={id} assessment={assessment.data} />
    </>
  );
}

function Conversation({ assessment }: { assessment: AssessmentView }) {
  const { t } = useWords();
  const { person, sections, open, answered, repeats } = assessment;
  const act = useAct<AnswersBody, AssessmentView>(path`/people/${person.id}/assessment`);
  const [said, setSaid] = useState<ReadonlyMap<string, unknown>>(new Map());
  const questions = sections.flatMap((one) => one.questions);
  const change = (code: string, value: unknown) => {
    const next = new Map(said);
    if (value === undefined || value === "") next.delete(code);
    else next.set(code, value);
    setSaid(next);
  };
  const save = () => {
    const answers = [...said].map(([question, value]) => {
      const stamp = questions.find(({ code }) => code === question)?.stamp ?? "";
      return { question, value: typeof value === "string" ? value.trim() : value, seen: stamp };
    });
    act.mutate({ answers }, { onSuccess: () => setSaid(new Map()) });
  };
  return (
    <form
      className="assessment"
      onSubmit={(event) => {
        event.preventDefault();
        save();
      }}
    >
      <p className="assessment-sums">
        <span className="tag tag-ok">{t("assessment.answered", { count: answered })}</span>{" "}
        <span className={open > 0 ? "tag tag-warn" : "tag"}>
          {t("assessment.open", { count: open })}
        </span>{" "}
        <span className={repeats > 0 ? "tag tag-bad" : "tag"}>
          {t("assessment.repeats", { count: repeats })}
        </span>
      </p>
      {sections.map((one) => (
        <section key={one.section} className="panel" aria-labelledby={`section-${one.section}`}>
          <h2 id={`section-${one.section}`}>{t(`assessment.section.${one.section}`)}</h2>
          {one.questions.map((question) => (
            <QuestionRow
              key={question.code}
              question={question}
              value={said.get(question.code)}
              busy={act.isPending}
              change={(value) => change(question.code, value)}
              confirm={() => act.mutate({ confirmed: [question.code] })}
            />
          ))}
        </section>
      ))}
      <div className={said.size > 0 ? "panel assessment-save" : "panel"}>
        <FailureLine error={act.error} />
        <div className="actions">
          <button
            type="submit"
            className="button button-primary"
            disabled={act.isPending || said.size === 0}
          >
            {t("assessment.save", { count: said.size })}
          </button>
          <span className="quiet" role="status">
            {act.isSuccess && said.size === 0 ? t("assessment.saved") : ""}
          </span>
        </div>
      </div>
    </form>
  );
}
