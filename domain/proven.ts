import type { Change, Deciding } from "./change.ts";
import { sameJson } from "./json.ts";
import { inNameOf, joined } from "./plain-receiving.ts";
import { answerTo, isAskedOf } from "./proposal.ts";
import { creatorOf, textOf, valueOf, type StoredRecord } from "./record.ts";
import type { SystemId } from "./records/field.ts";

/**
 * Proposals of ours that a plain partner's own data now bear out. It never decides one, but its data
 * show the value: they are closed as accepted, in its name. `record` is as it is after what it said.
 */
export function provenBy(
  ctx: Deciding,
  record: StoredRecord,
  partner: SystemId,
  proposals: readonly StoredRecord[],
): Change[] {
  return proposals
    .filter((proposal) => isProven(ctx, record, partner, proposal))
    .map((proposal) => {
      const decision = {
        decision: "accepted",
        decision_reason: "",
        decided_by: { name: "", role: "system", system: partner },
      };
      const change = joined(inNameOf(ctx, partner), proposal, decision);
      return { ...change, act: "proposal.accepted" as const };
    });
}

function isProven(
  ctx: Deciding,
  record: StoredRecord,
  partner: SystemId,
  proposal: StoredRecord,
): boolean {
  const { key, state } = proposal;
  if (creatorOf(key) !== ctx.self.id || answerTo(proposal)) return false;
  if (!isAskedOf(proposal, partner)) return false;
  if (textOf(state, "target") !== record.key) return false;
  const made = state.fields["value"]?.[0];
  const shown = record.state.fields[textOf(state, "field")]?.[0];
  // Only what the partner said after it was asked.
  if (!made || !shown || shown.o !== partner || shown.h <= made.h) return false;
  return sameJson(shown.v, valueOf(state, "value"));
}
