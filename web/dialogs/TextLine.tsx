import { useId } from "react";
import { useWords } from "../words/useWords.ts";

type Props = {
  label: string;
  value: string;
  type?: "text" | "date" | "time" | "number";
  required?: boolean;
  max?: number;
  onChange: (text: string) => void;
};

/** One labelled line of a form; what may stay empty says so. */
export function TextLine({
  label,
  value,
  type = "text",
  required = true,
  max = 500,
  onChange,
}: Props) {
  const { t } = useWords();
  const id = useId();
  return (
    <div>
      <label htmlFor={id}>{required ? label : t("form.optional", { label })}</label>
      <input
        id={id}
        type={type}
        dir={type === "text" ? "auto" : "ltr"}
        step={type === "number" ? "any" : undefined}
        min={type === "number" ? 0 : undefined}
        value={value}
        required={required}
        maxLength={type === "text" ? max : undefined}
        onChange={(event) => onChange(event.target.value)}
      />
    </div>
  );
}
