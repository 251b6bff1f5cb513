import type { JsonObject } from "../domain/json.ts";
import { everybody } from "../domain/criteria.ts";
import { putSubscription } from "../store/feed.ts";
import { agreementMark, answerFeed, askFeed, loadFeed } from "../store/feeds.ts";
import type { Agreement } from "../domain/agreement.ts";
import { activeAgreement, listPartners, type Partner } from "../store/partners.ts";
import type { Dispatching } from "./dispatcher.ts";
import { post, registryUrl } from "./outgoing.ts";
import { standingEvent } from "./standing-event.ts";

const ask_again_ms = 5_000;
const ask_after_refusal_ms = 600_000;

/**
 * Holds one standing subscription at each Tandem partner whose agreement lists it: asked for over
 * the wire like any other DCI subscription, or written down directly where the partner is hosted by
 * this node.
 */
export async function keepStandingSubscriptions(deps: Dispatching): Promise<void> {
  const { store } = deps;
  const nowIso = new Date(store.clock.nowMs()).toISOString();
  for (const partner of await listPartners(store)) {
    if (partner.profile !== "tandem" && partner.profile !== "local") continue;
    const agreement = await activeAgreement(store, partner.id, store.system.id, nowIso);
    if (!agreement?.events.includes(standingEvent)) continue;
    if (partner.profile === "local") await offerLocal(deps, partner);
    await ask(deps, partner, agreement);
  }
}

async function ask(deps: Dispatching, partner: Partner, agreement: Agreement): Promise<void> {
  const { store } = deps;
  const feed = await loadFeed(store, partner.id);
  if (feed?.status === "active") return;
  // What the partner ended is asked for again only when something else was agreed since.
  if (feed?.status === "ended" && feed.ended_under === agreementMark(agreement)) return;
  const now = store.clock.nowMs();
  // A refusal is for people to put right; then it must not need a restart as well.
  if (feed?.status === "refused" && feed.asked_at.getTime() > now - ask_after_refusal_ms) return;
  if (feed && feed.asked_at.getTime() > now - ask_again_ms && feed.transaction_id) {
    if (partner.profile !== "local") return;
  }
  const transactionId = feed?.transaction_id ?? `standing-${deps.newId()}`;
  await askFeed(store, partner.id, transactionId);
  if (partner.profile === "local") {
    const answer = { status: "active" as const, code: localCode(partner.id, store.system.id) };
    return answerFeed(store, partner.id, transactionId, answer);
  }
  const unsigned = subscribeMessage(deps, partner, transactionId);
  const outcome = await post(
    store,
    deps.outgoing,
    partner,
    registryUrl(partner, "subscribe"),
    unsigned,
  );
  if (outcome.kind === "bad")
    deps.onProblem(`a partner refused to subscribe: ${outcome.code}`, null);
}

/** The other direction inside one node: our own feed for the hosted partner. */
async function offerLocal(deps: Dispatching, partner: Partner): Promise<void> {
  await putSubscription(deps.store, {
    code: localCode(deps.store.system.id, partner.id),
    partner: partner.id,
    event_type: standingEvent,
    record_type: "Member",
    criteria: everybody,
    projection: null,
    purpose: "case_management",
    reply_uri: "",
    transaction_id: "local",
    reference_id: "local",
    starts_at: null,
    ends_at: null,
  });
}

function localCode(from: string, to: string): string {
  return `LOCAL-${from}-${to}`.replace(/[^A-Za-z0-9-]/g, "-");
}

function subscribeMessage(
  deps: Dispatching,
  partner: Partner,
  transactionId: string,
): { header: JsonObject; message: JsonObject } {
  const now = new Date(deps.store.clock.nowMs()).toISOString();
  const criteria: JsonObject = {
    version: "1.0.0",
    reg_type: `ns:org:RegistryType:${partner.kind === "ess" ? "ESS" : "SP"}`,
    reg_event_type: standingEvent,
    filter_type: "idtype-value",
    filter: {},
    notify_record_type: "Member",
    authorize: { ts: now, purpose: { code: "case_management", text: "One case, two offices" } },
  };
  return {
    header: {
      version: "1.0.0",
      message_id: deps.newId(),
      message_ts: now,
      action: "subscribe",
      sender_id: deps.store.system.id,
      sender_uri: `${deps.registryUrl}/on-subscribe`,
      receiver_id: partner.id,
      total_count: 1,
      is_msg_encrypted: false,
    },
    message: {
      transaction_id: transactionId,
      subscribe_request: [
        { reference_id: "standing", timestamp: now, subscribe_criteria: criteria, locale: "eng" },
      ],
    },
  };
}
