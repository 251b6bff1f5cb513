import type { ReactNode } from "react";
import { FaultWords } from "./FaultWords.tsx";
import { controlId, useFault } from "./faults.ts";

type Props = {
  /** The place in the definition: what is wrong with it is said here. */
  at: string;
  label: string;
  value: string;
  type?: "text" | "number" | "date" | "time" | "area";
  hint?: string;
  max?: number;
  min?: number;
  lang?: string;
  /** Makes it a choice: value and words. */
  options?: readonly (readonly [value: string, words: string])[];
  list?: readonly string[];
  onChange: (text: string) => void;
};

/** One labelled control of the programme form, with what is wrong beside it. */
export function Line(props: Props) {
  const { at, label, value, type = "text", hint, max, min = 0, options, lang, list } = props;
  const fault = useFault(at);
  const id = controlId(at);
  const described = [hint ? `${id}-hint` : "", fault ? `${id}-fault` : ""]
    .filter(Boolean)
    .join(" ");
  const control = {
    id,
    value,
    "aria-invalid": fault !== undefined || undefined,
    "aria-describedby": described || undefined,
    onChange: (event: { target: { value: string } }) => props.onChange(event.target.value),
  };
  const isText = type === "text" || type === "area";
  const typed: ReactNode =
    type === "area" ? (
      <textarea {...control} dir="auto" lang={lang} rows={2} maxLength={max ?? 500} />
    ) : (
      <input
        {...control}
        type={type}
        dir={isText ? "auto" : "ltr"}
        lang={lang}
        autoComplete="off"
        list={list ? `${id}-list` : undefined}
        maxLength={isText ? (max ?? 500) : undefined}
        {...(type === "number" && { min, max, step: "any" })}
      />
    );
  return (
    <div className={fault ? "form-line form-line-bad" : "form-line"}>
      <label htmlFor={id}>{label}</label>
      {options ? (
        <select {...control}>
          {options.map(([one, words]) => (
            <option key={one} value={one}>
              {words}
            </option>
          ))}
        </select>
      ) : (
        typed
      )}
      {list ? (
        <datalist id={`${id}-list`}>
          {list.map((one) => (
            <option key={one} value={one} />
          ))}
        </datalist>
      ) : null}
      {hint ? (
        <p id={`${id}-hint`} className="quiet">
          {hint}
        </p>
      ) : null}
      <FaultWords at={at} />
    </div>
  );
}

type NumberProps = Omit<Props, "value" | "type" | "options" | "onChange"> & {
  value: number;
  onChange: (value: number) => void;
};

/** A number; while nothing is typed it is none. */
export function NumberOf({ value, onChange, ...rest }: NumberProps) {
  const text = Number.isFinite(value) && (value as number | null) !== null ? String(value) : "";
  const read = (typed: string) => onChange(typed === "" ? Number.NaN : Number(typed));
  return <Line {...rest} type="number" value={text} onChange={read} />;
}
