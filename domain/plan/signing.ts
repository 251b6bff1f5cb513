/** Signing a plan as it stands: what may be said, by whom, how, and the records it becomes. */
import { refused, type Change, type Deciding, type Refusal } from "../change.ts";
import { newRecord, ownChange } from "../editing.ts";
import type { Json } from "../json.ts";
import { textOf, valueOf, type StoredRecord } from "../record.ts";
import type { Party, SignDecision } from "../records/plan-values.ts";
import {
  isPlanClosed,
  linesOf,
  mayNotPlan,
  plan_lines_read_max,
  type PlanBook,
} from "./plan-law.ts";
import type { Planned } from "./planning.ts";
import { maySpeakFor, type SignedStatement, type SignOff } from "./sign-off.ts";
import { rootOf, termsOf, type Terms } from "./terms.ts";
import type { Sha256 } from "../sha256.ts";

export interface SignInput {
  party: Party;
  decision: SignDecision;
  /** The root of what the signer was shown. */
  root: string;
  /** Lines the person says no to; the others hold. */
  refused_lines: string[];
  reason: string;
  method: "pen" | "touch" | "thumbprint" | "voice" | "assisted" | "office";
  /** Where the paper, the recording or the mark is kept. */
  evidence: string;
  /** Who was there, where the person signed with help. */
  witness: string;
}

/** The plan as it stands now, and its name. */
export function draftOf(book: PlanBook, sha256: Sha256): { terms: Terms; root: string } {
  const terms = termsOf(book.plan, linesOf(book));
  return { terms, root: rootOf(terms, sha256) };
}

/** Every version that is what it says it is, by root. */
export function versionsOf(book: PlanBook, sha256: Sha256): Map<string, Terms> {
  const versions = new Map<string, Terms>();
  for (const { state } of book.versions) {
    const root = textOf(state, "root");
    const terms = valueOf(state, "terms") as unknown as Terms | undefined;
    if (terms && rootOf(terms, sha256) === root) versions.set(root, terms);
  }
  return versions;
}

/** The statement to be signed with the system's key, or why it may not be made. */
export function statementToSign(
  ctx: Deciding,
  person: StoredRecord,
  book: PlanBook,
  input: SignInput,
  draft: { terms: Terms; root: string },
): { ok: true; statement: SignedStatement } | Refusal {
  if (isPlanClosed(book)) return refused("err.plan.closed");
  if (linesOf(book).length > plan_lines_read_max) return refused("err.plan.too_large");
  if (!maySpeakFor(input.party, ctx.self.kind)) return refused("err.not_yours", ["party"]);
  if (input.root !== draft.root) return refused("err.stale", ["root"]);
  const stopped = input.decision === "signed" ? mayNotPlan(person, ctx.nowIso.slice(0, 10)) : null;
  if (stopped) return stopped;
  const bad = faultsIn(input, draft.terms);
  if (bad.length > 0) return refused("err.bad_input", bad);
  const { root, party, decision, refused_lines, reason, method, evidence, witness } = input;
  return {
    ok: true,
    statement: {
      plan: book.plan.key,
      root,
      party,
      decision,
      refused_lines: [...refused_lines].sort(),
      reason,
      method,
      evidence,
      witness,
      at: ctx.nowIso,
      system: ctx.self.id,
    },
  };
}

/** An office signs by its key alone; the person's sign-off says how, by what, and with whom. */
function faultsIn(input: SignInput, terms: Terms): string[] {
  const isPerson = input.party === "person";
  const isSigned = input.decision === "signed";
  const bad: string[] = [];
  if ((input.method === "office") === isPerson) bad.push("method");
  if (isPerson && isSigned && input.evidence.trim() === "") bad.push("evidence");
  if (input.method === "assisted" && input.witness.trim() === "") bad.push("witness");
  const keys = new Set([...terms.goals, ...terms.steps].map(({ key }) => key));
  const strange = input.refused_lines.some((key) => !keys.has(key));
  if (strange || (!isPerson && input.refused_lines.length > 0)) bad.push("refused_lines");
  if (isSigned && keys.size === 0) bad.push("root");
  return bad;
}

/**
 * The sign-off, and the version it is about where nobody recorded it yet. The same word said again
 * changes nothing.
 */
export function signOffChanges(
  ctx: Deciding,
  person: StoredRecord,
  book: PlanBook,
  { statement, signature }: { statement: SignedStatement; signature: string },
  { terms, known, said }: { terms: Terms; known: boolean; said: SignOff | null },
): Planned {
  const isSame =
    said?.decision === statement.decision &&
    [...said.refusedLines].sort().join(" ") === statement.refused_lines.join(" ");
  if (isSame) return { ok: true, changes: [], id: "" };
  const about = { subject: person.id, household: person.household };
  const changes: Change[] = [];
  const named = { person: person.key, plan: book.plan.key, root: statement.root };
  if (!known) {
    const fields = { ...named, terms: terms as unknown as Json };
    changes.push(ownChange(ctx, newRecord(ctx, "PlanVersion", about), { fields }, "plan.version"));
  }
  const { system: _, ...words } = statement;
  const record = newRecord(ctx, "SignOff", about);
  const fields = { ...words, person: person.key, by: { ...ctx.by }, signature };
  const act = statement.decision === "signed" ? "plan.signed" : "plan.refused";
  changes.push(ownChange(ctx, record, { fields }, act, statement.reason));
  return { ok: true, changes, id: record.id };
}
