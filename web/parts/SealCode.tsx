/** A hash or seed as a fact: whoever checks a draw copies it letter by letter. */
export function SealCode({ label, text }: { label: string; text: string }) {
  return (
    <div className="field">
      <dt>{label}</dt>
      <dd>
        <code className="seal" dir="ltr">
          {text}
        </code>
      </dd>
    </div>
  );
}
