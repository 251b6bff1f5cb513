import { useId } from "react";

type Props = {
  label: string;
  value: string;
  min: number;
  max?: number;
  step?: number;
  onChange: (text: string) => void;
};

/** One labelled number of a form; it is never left empty. */
export function NumberLine({ label, value, min, max, step = 1, onChange }: Props) {
  const id = useId();
  return (
    <div>
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        type="number"
        dir="ltr"
        min={min}
        max={max}
        step={step}
        required
        value={value}
        onChange={(event) => onChange(event.target.value)}
      />
    </div>
  );
}
