import { unsubscribedMessage } from "../exchange/unsubscribed.ts";
import type { Store } from "../store/database.ts";
import type { Subscription } from "../store/feed.ts";
import { partnerById } from "../store/partners.ts";
import { endByTime } from "../store/subscription-ends.ts";
import { operationUrl, replyAt } from "../wire/addresses.ts";

/**
 * A subscription whose time is over ends, and its partner is told by an on-unsubscribe that nobody
 * asked for: owed in the statement that ends it, so exactly one is owed, whoever is killed when.
 */
export async function expire(store: Store, sub: Subscription): Promise<void> {
  const partner = await partnerById(store, sub.partner);
  const id = `end-${sub.code}`;
  const said = unsubscribedMessage({
    messageId: id,
    timestamp: new Date(store.clock.nowMs()).toISOString(),
    from: store.system.id,
    to: sub.partner,
    transactionId: sub.transaction_id,
    correlationId: id,
    answers: [{ code: sub.code, reason: null }],
    because: "The subscription's time is over.",
  });
  const url =
    sub.reply_uri !== ""
      ? replyAt(sub.reply_uri, "on-unsubscribe")
      : partner
        ? operationUrl(partner.base_url, partner.terms.registry_path, "on-unsubscribe")
        : "";
  await endByTime(store, sub.code, {
    id,
    partner: sub.partner,
    url,
    action: "on-unsubscribe",
    ...said,
  });
}
