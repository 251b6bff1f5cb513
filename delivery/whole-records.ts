import type { Purpose } from "../domain/agreement.ts";
import type { JsonObject } from "../domain/json.ts";
import type { WholeAnswer, WholeAsked } from "../exchange/pulls.ts";
import type { Store } from "../store/database.ts";
import { loadSubscription } from "../store/feed.ts";
import { sentAfter, sentByKeys } from "../store/sent-records.ts";
import { composeNotify } from "./compose.ts";
import { agreementOf, isStanding } from "./next-batch.ts";
import { planItems } from "./plan.ts";

/**
 * Records of a standing subscription as they are now, for a subscriber that misses something of them:
 * only what it was told of before and what the agreement lets out now. The feed itself does not move:
 * what comes by it later is known there already, by its versions. The state is a join, so a record
 * told twice is the same as told once.
 */
export async function wholeRecords(
  store: Store,
  code: string,
  asked: WholeAsked,
): Promise<WholeAnswer> {
  const sub = await loadSubscription(store, code);
  if (!sub || !isStanding(sub)) return { ok: false, why: "unknown" };
  const now = store.clock.nowMs();
  if (sub.status === "ended" || (sub.ends_at && sub.ends_at.getTime() <= now)) {
    return { ok: false, why: "ended" };
  }
  const agreement = await agreementOf(store, sub);
  if (!agreement) return { ok: false, why: "no_agreement" };
  const keys = "keys" in asked ? [...new Set(asked.keys)] : [];
  const named = await sentByKeys(store, sub, keys);
  const numbered = "keys" in asked ? [] : await sentAfter(store, code, asked.after, asked.limit);
  const types = new Map([...named, ...numbered].map(({ record_id, type }) => [record_id, type]));
  // What others refer to goes first.
  const place = (id: string) => (order.indexOf(types.get(id) ?? "") + 3) % 3;
  const wholes = [...types.keys()].sort((a, b) => place(a) - place(b));
  const purpose = sub.purpose as Purpose;
  const planned = await planItems(store, { ...sub, purpose }, agreement, { events: [], wholes });
  const batch = await composeNotify(store, sub, planned);
  const given = new Set(planned.leaving.map(({ record }) => record.id));
  return {
    ok: true,
    ...wholeOf(batch, sub.counter),
    notGiven: keys.filter(
      (key) => !named.some((one) => one.key === key && given.has(one.record_id)),
    ),
    next: numbered.at(-1)?.counter ?? ("keys" in asked ? 0 : asked.after),
    more: !("keys" in asked) && numbered.length === asked.limit,
    told: batch.disclosed,
    purpose,
  };
}

/** Any other type is in place 2. */
const order = ["Household", "Person"];

/** The events take up no number of the feed, so their references are not numbers either. */
function wholeOf(
  batch: { header: JsonObject; message: JsonObject },
  counter: number,
): { events: JsonObject[]; meta: JsonObject } {
  const { sync } = batch.header["meta"] as { sync: JsonObject };
  const code = sync["sub"] as string;
  const reference = (index: number) => `${code}-whole-${index + 1}`;
  const items = (sync["items"] as JsonObject[]).map((item, index) => ({
    ...item,
    ref: reference(index),
    // Nothing need have come before it, and it is joined in also where its version is known.
    prev: 0,
    ph: "",
    whole: true,
  }));
  const events = (batch.message["notify_event"] as JsonObject[]).map((event, index) => ({
    ...event,
    reference_id: reference(index),
  }));
  return { events, meta: { sync: { ...sync, from: counter + 1, to: counter, items } } };
}
