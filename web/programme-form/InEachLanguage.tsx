import { useWords } from "../words/useWords.ts";
import { FaultWords } from "./FaultWords.tsx";
import { Line } from "./Line.tsx";

type Props = {
  at: string;
  label: string;
  value: Readonly<Record<string, string>>;
  languages: readonly string[];
  type?: "text" | "area";
  onChange: (value: Record<string, string>) => void;
};

/** One sentence in each language the programme speaks: nobody gets a letter in one they were not promised. */
export function InEachLanguage({ at, label, value, languages, type = "text", onChange }: Props) {
  const { t, language } = useWords();
  return (
    <>
      {languages.map((one) => (
        <Line
          key={one}
          at={`${at}/${one}`}
          label={
            languages.length === 1
              ? label
              : t("programme.write.in", { what: label, language: languageName(one, language) })
          }
          lang={one}
          type={type}
          value={value[one] ?? ""}
          onChange={(text) => onChange({ ...value, [one]: text })}
        />
      ))}
      <FaultWords at={at} />
    </>
  );
}

/** The name of a language in the reader's own; a code that nobody knows stays a code. */
export function languageName(code: string, reader: string): string {
  return new Intl.DisplayNames([reader], { type: "language" }).of(code) ?? code;
}
