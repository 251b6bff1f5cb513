import { sharedTypes } from "../../domain/agreement.ts";
import { readIncoming } from "../../exchange/incoming.ts";
import { activeAgreement } from "../../store/partners.ts";
import type { PostOutcome } from "../../wire/posting.ts";
import { parseNotifyEventRequest } from "../../wire/messages/subscribe.ts";
import { syncMetaOf } from "../../wire/sync-meta.ts";
import type { Hosted, Node } from "../hosting.ts";
import { acceptProposals } from "./accept-by-rule.ts";
import { ourselves } from "./notify.ts";
import { receiveBatch } from "./receiving/receive.ts";

/**
 * Between two systems of one node there is no message: the same cut batch is handed over in the
 * process and applied by the same rules; the agreement decided and the disclosure is written by the
 * sender as for any partner (design: Ways to stand, Integrated).
 */
export async function handOverTo(
  node: Node,
  hosts: readonly Hosted[],
  to: string,
  from: string,
  notify: { header: { meta?: unknown }; message: unknown },
): Promise<PostOutcome> {
  const host = hosts.find(({ store }) => store.system.id === to);
  const meta = syncMetaOf(notify.header.meta);
  const read = parseNotifyEventRequest(notify.message);
  if (!host || !meta?.ok || !read.ok) return refusedBatch;
  const nowIso = new Date(host.store.clock.nowMs()).toISOString();
  const agreement = await activeAgreement(host.store, from, to, nowIso);
  if (!agreement) return { kind: "trust", code: "err.request.forbidden", reason: "no agreement" };
  const items = readIncoming(agreement, meta.value, read.value.notify_event);
  if (!items.ok) return refusedBatch;
  host.knowBehind(agreement);
  const received = await receiveBatch(
    host.store,
    {
      by: { name: "", role: "system", system: from },
      deed: "handover",
      systems: host.systems,
      newId: node.newId,
    },
    {
      partner: from,
      trustedIdentifiers: agreement.trusted_identifiers,
      items: items.items,
      shared: sharedTypes(agreement),
      forwards: agreement,
      from: {
        kind: "message",
        epoch: meta.value.epoch,
        first: meta.value.from,
        last: meta.value.to,
      },
    },
  );
  if (!received.ok) {
    const isBad = "why" in received ? received.why === "bad" : received.code === "err.bad_input";
    return isBad ? refusedBatch : { kind: "outage", reason: "not applied now" };
  }
  const { systems } = host;
  const own = { by: ourselves(to), deed: "proposal.rule", systems, newId: node.newId };
  await acceptProposals(host.store, own, agreement, items.items);
  return { kind: "accepted", nack: false, correlationId: undefined, timestamp: nowIso };
}

const refusedBatch: PostOutcome = {
  kind: "bad",
  code: "err.request.bad",
  reason: "the batch could not be read",
  status: 400,
};
