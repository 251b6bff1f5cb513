/**
 * The substance of a plan and its root. Both systems hold the same lines after a merge, so both
 * compute the same root, whatever the order in which the records came; a line that one of them must
 * not see stands in it as a commitment. Status, progress, evidence, messages, staff names and the
 * diary are no part of it (design: sign-off).
 */
import type { Json, JsonObject } from "../json.ts";
import { textOf, valueOf, type RecordState, type StoredRecord } from "../record.ts";
import { stepSubstance } from "../records/step-records.ts";
import type { Sha256 } from "../sha256.ts";

/** How the terms are written and hashed; a plan keeps the version it was opened with. */
export const terms_version = 1;

export interface TermsLine {
  key: string;
  terms: JsonObject;
}
export interface HiddenLine {
  key: string;
  commitment: string;
}
/** What is agreed: all of it, and nothing beside it. */
export interface Terms {
  terms_version: number;
  plan: string;
  data_shared: string;
  goals: TermsLine[];
  steps: TermsLine[];
  hidden: HiddenLine[];
}

/** A record as the terms read it. */
export type Line = Pick<StoredRecord, "key" | "type" | "state">;

/** The terms of a plan as its lines stand now. Lines that were taken out are no part of them. */
export function termsOf(plan: Line, lines: readonly Line[]): Terms {
  const living = lines.filter(({ state }) => valueOf(state, "withdrawn") !== true);
  const of = (type: Line["type"]) => living.filter((line) => line.type === type).sort(byKey);
  return {
    terms_version: Number(valueOf(plan.state, "terms_version") ?? terms_version),
    plan: plan.key,
    data_shared: textOf(plan.state, "data_shared"),
    goals: of("Goal").map(({ key, state }) => ({ key, terms: goalTerms(state) })),
    steps: of("Step").map(({ key, state }) => ({ key, terms: stepTerms(state) })),
    hidden: of("Unavailable").map(({ key, state }) => ({
      key,
      commitment: textOf(state, "commitment"),
    })),
  };
}

const goalSubstance = ["text", "by", "how_known"] as const;

export function goalTerms(state: RecordState): JsonObject {
  return substanceOf(state, goalSubstance);
}

/** What of a step is agreed. */
export function stepTerms(state: RecordState): JsonObject {
  return substanceOf(state, ["lane", ...stepSubstance]);
}

/** Empty, false, an empty list and absent are one: nothing is said of it. */
function substanceOf(state: RecordState, fields: readonly string[]): JsonObject {
  const terms: JsonObject = {};
  for (const field of fields) {
    const value = valueOf(state, field);
    if (value === undefined || value === null || value === "" || value === false) continue;
    if (Array.isArray(value) && value.length === 0) continue;
    terms[field] = value;
  }
  return terms;
}

/** The Merkle root (after RFC 9162) over the lines: one hash that names this version. */
export function rootOf(terms: Terms, sha256: Sha256): string {
  return merkle(leavesOf(terms, sha256), sha256);
}

/** One hash per line; what kind of line it is is part of it, so no line can stand for another. */
function leavesOf(terms: Terms, sha256: Sha256): string[] {
  const { goals, steps, hidden, terms_version: version, plan, data_shared } = terms;
  const head: JsonObject = { terms_version: version, plan, data_shared };
  const leaf = (kind: string, key: string, content: string) =>
    sha256(`tandem-terms/${version}\nleaf\n${kind}\n${key}\n${content}`);
  return [
    leaf("plan", plan, canonical(head)),
    ...[...goals].sort(byKey).map((line) => leaf("goal", line.key, canonical(line.terms))),
    ...[...steps].sort(byKey).map((line) => leaf("step", line.key, canonical(line.terms))),
    ...[...hidden].sort(byKey).map(({ key, commitment }) => leaf("hidden", key, commitment)),
  ];
}

function merkle(hashes: readonly string[], sha256: Sha256): string {
  const [first = ""] = hashes;
  if (hashes.length <= 1) return first;
  const split = 2 ** Math.ceil(Math.log2(hashes.length) - 1);
  const left = merkle(hashes.slice(0, split), sha256);
  const right = merkle(hashes.slice(split), sha256);
  return sha256(`tandem-terms\nnode\n${left}\n${right}`);
}

/**
 * What stands for a hidden step: a hash over its terms and a salt of 32 random bytes (hex). Whoever
 * has not the salt cannot try out what it might be.
 */
export function commitmentOf(terms: JsonObject, salt: string, sha256: Sha256): string {
  return sha256(`tandem-commitment/${terms_version}\n${salt}\n${canonical(terms)}`);
}

/** RFC 8785 for what records hold: members in the order of their UTF-16 units, no space. */
export function canonical(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const members = Object.keys(value)
    .sort()
    .map((name) => `${JSON.stringify(name)}:${canonical(value[name] ?? null)}`);
  return `{${members.join(",")}}`;
}

function byKey(a: { key: string }, b: { key: string }): number {
  return a.key < b.key ? -1 : a.key > b.key ? 1 : 0;
}
