/**
 * Who agreed to what. A sign-off is a statement over a terms root; agreed is derived: both offices
 * and the person have signed one root. The last agreed root stays in force while a new draft is
 * made, and nobody is held to a line that was not signed (case.md, The plan).
 */
import { sameJson, type Json } from "../json.ts";
import { creatorOf, textOf, valueOf, type StoredRecord } from "../record.ts";
import type { SystemId, SystemKind } from "../records/field.ts";
import { parties, type Party, type SignDecision } from "../records/plan-values.ts";
import type { Systems } from "../authority.ts";
import type { Terms } from "./terms.ts";

/** A statement about a root, its signature judged. */
export interface SignOff {
  key: string;
  party: Party;
  root: string;
  decision: SignDecision;
  /** Lines the person said no to; the others hold. */
  refusedLines: readonly string[];
  /** ISO, UTC, by the clock of the system that signed. */
  at: string;
  /** The system that signed, and for the person witnessed. */
  system: SystemId;
}

export interface Agreed {
  root: string;
  /** When the third of the three signed. */
  at: string;
}
export interface AgreementOf {
  /** What holds now; null: nothing was agreed yet. */
  inForce: Agreed | null;
  /** Every root that was agreed, the latest first. */
  agreed: Agreed[];
  /** What each party last said of the terms as they stand; null: nothing. */
  said: Record<Party, SignOff | null>;
  /** Who still has to sign the terms as they stand. */
  asks: Party[];
}

/** How the agreement stands. The same sign-offs give the same answer in any order and on both sides. */
export function agreementOf(signOffs: readonly SignOff[], root: string): AgreementOf {
  const byRoot = new Map<string, SignOff[]>();
  for (const one of signOffs) byRoot.set(one.root, [...(byRoot.get(one.root) ?? []), one]);
  const agreed = [...byRoot]
    .flatMap(([of, said]): Agreed[] => {
      const last = parties.map((party) => lastOf(said, party));
      if (last.some((one) => one?.decision !== "signed")) return [];
      const at = last.map((one) => one?.at ?? "").reduce((a, b) => (a > b ? a : b), "");
      return [{ root: of, at }];
    })
    .sort((a, b) => compare(b.at, a.at) || compare(b.root, a.root));
  const here = byRoot.get(root) ?? [];
  const said = {
    social: lastOf(here, "social"),
    employment: lastOf(here, "employment"),
    person: lastOf(here, "person"),
  };
  return {
    inForce: agreed[0] ?? null,
    agreed,
    said,
    asks: parties.filter((party) => said[party]?.decision !== "signed"),
  };
}

function lastOf(said: readonly SignOff[], party: Party): SignOff | null {
  return said
    .filter((one) => one.party === party)
    .reduce<SignOff | null>(
      (last, one) =>
        last && (compare(last.at, one.at) || compare(last.key, one.key)) > 0 ? last : one,
      null,
    );
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/**
 * How a line stands: `agreed` as it reads now; `changed` since, so that its agreed words hold;
 * `refused` by the person; `not_agreed`: nobody is held to it.
 */
export type LineStanding = "agreed" | "changed" | "refused" | "not_agreed";

/** Of one goal or step, against the terms in force. */
export function lineStanding(
  line: { key: string; terms: Json },
  inForce: Terms | null,
  refusedLines: readonly string[],
): LineStanding {
  const agreed = [...(inForce?.goals ?? []), ...(inForce?.steps ?? [])].find(
    ({ key }) => key === line.key,
  );
  if (!agreed) return "not_agreed";
  if (refusedLines.includes(line.key)) return "refused";
  return sameJson(agreed.terms, line.terms) ? "agreed" : "changed";
}

/** Lines the person said no to when the version in force was signed. */
export function refusedIn(signOffs: readonly SignOff[], root: string): readonly string[] {
  const here = signOffs.filter((one) => one.root === root);
  return lastOf(here, "person")?.refusedLines ?? [];
}

/** Which system may speak for a party: an office for itself, either office as witness of the person. */
export function maySpeakFor(party: Party, kind: SystemKind | undefined): boolean {
  if (kind === undefined) return false;
  return party === "person" || party === partyOf(kind);
}

export function partyOf(kind: SystemKind): "social" | "employment" {
  return kind === "sp" ? "social" : "employment";
}

/** What is signed: everything the record says but who typed it. */
export interface SignedStatement {
  plan: string;
  root: string;
  party: Party;
  decision: SignDecision;
  refused_lines: string[];
  reason: string;
  method: string;
  evidence: string;
  witness: string;
  at: string;
  system: SystemId;
}

const statementParts = ["plan", "root", "reason", "method", "evidence", "witness", "at"] as const;

/** The statement that a SignOff record's signature has to be over. */
export function statementOf(record: Pick<StoredRecord, "key" | "state">): SignedStatement {
  const { state } = record;
  const [plan, root, reason, method, evidence, witness, at] = statementParts.map((part) =>
    textOf(state, part),
  ) as [string, string, string, string, string, string, string];
  return {
    plan,
    root,
    reason,
    method,
    evidence,
    witness,
    at,
    party: textOf(state, "party") as Party,
    decision: textOf(state, "decision") as SignDecision,
    refused_lines: (valueOf(state, "refused_lines") ?? []) as string[],
    system: creatorOf(record.key),
  };
}

/** Does a signature hold over a statement? Judged outside, by the keys pinned for the system. */
export type JudgeSignature = (statement: SignedStatement, signature: string) => boolean;

/**
 * The sign-offs that count: by a system that may speak for the party, its signature holding over
 * exactly what the record says. The others are nobody's word.
 */
export function countedSignOffs(
  records: readonly StoredRecord[],
  systems: Systems,
  judge: JudgeSignature,
): SignOff[] {
  return records.flatMap((record): SignOff[] => {
    const said = statementOf(record);
    if (!maySpeakFor(said.party, systems.get(said.system))) return [];
    if (!judge(said, textOf(record.state, "signature"))) return [];
    const { party, root, decision, refused_lines, at, system } = said;
    return [{ key: record.key, party, root, decision, refusedLines: refused_lines, at, system }];
  });
}
