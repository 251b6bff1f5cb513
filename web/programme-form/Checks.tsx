import type { ReactNode } from "react";
import { FaultWords } from "./FaultWords.tsx";
import { controlId } from "./faults.ts";

type Props<Value extends string> = {
  at: string;
  legend: string;
  hint?: ReactNode;
  options: readonly (readonly [value: Value, words: string])[];
  chosen: readonly Value[];
  onChange: (chosen: Value[]) => void;
};

/** Any of several, all of them in sight, kept in the order of the list. */
export function Checks<Value extends string>(props: Props<Value>) {
  const { at, legend, hint, options, chosen, onChange } = props;
  const toggle = (value: Value, on: boolean) =>
    onChange(
      options.map(([one]) => one).filter((one) => (one === value ? on : chosen.includes(one))),
    );
  return (
    <fieldset className="checks-group" id={controlId(at)} tabIndex={-1}>
      <legend>{legend}</legend>
      {hint ? <p className="quiet">{hint}</p> : null}
      <div className="checks">
        {options.map(([value, words]) => (
          <label key={value} className="radio">
            <input
              type="checkbox"
              checked={chosen.includes(value)}
              onChange={(event) => toggle(value, event.target.checked)}
            />
            <span>{words}</span>
          </label>
        ))}
      </div>
      <FaultWords at={at} />
    </fieldset>
  );
}
