import { controlId, useFault } from "./faults.ts";

/** What is wrong at a place, beside it; nothing where nothing is. */
export function FaultWords({ at }: { at: string }) {
  const fault = useFault(at);
  if (!fault) return null;
  return (
    <p className="field-error" id={`${controlId(at)}-fault`}>
      {fault}
    </p>
  );
}
