import type { Agreement, Purpose } from "../domain/agreement.ts";
import { eventKinds, eventNameOf } from "../domain/event-types.ts";
import type { Json } from "../domain/json.ts";
import { differenceIn, differenceInList, type Difference } from "../domain/plain-digest.ts";
import { elementsOf, valueOf, type StoredRecord } from "../domain/record.ts";
import type { Identifier } from "../domain/records/values.ts";
import { fieldSpec } from "../domain/records/tables.ts";
import type { Viewer } from "../domain/view.ts";
import type { Store } from "../store/database.ts";
import { loadSubscription, type Subscription } from "../store/feed.ts";
import {
  loadShadows,
  noShadow,
  readingFor,
  shadowHash,
  type StoredShadow,
} from "../store/shadows.ts";
import { readToldPeople } from "../store/told-people.ts";
import { standingOf } from "./plain-deciding.ts";
import { gather } from "./plain-gathering.ts";
import { saidBack, saidOf } from "./plain-writing.ts";

/** A person a plain partner was told of: what it is to have, as it would say it back. */
export interface ToldNow {
  record: StoredRecord;
  /** Field → value, as its subscriptions would tell it now. */
  values: Record<string, Json>;
  shadow: StoredShadow;
  /** A subscription tells it of every change. */
  isFollowed: boolean;
  /** Something of it is still to go there. */
  isUnderWay: boolean;
  /** The subscription that tells it again. */
  code: string;
  recordType: string;
  identifiers: Identifier[];
}

/** Reads people told of, page by page; `subs` keeps what was read of subscriptions. */
export async function toldNow(
  store: Store,
  partner: string,
  agreement: Agreement,
  subs: Map<string, Subscription | null>,
  page: { after: string | null; limit: number } | { ids: readonly string[] },
): Promise<{ people: ToldNow[]; read: number; last: string | null }> {
  const rows = await readToldPeople(
    store,
    partner,
    "ids" in page ? null : page.after,
    "ids" in page ? page.ids.length : page.limit,
    "ids" in page ? page.ids : null,
  );
  const ids = rows.map(({ record_id }) => record_id);
  const shadows = await loadShadows(store, partner, ids);
  const people = new Map<string, ToldNow>();
  for (const code of new Set(rows.flatMap(({ codes }) => codes))) {
    const known = subs.get(code);
    const sub = known === undefined ? await loadSubscription(store, code) : known;
    subs.set(code, sub);
    if (!sub) continue;
    const of = rows.filter(({ codes }) => codes.includes(code)).map(({ record_id }) => record_id);
    for (const one of await saysNow(store, sub, agreement, of)) {
      const { id } = one.record;
      const shadow = shadows.get(id) ?? noShadow;
      people.set(id, together(people.get(id), { ...one, shadow, isUnderWay: false }));
    }
  }
  for (const one of people.values()) one.isUnderWay = isUnderWay(store, one);
  return { people: [...people.values()], read: rows.length, last: ids.at(-1) ?? null };
}

/** What one subscription says of people now. */
async function saysNow(
  store: Store,
  sub: Subscription,
  agreement: Agreement,
  ids: readonly string[],
): Promise<Omit<ToldNow, "shadow" | "isUnderWay">[]> {
  const gathered = await gather(store, sub, agreement, ids);
  const nowIso = new Date(store.clock.nowMs()).toISOString();
  const viewer: Viewer = { agreement, purpose: sub.purpose as Purpose, nowIso };
  return ids.flatMap((id) => {
    const record = gathered.records.get(id);
    const standing = record && standingOf(viewer, store.system.id, sub.criteria, gathered, record);
    if (!record || !standing?.within) return [];
    const values = saidBack(gathered, saidOf(standing, gathered, sub).said);
    const identifiers = (values["identifiers"] ?? []) as unknown as Identifier[];
    const { code, record_type: recordType } = sub;
    return [{ record, values, isFollowed: follows(sub), code, recordType, identifiers }];
  });
}

/** What several subscriptions say; the one that tells of every change tells it again. */
function together(before: ToldNow | undefined, one: ToldNow): ToldNow {
  if (!before) return one;
  const first = before.isFollowed || !one.isFollowed ? before : one;
  const identifiers = before.identifiers.length > 0 ? before.identifiers : one.identifiers;
  return { ...first, values: { ...before.values, ...one.values }, identifiers };
}

/** Something we would say now was not the last that was said. */
function isUnderWay(store: Store, { values, shadow, isFollowed }: ToldNow): boolean {
  return (
    isFollowed &&
    Object.entries(values).some(
      ([field, value]) =>
        shadow.told.get(field)?.has(readingFor(store, "Person", field, value)) !== true,
    )
  );
}

function follows({ event_type }: Subscription): boolean {
  const name = eventNameOf(event_type);
  return name !== null && eventKinds[name].raisedBy === "changes";
}

/** What of a person differs: whether the partner lost anything, and which fields are its news. */
export interface PersonDifference {
  lost: boolean;
  news: string[];
}

/** Holds what the partner answered (values as read) against what it is to have. */
export function differenceOf(
  store: Store,
  told: ToldNow,
  theirs: Readonly<Record<string, Json>>,
): PersonDifference {
  const found: PersonDifference = { lost: false, news: [] };
  for (const [field, value] of Object.entries(theirs)) {
    const { lost, news } = fieldDifference(store, told, field, value);
    found.lost ||= lost;
    if (news) found.news.push(field);
  }
  return found;
}

function fieldDifference(
  store: Store,
  { record, values, shadow, isFollowed }: ToldNow,
  field: string,
  value: Json,
): Difference {
  const spec = fieldSpec("Person", field);
  const hash = (one: Json) => shadowHash(store, field, one);
  if (spec?.class === "set") {
    const all = (of: Json | undefined) => new Set((Array.isArray(of) ? of : []).map(hash));
    const shown = new Set([
      ...elementsOf(record.state, field).map(({ version }) => hash(version.v)),
      ...all(values[field]),
    ]);
    const held = { field, theirs: all(value), ours: all(values[field]), shown };
    return differenceInList(shadow, held, isFollowed);
  }
  const mine = values[field];
  const shows = valueOf(record.state, field);
  const held = {
    field,
    theirs: readingFor(store, "Person", field, value),
    ours: mine === undefined ? undefined : hash(mine),
    shown: shows === undefined ? undefined : hash(shows),
  };
  return differenceIn(shadow, held, { isFollowed, heardLast: shadow.heardLast });
}
