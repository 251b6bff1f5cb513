import type { Agreement, Purpose } from "../domain/agreement.ts";
import { listedOrigins } from "../domain/forwarding.ts";
import type { StoredRecord } from "../domain/record.ts";
import { view } from "../domain/view.ts";
import type { Store } from "../store/database.ts";
import type { Subscription } from "../store/feed.ts";
import { isOfBoth, loadLinks, loadRecords } from "../store/load.ts";
import { loadConsents, memberIds } from "../store/receipts.ts";
import { loadReferred } from "../store/referrals.ts";
import type { Batch } from "./compose.ts";

/** Does the agreement, as it is now, still let everything out that a batch tells? */
export async function mayStillLeave(
  store: Store,
  sub: Subscription,
  agreement: Agreement,
  { disclosed, sent }: Pick<Batch, "disclosed" | "sent">,
): Promise<boolean> {
  const listed = listedOrigins(agreement);
  const goesOn = sent.flatMap(({ forwarded = [] }) => forwarded);
  if (!goesOn.every(({ origin }) => listed.has(origin))) return false;
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
  const [links, referred, consents] = await Promise.all([
    loadLinks(store, ids),
    loadReferred(store, agreement, ids),
    loadConsents(store, ids),
  ]);
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
      linked: links.some(
        (link) => link.record_id === id && link.partner === sub.partner && isOfBoth(link),
      ),
      referred: referred.get(id),
      consents: consents.get(id) ?? [],
    }));
    const cut = view(viewer, record.type, record.state, covered);
    const allowed = agreement.records[record.type] ?? [];
    return cut.ok && fields.every((field) => allowed.includes(field));
  });
}
