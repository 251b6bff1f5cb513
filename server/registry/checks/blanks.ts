import type { Check } from "../knock.ts";
import { isOnTrial } from "../trial.ts";

/** The published IBR and SR samples leave ids and locales empty: for a partner on trial they are filled in. */
export const blanks: Check = (knock) => {
  const { envelope } = knock;
  if (!envelope || !isOnTrial(knock)) return null;
  knock.envelope = { ...envelope, message: filled(envelope.message) };
  return null;
};

const ids = new Set(["transaction_id", "reference_id"]);

function filled(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(filled);
  if (typeof value !== "object" || value === null) return value;
  const members = Object.entries(value).flatMap(([name, inner]): [string, unknown][] => {
    if (inner !== "") return [[name, filled(inner)]];
    if (ids.has(name)) return [[name, "blank"]];
    return name === "locale" ? [] : [[name, inner]];
  });
  return Object.fromEntries(members);
}
