import { decideProposal } from "./case-work.ts";
import type { Change, Deciding, Refusal } from "./change.ts";
import { textOf, valueOf, type StoredRecord } from "./record.ts";

/**
 * A rule by which the owner of a field accepts a partner's proposal without being asked: data of the
 * agreement with that partner, so that both can read it. It decides about one field of one kind of
 * record, and only of proposals made knowing the owner's present value.
 */
export interface AcceptRule {
  /** The rule in words; it stands on the timeline as the reason. */
  name: string;
  record: "Person" | "Household";
  field: string;
  /** `unknown`: only where the owner has no value yet. */
  only_if: "unknown" | "any";
  /** Roles of who proposes; left out: whoever. */
  roles?: string[];
}

/** The first rule that covers a proposal; null: a person decides. */
export function ruleFor(
  rules: readonly AcceptRule[],
  proposal: StoredRecord,
  target: StoredRecord,
): AcceptRule | null {
  const field = textOf(proposal.state, "field");
  const top = target.state.fields[field]?.[0];
  // Written again since the proposer looked: that is for a person to weigh.
  if (textOf(proposal.state, "base") !== (top?.h ?? "")) return null;
  const by = valueOf(proposal.state, "by") as { role?: string } | undefined;
  const covers = (rule: AcceptRule) =>
    rule.record === target.type &&
    rule.field === field &&
    (rule.only_if === "any" || top === undefined || top.v === null) &&
    (rule.roles === undefined || rule.roles.includes(by?.role ?? ""));
  return rules.find(covers) ?? null;
}

/** Accepts by the rule, in the system's own name; the same law as a person's acceptance. */
export function acceptByRule(
  ctx: Deciding,
  proposal: StoredRecord,
  target: StoredRecord,
  rule: AcceptRule,
): { ok: true; changes: Change[] } | Refusal {
  const by = { name: "", role: "rule", system: ctx.self.id };
  const decision = { decision: "accept", reason: rule.name } as const;
  return decideProposal({ ...ctx, by }, proposal, target, decision);
}
