/** What differs between two versions of a plan, line by line; the catalogue makes sentences of it. */
import { sameJson, type Json, type JsonObject } from "../json.ts";
import type { Terms, TermsLine } from "./terms.ts";

export interface Difference {
  kind: "plan" | "goal" | "step" | "hidden";
  key: string;
  what: "added" | "removed" | "changed";
  /** The line's own words, for the sentence; empty where the line is hidden. */
  title: string;
  /** Of a changed line: its fields, before and after; null: nothing was said. */
  fields: { field: string; from: Json; to: Json }[];
}

/** From one version to a later one. A hidden line only ever says that it changed. */
export function differencesOf(from: Terms, to: Terms): Difference[] {
  const plan = fieldsBetween(
    { data_shared: from.data_shared || null },
    { data_shared: to.data_shared || null },
  );
  const hidden = (terms: Terms) =>
    terms.hidden.map(({ key, commitment }) => ({ key, terms: { commitment } }));
  return [
    ...(plan.length > 0
      ? [{ kind: "plan", key: to.plan, what: "changed", title: "", fields: plan } as const]
      : []),
    ...linesBetween("goal", from.goals, to.goals),
    ...linesBetween("step", from.steps, to.steps),
    ...linesBetween("hidden", hidden(from), hidden(to)).map((one) => ({ ...one, fields: [] })),
  ];
}

function linesBetween(
  kind: Difference["kind"],
  from: readonly TermsLine[],
  to: readonly TermsLine[],
): Difference[] {
  const before = new Map(from.map((line) => [line.key, line.terms]));
  const after = new Map(to.map((line) => [line.key, line.terms]));
  const keys = [...new Set([...before.keys(), ...after.keys()])].sort();
  return keys.flatMap((key): Difference[] => {
    const [old, now] = [before.get(key), after.get(key)];
    if (!old) return [{ kind, key, what: "added", title: titleOf(now), fields: [] }];
    if (!now) return [{ kind, key, what: "removed", title: titleOf(old), fields: [] }];
    const fields = fieldsBetween(old, now);
    if (fields.length === 0) return [];
    return [{ kind, key, what: "changed", title: titleOf(now), fields }];
  });
}

function fieldsBetween(from: JsonObject, to: JsonObject): Difference["fields"] {
  return [...new Set([...Object.keys(from), ...Object.keys(to)])]
    .sort()
    .map((field) => ({ field, from: from[field] ?? null, to: to[field] ?? null }))
    .filter((one) => !sameJson(one.from, one.to));
}

function titleOf(terms: JsonObject | undefined): string {
  const title = terms?.["what"] ?? terms?.["text"];
  return typeof title === "string" ? title : "";
}
