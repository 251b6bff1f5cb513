import { foldWords } from "../../../domain/folding.ts";
import { identifiersOf } from "../../../domain/matching.ts";
import { mayName } from "../../../domain/forwarding.ts";
import type { Incoming } from "../../../domain/receiving.ts";
import { creatorOf, valueOf, type StoredRecord } from "../../../domain/record.ts";
import { link_undone, type LoggedChange } from "../../../domain/unlinking.ts";
import { referencesIn } from "../../../domain/references.ts";
import type { Store } from "../../../store/database.ts";
import { readStanding, type Standing } from "../../../store/held-items.ts";
import { loadLinks, loadRecords, resolveKeys, type Link } from "../../../store/load.ts";
import { displayName } from "../../../store/projection.ts";
import {
  findAlike,
  findByIdentifiers,
  lookUpKeys,
  type KnownKey,
} from "../../../store/receipts.ts";
import { readForwardedMarks, readTops, type ForwardedMark } from "../../../store/relayed.ts";
import { homesIn, readParted, readRecordLog } from "../../../store/unlinked.ts";
import type { Receiving } from "./batch.ts";

/** All that the items of a batch may need. */
export interface Gathered {
  known: Map<string, KnownKey>;
  references: Awaited<ReturnType<typeof resolveKeys>>;
  records: Map<string, StoredRecord>;
  /** Key → our persons with one of its trusted identifiers, and persons of a like name. */
  found: Map<string, StoredRecord[]>;
  alike: Map<string, StoredRecord[]>;
  /** Links of those with this partner. */
  links: Link[];
  standing: Standing;
  /** How far other systems' versions are that the partner forwards, by origin and key. */
  forwardedMarks: Map<string, ForwardedMark>;
  /** The highest version here, by record and origin; null: nothing of these origins came round. */
  tops: Map<string, number> | null;
  /** Keys of records we have from others, to be linked with this partner as well. */
  adopted: Set<string>;
  /** Of persons found by an identifier: whom of the partner's they are not. */
  parted: Awaited<ReturnType<typeof readParted>>;
  /** What ever happened to records of which the partner says that the link was none, by record. */
  logs: Map<string, LoggedChange[]>;
  /** The households those name, by key. */
  homes: Map<string, string>;
}

/** Reads it without a lock. */
export async function gather(store: Store, batch: Receiving): Promise<Gathered> {
  const { partner, items } = batch;
  const keys = items.map((item) => item.key);
  const named = items.flatMap((item) => referencesIn(item.type, item.delta));
  const [known, references, standing] = await Promise.all([
    lookUpKeys(store, partner, partner, [...keys, ...named]),
    resolveKeys(store, named),
    readStanding(store, partner, keys, named),
  ]);
  const adopted = await adoptKeys(store, batch, known, standing);
  const wanted = [...known.values()].flatMap((one) => one.record_id ?? []);
  const strangers = items.filter(
    (item) => item.type === "Person" && !known.get(item.key)?.record_id && !item.left,
  );
  const foundIds = new Map<string, string[]>();
  const alikeIds = new Map<string, string[]>();
  for (const item of strangers) {
    const ids = identifiersOf(item.delta).filter((one) =>
      batch.trustedIdentifiers.includes(one.identifier_type),
    );
    if (ids.length > 0) foundIds.set(item.key, await findByIdentifiers(store, ids));
    else alikeIds.set(item.key, await lookAlike(store, item));
  }
  const records = await loadRecords(store, [
    ...wanted,
    ...[...foundIds.values(), ...alikeIds.values()].flat(),
  ]);
  const pick = (ids: Map<string, string[]>) =>
    new Map([...ids].map(([key, list]) => [key, list.flatMap((id) => records.get(id) ?? [])]));
  const links = await loadLinks(store, [...foundIds.values()].flat());
  const logs = new Map<string, LoggedChange[]>();
  for (const { key, left } of items) {
    const record = left === link_undone ? records.get(known.get(key)?.record_id ?? "") : undefined;
    if (record) logs.set(record.id, await readRecordLog(store, record));
  }
  const passedOn = items.filter(({ origin }) => origin !== partner);
  const isRound = passedOn.length > 0 || standing.isRelayed;
  const origins = [...new Set(items.map(({ origin }) => origin))];
  return {
    known,
    references,
    records,
    found: pick(foundIds),
    alike: pick(alikeIds),
    links,
    standing,
    forwardedMarks: await readForwardedMarks(store, partner, passedOn),
    tops: isRound ? await readTops(store, [...records.keys()], origins) : null,
    adopted,
    parted: await readParted(store, partner, [...foundIds.values()].flat()),
    logs,
    homes: logs.size > 0 ? await homesIn(store, [...logs.values()].flat()) : new Map(),
  };
}

/**
 * A key is given once and for all by the system that made the record. One that is not linked with this
 * partner, and under which we know a record from somebody else, names that record, if the partner may
 * speak of its creator's records (domain/forwarding.ts). A path more to a record is no second record.
 */
async function adoptKeys(
  store: Store,
  { partner, items, forwards = { from: partner, to: store.system.id } }: Receiving,
  known: Map<string, KnownKey>,
  { isRelayed }: Standing,
): Promise<Set<string>> {
  const keys = new Set(items.map(({ key }) => key));
  const unknown = [...known.values()].filter(({ key, record_id, match_id, foreign }) => {
    if (record_id || match_id || !mayName(forwards, creatorOf(key))) return false;
    return foreign || (keys.has(key) && (isRelayed || creatorOf(key) !== partner));
  });
  const named = await resolveKeys(
    store,
    unknown.map(({ key }) => key),
  );
  for (const one of unknown) {
    const record_id = named.get(one.key)?.id ?? null;
    known.set(one.key, { ...one, record_id, foreign: false });
  }
  return new Set([...named.keys()].filter((key) => keys.has(key)));
}

async function lookAlike(store: Store, item: Incoming): Promise<string[]> {
  const birthDate = valueOf(item.delta, "birth_date");
  const words = foldWords(displayName(valueOf(item.delta, "name")));
  return findAlike(store, words, typeof birthDate === "string" ? birthDate : null);
}
