import { useId } from "react";
import type { QuestionView } from "../../server/api/assessment-schemas.ts";
import type { AtHand, CareTime, Paper } from "../../domain/records/assessment-records.ts";
import { careText, moneyText, paperText } from "./answer-words.ts";
import { CareInput } from "./CareInput.tsx";
import { MoneyInput, PapersInput } from "./PapersInput.tsx";
import { codeGroups } from "../words/value-text.ts";
import { useWords, type Words } from "../words/useWords.ts";

type Props = {
  question: QuestionView;
  /** Undefined: nothing was said yet. */
  value: unknown;
  change: (value: unknown) => void;
};

/** One question, asked in the way its answer has. */
export function AnswerInput({ question, value, change }: Props) {
  const words = useWords();
  const { t } = words;
  const id = useId();
  const { code, kind } = question;
  const label = t(`question.${code}`);
  const lines: unknown = Array.isArray(value) ? value : [];
  if (kind === "care") {
    return <CareInput label={label} value={lines as CareTime[]} change={change} />;
  }
  if (kind === "papers") {
    return <PapersInput label={label} value={lines as Paper[]} change={change} />;
  }
  if (kind === "money") {
    return <MoneyInput label={label} value={value as AtHand | undefined} change={change} />;
  }
  if (kind === "text" || kind === "number") {
    const max = question.max ?? undefined;
    return (
      <div className="form-line">
        <label htmlFor={id}>{label}</label>
        {kind === "text" ? (
          <textarea
            id={id}
            rows={2}
            dir="auto"
            maxLength={1000}
            value={typeof value === "string" ? value : ""}
            onChange={(event) => change(event.target.value)}
          />
        ) : (
          <input
            id={id}
            className="answer-number"
            type="number"
            dir="ltr"
            min={0}
            max={max}
            value={typeof value === "number" ? value : ""}
            onChange={(event) =>
              change(event.target.value === "" ? undefined : Number(event.target.value))
            }
          />
        )}
      </div>
    );
  }
  const options: [unknown, string][] =
    kind === "yes_no"
      ? [
          [true, t("value.yes")],
          [false, t("value.no")],
        ]
      : question.options.map((one) => [one, optionText(question, one, words)]);
  const chosen = Array.isArray(value) ? (value as unknown[]) : [];
  const isSome = kind === "some";
  const toggle = (option: unknown) => {
    if (!isSome) return change(option);
    const next = chosen.includes(option)
      ? chosen.filter((one) => one !== option)
      : [...chosen, option];
    change(next.length === 0 ? undefined : next);
  };
  return (
    <fieldset className="answer-options">
      <legend>{label}</legend>
      {options.map(([option, text]) => (
        <label key={text} className="radio">
          <input
            type={isSome ? "checkbox" : "radio"}
            name={id}
            checked={isSome ? chosen.includes(option) : value === option}
            onChange={() => toggle(option)}
          />
          <span>{text}</span>
        </label>
      ))}
    </fieldset>
  );
}

function optionText({ code, field }: QuestionView, option: string, words: Words): string {
  const group = field === null ? undefined : codeGroups[field];
  return words.code(group ?? `answer.${code}`, option);
}

/** An answer in words. */
export function answerText(question: QuestionView, value: unknown, words: Words): string {
  const { field, kind } = question;
  if (field !== null) return words.value(field, value);
  if (kind === "money") return moneyText(value as AtHand, words);
  if (kind === "care" || kind === "papers") {
    const say = (one: unknown) =>
      kind === "care" ? careText(one as CareTime, words) : paperText(one as Paper, words);
    return (value as unknown[]).map(say).join("\n");
  }
  if (Array.isArray(value)) {
    const parts = value.map((one) => optionText(question, String(one), words));
    return new Intl.ListFormat(words.language, { type: "conjunction" }).format(parts);
  }
  if (kind === "one" && typeof value === "string") return optionText(question, value, words);
  return words.value("answer", value);
}
