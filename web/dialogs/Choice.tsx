import { useId } from "react";
import { useWords } from "../words/useWords.ts";

type Props = {
  label: string;
  value: string;
  /** What is sent, and what is read. */
  options: readonly (readonly [value: string, words: string])[];
  /** The line of no choice; left out where one is always chosen. */
  none?: string;
  required?: boolean;
  onChange: (value: string) => void;
};

/** A choice among things that have names of their own: programmes, people, groups. */
export function Choice({ label, value, options, none, required = false, onChange }: Props) {
  const { t } = useWords();
  const id = useId();
  const first = none ?? (required ? t("form.choose") : undefined);
  return (
    <div>
      <label htmlFor={id}>{label}</label>
      <select
        id={id}
        required={required}
        value={value}
        onChange={(event) => onChange(event.target.value)}
      >
        {first === undefined ? null : <option value="">{first}</option>}
        {options.map(([one, words]) => (
          <option key={one} value={one}>
            {words}
          </option>
        ))}
      </select>
    </div>
  );
}
