import type { Json } from "./json.ts";
import { elementsOf, valueOf, type RecordState, type StoredRecord } from "./record.ts";
import type { Identifier } from "./records/values.ts";

/** Why a partner's record waits under "Same person?" instead of being linked by the rule. */
export type AskReason = "none_identified" | "several" | "contradiction" | "parted";

export type LinkDecision =
  | { kind: "link"; record: StoredRecord; evidence: string }
  | { kind: "create" }
  | { kind: "ask"; why: AskReason; candidates: StoredRecord[] };

/**
 * The declared rule for an unknown key (design: Records, fields, links): it links by itself only on
 * an exact identifier that the agreement trusts and that finds exactly one record with no
 * contradicting birth date or sex. An identifier that finds nobody makes a record. Everything else
 * waits for a person.
 *
 * `found` are our records that carry one of the incoming trusted identifiers. `isParted`: a person found
 * that the two are not one; what a person decided no rule decides again.
 */
export function decideLink(
  incoming: RecordState,
  trustedTypes: readonly string[],
  found: readonly StoredRecord[],
  alike: readonly StoredRecord[],
  isParted: (record: StoredRecord) => boolean = () => false,
): LinkDecision {
  const trusted = identifiersOf(incoming).filter((one) =>
    trustedTypes.includes(one.identifier_type),
  );
  if (trusted.length === 0) return { kind: "ask", why: "none_identified", candidates: [...alike] };
  const [only, ...more] = found;
  if (!only) return { kind: "create" };
  if (more.length > 0) return { kind: "ask", why: "several", candidates: [...found] };
  if (contradicts(incoming, only.state)) {
    return { kind: "ask", why: "contradiction", candidates: [only] };
  }
  if (isParted(only)) return { kind: "ask", why: "parted", candidates: [only] };
  const match = identifiersOf(only.state).find((mine) =>
    trusted.some((theirs) => sameIdentifier(mine, theirs)),
  );
  return {
    kind: "link",
    record: only,
    evidence: `exact ${match?.identifier_type ?? "identifier"}`,
  };
}

export function identifiersOf(state: RecordState): Identifier[] {
  return elementsOf(state, "identifiers").map(({ version }) => version.v as Identifier);
}

export function sameIdentifier(a: Identifier, b: Identifier): boolean {
  return (
    a.identifier_type === b.identifier_type &&
    normalIdentifier(a.identifier_value) === normalIdentifier(b.identifier_value) &&
    (a.issuer ?? "") === (b.issuer ?? "")
  );
}

/** Identifiers are compared without spaces, dashes and case. */
export function normalIdentifier(value: string): string {
  return value.replace(/[\s-]/g, "").toUpperCase();
}

function contradicts(a: RecordState, b: RecordState): boolean {
  return ["birth_date", "sex"].some((field) => {
    const left = valueOf(a, field);
    const right = valueOf(b, field);
    return isKnown(left) && isKnown(right) && left !== right;
  });
}

function isKnown(value: Json | undefined): boolean {
  return value !== undefined && value !== null && value !== "unknown";
}
