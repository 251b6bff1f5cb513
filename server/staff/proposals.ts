import { refused } from "../../domain/change.ts";
import { decideProposal } from "../../domain/case-work.ts";
import { textOf, type StoredRecord } from "../../domain/record.ts";
import type { SystemId } from "../../domain/records/field.ts";
import { act } from "../../store/act.ts";
import type { Store } from "../../store/database.ts";
import { linkedPartners, loadRecord, resolveKeys } from "../../store/load.ts";
import { Proposal } from "../api/schemas.ts";
import { DecideProposalBody } from "../api/work-schemas.ts";
import { dayNames, isLivedDay } from "./checking.ts";
import { done, post, type Doors } from "./doors.ts";
import { lawIn, lawsOf } from "./laws.ts";
import { isWaiting, mayDecide, proposalView } from "./proposal-view.ts";

/** The owner's decision about what the other office proposed. */
export function proposalRoutes(doors: Doors): void {
  const door = {
    url: "/proposals/:id/decision",
    summary: "Accept or refuse a proposal about a field we own",
    body: DecideProposalBody,
    answer: Proposal,
  };
  post(doors, door, async (call) => {
    const { store, hosted, id, body } = call;
    const { decision, reason = "" } = body;
    if (decision === "refuse" && reason.trim() === "") return refused("err.bad_input", ["/reason"]);
    const acted = await act(store, call.acting("proposal.decide"), async (ctx) => {
      const found = await loadProposal(store, id);
      if (!found) return refused("err.not_found");
      const { proposal, target, partners } = found;
      if (isWaiting(proposal) && !mayDecide(hosted, proposal, target, partners)) {
        return refused("err.not_yours", ["/decision"]);
      }
      if (decision === "accept" && !isRealDay(proposal)) {
        return refused("err.bad_input", ["/decision"]);
      }
      const law = lawIn(await lawsOf(store, [target]), target);
      const decided = decideProposal(ctx, proposal, target, { decision, reason }, law);
      if (!decided.ok) return decided;
      return { ok: true, changes: decided.changes, result: found };
    });
    if (!acted.ok) return acted;
    const { proposal, target, partners } = acted.result;
    const after = new Map(acted.changes.map((change) => [change.record.id, change.after]));
    const now = (record: StoredRecord) => ({
      ...record,
      state: after.get(record.id) ?? record.state,
    });
    return done(proposalView(hosted, now(proposal), now(target), partners));
  });
}

/** A partner may propose a day that no calendar has; everything but days is checked by the domain. */
function isRealDay(proposal: StoredRecord): boolean {
  if (!dayNames.has(textOf(proposal.state, "field"))) return true;
  return isLivedDay(textOf(proposal.state, "value"));
}

async function loadProposal(
  store: Store,
  id: string,
): Promise<{ proposal: StoredRecord; target: StoredRecord; partners: SystemId[] } | null> {
  const proposal = await loadRecord(store, id);
  if (proposal?.type !== "Proposal") return null;
  const key = textOf(proposal.state, "target");
  const resolved = (await resolveKeys(store, [key])).get(key);
  const target = resolved ? await loadRecord(store, resolved.id) : null;
  if (!target) return null;
  return { proposal, target, partners: await linkedPartners(store, target.id) };
}
