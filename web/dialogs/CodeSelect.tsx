import { useWords } from "../words/useWords.ts";
import { Choice } from "./Choice.tsx";

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
  return (
    <Choice
      label={label}
      value={value}
      options={codes.map((one) => [one, code(group, one)])}
      none={t(required ? "form.choose" : "value.none")}
      required={required}
      onChange={onChange}
    />
  );
}
