import { useWords } from "../words/useWords.ts";

type Props = {
  id: string;
  legend: string;
  names: readonly string[];
  value: unknown;
  onChange: (value: Record<string, unknown>) => void;
};

/** A value of several named parts (a name, an address); parts not shown here are kept as they are. */
export function PartsInput({ id, legend, names, value, onChange }: Props) {
  const { t } = useWords();
  const whole =
    typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
  const change = (name: string, text: string) => {
    const { [name]: _old, ...rest } = whole;
    onChange(text === "" ? rest : { ...rest, [name]: text });
  };
  return (
    <fieldset className="parts">
      <legend>{legend}</legend>
      {names.map((name) => (
        <div key={name}>
          <label htmlFor={`${id}-${name}`}>{t(`part.${name}`)}</label>
          <input
            id={`${id}-${name}`}
            dir="auto"
            value={typeof whole[name] === "string" ? whole[name] : ""}
            onChange={(event) => change(name, event.target.value)}
          />
        </div>
      ))}
    </fieldset>
  );
}
