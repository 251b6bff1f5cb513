import { useId } from "react";
import { useWords } from "../words/useWords.ts";

type Props = {
  label: string;
  value: string;
  hint?: string;
  required?: boolean;
  max?: number;
  rows?: number;
  onChange: (text: string) => void;
};

/** Some sentences of a form, with a word of help where it is needed. */
export function TextArea({
  label,
  value,
  hint,
  required = false,
  max = 500,
  rows = 2,
  onChange,
}: Props) {
  const { t } = useWords();
  const id = useId();
  return (
    <div>
      <label htmlFor={id}>{required ? label : t("form.optional", { label })}</label>
      <textarea
        id={id}
        dir="auto"
        rows={rows}
        required={required}
        maxLength={max}
        value={value}
        aria-describedby={hint ? `${id}-hint` : undefined}
        onChange={(event) => onChange(event.target.value)}
      />
      {hint ? (
        <p id={`${id}-hint`} className="quiet">
          {hint}
        </p>
      ) : null}
    </div>
  );
}
