import type { ReactNode } from "react";
import { useWords } from "../words/useWords.ts";
import type { Problem } from "./draft.ts";

type Props = {
  id: string;
  label: string;
  value: string;
  type?: "text" | "date" | "tel";
  problem?: Problem | undefined;
  /** Options make it a select. */
  options?: ReactNode;
  onChange: (text: string) => void;
};

/** One labelled control of the household form with what is wrong beside it. */
export function FormLine({ id, label, value, type = "text", problem, options, onChange }: Props) {
  const { t } = useWords();
  const shared = {
    id,
    value,
    "aria-invalid": problem !== undefined || undefined,
    "aria-describedby": problem === undefined ? undefined : `${id}-problem`,
  };
  return (
    <div className={problem === undefined ? "form-line" : "form-line form-line-bad"}>
      <label htmlFor={id}>{label}</label>
      {options === undefined ? (
        <input
          {...shared}
          type={type}
          dir={type === "text" ? "auto" : "ltr"}
          maxLength={100}
          autoComplete="off"
          onChange={(event) => onChange(event.target.value)}
        />
      ) : (
        <select {...shared} onChange={(event) => onChange(event.target.value)}>
          {options}
        </select>
      )}
      {problem === undefined ? null : (
        <p className="field-error" id={`${id}-problem`}>
          {t(problem.key)}
        </p>
      )}
    </div>
  );
}
