import type { Purpose } from "../domain/agreement.ts";
import { refuse } from "../domain/view.ts";
import { owedClaims, postponeClaim, sentClaim, type OwedClaim } from "../store/claims.ts";
import { agreementMark } from "../store/feeds.ts";
import { isShared, loadLinks, loadRecord } from "../store/load.ts";
import { activeAgreement, partnerById, type Partner } from "../store/partners.ts";
import { loadConsents } from "../store/receipts.ts";
import { loadReferred } from "../store/referrals.ts";
import type { Dispatching } from "./dispatcher.ts";
import { post, postForAnswer, registryUrl } from "./outgoing.ts";
import { retryAfter } from "./retry.ts";

const held_pause_ms = 600_000;

/** Sends what workers told partners that did not subscribe; each at least once, under one id. */
export async function deliverClaims(deps: Dispatching): Promise<void> {
  const owed = await owedClaims(deps.store, new Date(deps.store.clock.nowMs()));
  await Promise.all(owed.map((claim) => deliver(deps, claim)));
}

async function deliver(deps: Dispatching, claim: OwedClaim): Promise<void> {
  const { store } = deps;
  const now = store.clock.nowMs();
  const partner = await partnerById(store, claim.partner);
  if (!partner || !(await mayLeave(deps, claim))) {
    return postponeClaim(store, claim.id, "no_agreement", new Date(now + held_pause_ms));
  }
  const outcome = await send(deps, partner, claim);
  if (outcome.kind === "accepted") return sentClaim(store, claim, new Date(store.clock.nowMs()));
  const { problem, afterMs } = retryAfter(outcome, claim.attempts, deps.dice());
  const isRefused = outcome.kind === "bad" || outcome.kind === "gone";
  await postponeClaim(store, claim.id, problem, isRefused ? null : new Date(now + afterMs));
}

/** Asked again when the bytes leave: the same agreement is in force and covers the person today. */
async function mayLeave({ store }: Dispatching, claim: OwedClaim): Promise<boolean> {
  const nowIso = new Date(store.clock.nowMs()).toISOString();
  const [agreement, person, links, consents] = await Promise.all([
    activeAgreement(store, store.system.id, claim.partner, nowIso),
    loadRecord(store, claim.subject),
    loadLinks(store, [claim.subject]),
    loadConsents(store, [claim.subject]),
  ]);
  if (!agreement || !person || agreementMark(agreement) !== claim.agreement_mark) return false;
  const linked = links.some((link) => link.partner === claim.partner && isShared(link));
  const referred = (await loadReferred(store, agreement, [person.id])).get(person.id);
  const covered = {
    state: person.state,
    linked,
    referred,
    consents: consents.get(person.id) ?? [],
  };
  const viewer = { agreement, purpose: claim.purpose as Purpose, nowIso };
  return refuse(viewer, "Person", [covered]) === null;
}

/** A notify is acknowledged; enrollment/updates is answered item by item, and there is one. */
async function send(deps: Dispatching, partner: Partner, { operation, unsigned }: OwedClaim) {
  const { store, outgoing } = deps;
  if (operation === "notify") {
    return post(store, outgoing, partner, registryUrl(partner, "notify"), unsigned);
  }
  const url = registryUrl(partner, "sync/enrollment/updates");
  const outcome = await postForAnswer(store, outgoing, partner, url, unsigned);
  if (outcome.kind !== "answer") return outcome;
  const { enrolled_response: items } = outcome.envelope.message as { enrolled_response?: unknown };
  const [first] = Array.isArray(items) ? (items as unknown[]) : [];
  const status = (first as { status?: unknown } | undefined)?.status;
  if (status === "rjct") {
    return { kind: "bad" as const, code: "err.request.bad", reason: "rejected", status: 200 };
  }
  return { kind: "accepted" as const };
}
