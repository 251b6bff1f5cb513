import { useId } from "react";
import { useWords } from "../words/useWords.ts";

type Props = {
  label: string;
  group: string;
  codes: readonly string[];
  value: string;
  required?: boolean;
  onChange: (code: string) => void;
};

/** A choice among codes, in the words of the catalogue. */
export function CodeSelect({ label, group, codes, value, required = true, onChange }: Props) {
  const { t, code } = useWords();
  const id = useId();
  return (
    <div>
      <label htmlFor={id}>{label}</label>
      <select id={id} value={value} required={required} onChange={(e) => onChange(e.target.value)}>
        <option value="">{t(required ? "form.choose" : "value.none")}</option>
        {codes.map((one) => (
          <option key={one} value={one}>
            {code(group, one)}
          </option>
        ))}
      </select>
    </div>
  );
}
