type Props<Value extends string> = {
  legend: string;
  name: string;
  /** What is sent, and what is read. */
  options: readonly (readonly [value: Value, words: string])[];
  value: Value;
  onChange: (value: Value) => void;
};

/** One of a few, all of them in sight. */
export function Radios<Value extends string>({
  legend,
  name,
  options,
  value,
  onChange,
}: Props<Value>) {
  return (
    <fieldset className="parts">
      <legend>{legend}</legend>
      {options.map(([one, words]) => (
        <label key={one} className="radio">
          <input type="radio" name={name} checked={value === one} onChange={() => onChange(one)} />
          <span>{words}</span>
        </label>
      ))}
    </fieldset>
  );
}
