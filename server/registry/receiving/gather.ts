import { foldWords } from "../../../domain/folding.ts";
import { identifiersOf } from "../../../domain/matching.ts";
import type { Incoming } from "../../../domain/receiving.ts";
import { valueOf, type StoredRecord } from "../../../domain/record.ts";
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
  return {
    known,
    references,
    records,
    found: pick(foundIds),
    alike: pick(alikeIds),
    links,
    standing,
  };
}

async function lookAlike(store: Store, item: Incoming): Promise<string[]> {
  const birthDate = valueOf(item.delta, "birth_date");
  const words = foldWords(displayName(valueOf(item.delta, "name")));
  return findAlike(store, words, typeof birthDate === "string" ? birthDate : null);
}
