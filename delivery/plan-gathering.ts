import type { Agreement } from "../domain/agreement.ts";
import type { StoredRecord } from "../domain/record.ts";
import { aboutTypes } from "../domain/records/tables.ts";
import { loadBegun, type Unsure } from "../store/begun.ts";
import type { Store } from "../store/database.ts";
import {
  loadSent,
  readLatest,
  type LoggedEvent,
  type Sent,
  type Subscription,
} from "../store/feed.ts";
import { isOfBoth, loadAbout, loadLinks, loadRecords, type Link } from "../store/load.ts";
import { loadWithheld, type Withheld } from "../store/parked.ts";
import { loadConsents, memberIds } from "../store/receipts.ts";
import { loadReferred } from "../store/referrals.ts";
import { gatherForwarding, type Forwarding } from "./plan-forwarding.ts";

/** What a plan decides on. */
export interface Context {
  records: Map<string, StoredRecord>;
  /** Household → its members; person → what is about the person. */
  membersOf: Map<string, StoredRecord[]>;
  about: Map<string, StoredRecord[]>;
  latest: Map<string, LoggedEvent>;
  links: Link[];
  linked: Set<string>;
  /** By an open referral with the partner: as what (domain/view.ts). */
  referred: Awaited<ReturnType<typeof loadReferred>>;
  consents: Awaited<ReturnType<typeof loadConsents>>;
  sent: Map<string, Sent>;
  /** What goes on of other systems' versions; null: the agreement lists nobody. */
  forwarding: Forwarding | null;
  /** What the partner refused, and what was given up of it. */
  withheld: Map<string, Withheld>;
  /** Of these nobody knows whether they arrived. */
  begun: Unsure[];
}

/** Everything a plan of these events, and of these records as wholes, may need; a handful of queries. */
export async function gather(
  store: Store,
  sub: Pick<Subscription, "code" | "partner" | "has_parked" | "has_begun">,
  own: readonly LoggedEvent[],
  { wholes, underWay }: { wholes: readonly string[]; underWay: readonly Sent[] },
  agreement: Agreement,
): Promise<Context> {
  const byConsent = agreement.basis === "consent";
  const records = await loadRecords(store, [
    ...own.flatMap((event) => [event.record_id, event.subject].filter(isText)),
    ...wholes,
  ]);
  if (wholes.length > 0) {
    const subjects = [...records.values()].flatMap(({ subject }) => subject ?? []);
    for (const [id, one] of await loadRecords(store, subjects)) records.set(id, one);
  }
  const households = [...records.values()].flatMap((record) =>
    record.subject === null && record.household ? [record.household] : [],
  );
  const members = await loadRecords(store, await memberIds(store, households));
  for (const [id, member] of members) records.set(id, member);
  const people = [...records.values()].filter((record) => record.type === "Person");
  const sent = new Map<string, Sent>();
  const readSent = async (ids: readonly string[]) => {
    for (const [id, one] of await loadSent(store, sub.code, ids)) sent.set(id, one);
    for (const one of underWay) sent.set(one.record_id, one);
  };
  await readSent([...records.keys()]);
  // Also of whom a referral changed: what may leave of them can change with it.
  const referredAbout = new Set(
    own.filter(({ type }) => type === "Referral").map(({ subject }) => subject),
  );
  const fresh = people.filter(
    (person) => (sent.get(person.id)?.gone ?? true) || referredAbout.has(person.id),
  );
  const companions = await loadAbout(
    store,
    fresh.map((person) => person.id),
    aboutTypes,
  );
  const homes = await loadRecords(
    store,
    fresh.flatMap((person) => person.household ?? []),
  );
  for (const [id, home] of homes) records.set(id, home);
  // Only these may go as a whole without an event of their own in this batch.
  const along = [
    ...[...companions, ...homes.values(), ...fresh].map((record) => record.id),
    ...wholes,
  ];
  await readSent(along);
  const forwarding = await gatherForwarding(store, sub, agreement, own, [
    ...records.keys(),
    ...along,
  ]);
  const links = await loadLinks(store, [...records.keys(), ...along]);
  return {
    records,
    membersOf: groupBy([...records.values()].filter(isPerson), (person) => person.household),
    about: groupBy(companions, (record) => record.subject),
    latest: await readLatest(store, [...new Set(along)]),
    links: links.filter((link) => link.partner === sub.partner),
    // A record the partner took back is not shared any more, so we stop as well.
    linked: new Set(
      links
        .filter((l) => l.partner === sub.partner && !l.left_at && isOfBoth(l))
        .map((l) => l.record_id),
    ),
    referred: await loadReferred(
      store,
      agreement,
      people.map((person) => person.id),
    ),
    consents: byConsent
      ? await loadConsents(
          store,
          people.map((person) => person.id),
        )
      : new Map(),
    sent,
    forwarding,
    withheld: sub.has_parked
      ? await loadWithheld(store, sub.code, [...new Set([...records.keys(), ...along])])
      : new Map(),
    begun: sub.has_begun ? await loadBegun(store, sub.code) : [],
  };
}

function groupBy<Item>(
  items: readonly Item[],
  keyOf: (item: Item) => string | null,
): Map<string, Item[]> {
  const groups = new Map<string, Item[]>();
  for (const item of items) {
    const key = keyOf(item);
    if (key !== null) groups.set(key, [...(groups.get(key) ?? []), item]);
  }
  return groups;
}

function isPerson(record: StoredRecord): boolean {
  return record.type === "Person";
}

function isText(value: string | null): value is string {
  return value !== null;
}
