import { mayAsk, type Agreement, type Purpose } from "../domain/agreement.ts";
import { listsEvent } from "../domain/event-types.ts";
import type { StoredRecord } from "../domain/record.ts";
import { view } from "../domain/view.ts";
import type { Store } from "../store/database.ts";
import { readDue } from "../store/due.ts";
import { readLog, type LoggedEvent, type Subscription } from "../store/feed.ts";
import { loadLinks, loadRecords } from "../store/load.ts";
import { loadOffer, type Offered } from "../store/offers.ts";
import { activeAgreement } from "../store/partners.ts";
import { loadConsents, memberIds } from "../store/receipts.ts";
import { batch_bytes_max, batch_events_max, composeNotify, type Batch } from "./compose.ts";
import { composePlain, type Quiet } from "./plain.ts";
import { askedType, touchedBy, type Touched } from "./plain-gathering.ts";
import { planItems } from "./plan.ts";
import { standingEvent } from "./standing-event.ts";

/** What comes next for a subscription. */
export type Next =
  | { kind: "nothing" }
  | { kind: "no_agreement" }
  /** Nothing to say up to this place of the log, something to remember perhaps. */
  | { kind: "quiet"; cursor: number; caughtUp: boolean; quiet: Quiet }
  /** `isNew`: it has no numbers yet, as nobody saw it. */
  | { kind: "batch"; offered: Offered<Batch>; isNew: boolean };

/**
 * The batch that is offered already, or one made of the log after the cursor, or of the records
 * whose day has come. One that is offered goes as it is, so that a number never means two things;
 * only what the agreement no longer lets out is made anew.
 */
export async function nextBatch(store: Store, sub: Subscription): Promise<Next> {
  const offered = sub.has_offer ? await loadOffer<Batch>(store, sub.code) : null;
  const events = offered ? [] : await readLog(store, sub.cursor, batch_events_max);
  const due = offered || events.length > 0 || isStanding(sub) ? [] : await dueOf(store, sub);
  if (!offered && events.length === 0 && due.length === 0) return { kind: "nothing" };
  const agreement = await agreementOf(store, sub);
  if (!agreement) return { kind: "no_agreement" };
  if (offered && (await mayStillLeave(store, sub, agreement, offered.batch))) {
    return { kind: "batch", offered, isNew: false };
  }
  if (offered) return nextBatch(store, { ...sub, has_offer: false });
  return isStanding(sub)
    ? composeStanding(store, sub, agreement, events)
    : composeTouched(store, sub, agreement, events, due);
}

export function isStanding({ event_type }: Pick<Subscription, "event_type">): boolean {
  return event_type === standingEvent;
}

/** The agreement that lets this subscription out now, if there is one. */
export async function agreementOf(store: Store, sub: Subscription): Promise<Agreement | null> {
  const nowIso = new Date(store.clock.nowMs()).toISOString();
  const agreement = await activeAgreement(store, store.system.id, sub.partner, nowIso);
  if (!agreement || !listsEvent(agreement.events, sub.event_type)) return null;
  return mayAsk(agreement, sub.criteria, askedType(sub)) ? agreement : null;
}

async function dueOf(store: Store, sub: Subscription): Promise<Touched[]> {
  const today = new Date(store.clock.nowMs()).toISOString().slice(0, 10);
  const ids = await readDue(store, sub.code, today, batch_events_max);
  return ids.map((id) => ({ id, events: [] }));
}

function composeStanding(
  store: Store,
  sub: Subscription,
  agreement: Agreement,
  events: readonly LoggedEvent[],
): Promise<Next> {
  const purpose = sub.purpose as Purpose;
  return halving(sub, events, async (taken) => {
    const planned = await planItems(store, { ...sub, purpose }, agreement, taken);
    const quiet = { sent: [], dues: [] };
    const batch = planned.leaving.length === 0 ? null : await composeNotify(store, sub, planned);
    return { batch, quiet };
  });
}

function composeTouched(
  store: Store,
  sub: Subscription,
  agreement: Agreement,
  events: readonly LoggedEvent[],
  due: readonly Touched[],
): Promise<Next> {
  if (events.length > 0) {
    return halving(sub, events, async (taken) =>
      composePlain(store, sub, agreement, await touchedBy(store, sub, taken)),
    );
  }
  return halving(sub, due, (taken) => composePlain(store, sub, agreement, taken));
}

/** A batch of at most so many bytes; half of what it would be made of, while it is too large. */
async function halving<Of extends { seq: number } | { id: string }>(
  sub: Subscription,
  all: readonly Of[],
  compose: (taken: readonly Of[]) => Promise<{ batch: Batch | null; quiet: Quiet }>,
): Promise<Next> {
  let taken = all;
  for (;;) {
    const { batch, quiet } = await compose(taken);
    const last = taken.at(-1);
    const cursor = last && "seq" in last ? last.seq : sub.cursor;
    const caughtUp = all.length < batch_events_max && taken.length === all.length;
    if (!batch) return { kind: "quiet", cursor, caughtUp, quiet };
    const bytes = JSON.stringify(batch.message).length;
    if (bytes <= batch_bytes_max || taken.length === 1) {
      return { kind: "batch", offered: { batch, cursor, caughtUp, told: false }, isNew: true };
    }
    taken = taken.slice(0, Math.ceil(taken.length / 2));
  }
}

/** Does the agreement, as it is now, still let everything out that a batch tells? */
async function mayStillLeave(
  store: Store,
  sub: Subscription,
  agreement: Agreement,
  { disclosed }: Batch,
): Promise<boolean> {
  const records = await loadRecords(
    store,
    disclosed.flatMap(({ record_id, subject }) => (subject ? [record_id, subject] : [record_id])),
  );
  const homes = [...records.values()].filter(({ type }) => type === "Household");
  const members = await loadRecords(
    store,
    await memberIds(
      store,
      homes.map(({ id }) => id),
    ),
  );
  const people = [...records.values(), ...members.values()].filter(({ type }) => type === "Person");
  const ids = people.map(({ id }) => id);
  const [links, consents] = await Promise.all([loadLinks(store, ids), loadConsents(store, ids)]);
  const nowIso = new Date(store.clock.nowMs()).toISOString();
  const viewer = { agreement, purpose: sub.purpose as Purpose, nowIso };
  const isAbout = (record: StoredRecord, { id, household }: StoredRecord) =>
    id === record.id || id === record.subject || household === record.id;
  return disclosed.every(({ record_id, fields }) => {
    // Somebody who left: the key alone.
    if (fields.length === 0) return true;
    const record = records.get(record_id);
    if (!record) return false;
    const about = people.filter((person) => isAbout(record, person));
    const covered = about.map(({ id, state }) => ({
      state,
      linked: links.some((link) => link.record_id === id && link.partner === sub.partner),
      consents: consents.get(id) ?? [],
    }));
    const cut = view(viewer, record.type, record.state, covered);
    const allowed = agreement.records[record.type] ?? [];
    return cut.ok && fields.every((field) => allowed.includes(field));
  });
}
