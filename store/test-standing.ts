/** A standing subscription that a partner holds, as tests need one. */
import type { Subscription } from "./feed.ts";
import { putSubscription } from "./feed.ts";
import type { Store } from "./database.ts";

type Wanted = Parameters<typeof putSubscription>[1];

export async function putStanding(
  store: Store,
  partner: string,
  change: Partial<Pick<Subscription, "code">> = {},
): Promise<void> {
  const wanted: Wanted = {
    code: "SUB-1",
    partner,
    event_type: "tandem:changed",
    record_type: "Member",
    criteria: { all: [] },
    projection: null,
    purpose: "case_management",
    reply_uri: "http://127.0.0.1:1",
    transaction_id: "t",
    reference_id: "r",
    starts_at: null,
    ends_at: null,
    ...change,
  };
  await putSubscription(store, wanted);
}
