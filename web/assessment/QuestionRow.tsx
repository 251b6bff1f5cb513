import { IconCircleCheck, IconLock } from "@tabler/icons-react";
import { useState } from "react";
import type { QuestionView } from "../../server/api/assessment-schemas.ts";
import { SystemTag } from "../parts/SystemTag.tsx";
import { useWords } from "../words/useWords.ts";
import { AnswerInput, answerText } from "./AnswerInput.tsx";

type Props = {
  question: QuestionView;
  value: unknown;
  busy: boolean;
  change: (value: unknown) => void;
  confirm: () => void;
};

/** Filled in with source and date, to confirm and not to ask; or asked, if it is open. */
export function QuestionRow(props: Props) {
  const [changing, setChanging] = useState(false);
  const { question, value, change } = props;
  if (question.state === "open" || changing) {
    return (
      <div className="question">
        <AnswerInput question={question} value={value} change={change} />
        <Notes question={question} />
        {changing ? (
          <Keep question={question} {...{ change, done: () => setChanging(false) }} />
        ) : null}
      </div>
    );
  }
  return <Known {...props} edit={() => setChanging(true)} />;
}

function Keep(props: { question: QuestionView; change: Props["change"]; done: () => void }) {
  const { t } = useWords();
  const keep = () => {
    props.change(undefined);
    props.done();
  };
  return (
    <button type="button" className="button button-small" onClick={keep}>
      {t("assessment.keep")}
    </button>
  );
}

function Known({ question, busy, change, confirm, edit }: Props & { edit: () => void }) {
  const words = useWords();
  const { t, when, day } = words;
  const { code, state, source, on, confirmed_on } = question;
  const label = t(`question.${code}`);
  if (state === "kept") {
    return (
      <div className="question">
        <p className="question-label">{label}</p>
        <p className="quiet">
          <IconLock size={16} aria-hidden="true" /> {t("assessment.kept")}
        </p>
      </div>
    );
  }
  const start = () => {
    change(question.value);
    edit();
  };
  return (
    <div className="question question-known">
      <div>
        <p className="question-label">{label}</p>
        <p className="strong" dir="auto">
          {answerText(question, question.value, words)}
        </p>
        <p className="quiet">
          {source ? <SystemTag system={source} /> : null} {on === null ? null : when(on)}
          {confirmed_on === null ? null : (
            <span className="question-confirmed">
              <IconCircleCheck size={16} aria-hidden="true" />
              {t("assessment.confirmed", { day: day(confirmed_on) })}
            </span>
          )}
        </p>
        <Notes question={question} />
      </div>
      <div className="actions">
        <button
          type="button"
          className="button button-small"
          disabled={busy}
          onClick={confirm}
          aria-label={`${t("assessment.confirm")}${t("value.colon")} ${label}`}
        >
          {t("assessment.confirm")}
        </button>
        <button
          type="button"
          className="button button-small"
          onClick={start}
          aria-label={`${t("assessment.change")}${t("value.colon")} ${label}`}
        >
          {t("assessment.change")}
        </button>
      </div>
    </div>
  );
}

function Notes({ question }: { question: QuestionView }) {
  const { t } = useWords();
  if (question.private) return <p className="quiet">{t("assessment.private")}</p>;
  if (!question.asked) return <p className="quiet">{t("assessment.theirs")}</p>;
  return null;
}
