import { mayWrite } from "../../domain/authority.ts";
import { stampMs } from "../../domain/hlc.ts";
import type { Json } from "../../domain/json.ts";
import { answerTo, isAskedOf } from "../../domain/proposal.ts";
import { creatorOf, elementsOf, textOf, valueOf, type StoredRecord } from "../../domain/record.ts";
import type { SystemId } from "../../domain/records/field.ts";
import { fieldSpec } from "../../domain/records/tables.ts";
import type { ClaimLine } from "../../store/claims.ts";
import type { Actor, Proposal, ToldState } from "../api/schemas.ts";
import { systemRef, type Hosted } from "../hosting.ts";

/** A proposal beside the value it would replace. */
export function proposalView(
  hosted: Hosted,
  proposal: StoredRecord,
  target: StoredRecord,
  linkedPartners: readonly SystemId[],
  claims: readonly ClaimLine[] = [],
): Proposal {
  const { state } = proposal;
  const field = textOf(state, "field");
  const decided = answerTo(proposal);
  const isSet = fieldSpec(target.type, field)?.class === "set";
  const current = isSet
    ? elementsOf(target.state, field).map(({ version }) => version.v)
    : (valueOf(target.state, field) ?? null);
  return {
    id: proposal.id,
    field,
    value: valueOf(state, "value") ?? null,
    current,
    reason: textOf(state, "reason"),
    by: actorOf(hosted, valueOf(state, "by"), creatorOf(proposal.key)),
    at: madeAt(proposal),
    state: stateOf(proposal),
    decision: decided
      ? {
          by: actorOf(hosted, decided.by, decided.system),
          at: new Date(stampMs(decided.stamp)).toISOString(),
          reason: decided.reason,
        }
      : null,
    yours_to_decide: !decided && mayDecide(hosted, proposal, target, linkedPartners),
    record_id: target.id,
    claim: claimOf(hosted, proposal, claims),
  };
}

function claimOf(
  hosted: Hosted,
  proposal: StoredRecord,
  claims: readonly ClaimLine[],
): ToldState | null {
  const claim = claims.find((one) => one.proposal === proposal.id);
  return claim ? toldState(hosted, claim) : null;
}

/** A claim or push as screens show it. */
export function toldState(hosted: Hosted, claim: ClaimLine): ToldState {
  return {
    to: systemRef(hosted, claim.partner),
    state: claim.state,
    problem: claim.problem,
    at: claim.made_at.toISOString(),
    sent_at: claim.sent_at?.toISOString() ?? null,
  };
}

/** Only the owner of the field, of whom it was asked, decides, and never its own proposal. */
export function mayDecide(
  hosted: Hosted,
  proposal: StoredRecord,
  target: StoredRecord,
  linkedPartners: readonly SystemId[],
): boolean {
  const { system } = hosted.store;
  if (!isAskedOf(proposal, system.id)) return false;
  const field = textOf(proposal.state, "field");
  return mayWrite(target, field, system, linkedPartners, hosted.systems) === "write";
}

export function isWaiting(proposal: StoredRecord): boolean {
  return answerTo(proposal) === null;
}

const refused_shown_ms = 14 * 86_400_000;

export function wasRefusedLately(proposal: StoredRecord, nowMs: number): boolean {
  const decided = answerTo(proposal);
  return decided?.decision === "refused" && stampMs(decided.stamp) > nowMs - refused_shown_ms;
}

export function madeAt(proposal: StoredRecord): string {
  return new Date(
    stampMs(proposal.state.fields["field"]?.[0]?.h ?? "000000000000-0000"),
  ).toISOString();
}

function stateOf(proposal: StoredRecord): Proposal["state"] {
  return answerTo(proposal)?.decision ?? "waiting";
}

/** A worker as stored (`domain` Worker) with the system in words. */
export function actorOf(hosted: Hosted, worker: Json | undefined, system: SystemId): Actor {
  const { name, role, system: named } = (worker ?? {}) as Record<string, unknown>;
  return {
    name: typeof name === "string" ? name : "",
    role: typeof role === "string" ? role : "",
    system: systemRef(hosted, typeof named === "string" && named !== "" ? named : system),
  };
}
