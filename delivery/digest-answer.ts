import { randomUUID } from "node:crypto";
import type { Store } from "../store/database.ts";
import type { Partner } from "../store/partners.ts";
import { readHeldBack, readLinkHead, readUnsettled } from "../store/reading/shared-records.ts";
import { DigestTree, type DigestNode } from "../wire/digest-tree.ts";
import type { DigestRecord } from "../wire/messages/digest.ts";
import { leafInParts, leafOf } from "./digest-leaf.ts";
import { linkedIds, putRight, sendAgain } from "./putting-right.ts";
import { eachShared, type Agreements } from "./shared-records.ts";

/** What is asked and answered: see DigestAsked in server/hosting.ts. */
interface Asked {
  snapshot: string | undefined;
  prefixes: readonly string[];
  keys: readonly string[];
  recheck: boolean;
  resend: boolean;
}
interface Answer {
  head: number;
  snapshot: string | undefined;
  ready: boolean;
  count: number;
  nodes: DigestNode[];
  records: DigestRecord[];
}

/** A tree is kept this long for the questions that go down it. */
const kept_ms = 300_000;
/** A tree that takes longer is asked for again. */
const patience_ms = 3_000;

interface Snapshot {
  id: string;
  madeMs: number;
  tree: DigestTree | null;
  made: Promise<DigestTree>;
}

/**
 * Answers what a partner asks of the digest of what we share with it. A tree is made on request from
 * what is stored at that moment, record by record: what stands in the database is what is proven.
 * One tree per partner is kept, and never two are made at once.
 */
export function createDigests() {
  const kept = new WeakMap<Store, Map<string, Snapshot>>();

  const begin = (store: Store, partner: Partner, agreements: Agreements): Snapshot => {
    const made = digestTree(store, partner, agreements);
    const snapshot: Snapshot = { id: randomUUID(), madeMs: performance.now(), tree: null, made };
    const ofStore = kept.get(store) ?? new Map<string, Snapshot>();
    kept.set(store, ofStore.set(partner.id, snapshot));
    made.then(
      (tree) => (snapshot.tree = tree),
      () => ofStore.get(partner.id) === snapshot && ofStore.delete(partner.id),
    );
    return snapshot;
  };

  return async (
    store: Store,
    partner: Partner,
    agreements: Agreements,
    { snapshot: wanted, prefixes, keys, recheck, resend }: Asked,
  ): Promise<Answer> => {
    const head = await readLinkHead(store, partner.id);
    if (recheck) await putRight(store, partner, keys);
    if (resend) await sendAgain(store, partner, keys);
    const records = await digestRecords(store, partner, agreements, keys);
    if (prefixes.length === 0) {
      return { head, snapshot: undefined, ready: true, count: 0, nodes: [], records };
    }
    const known = kept.get(store)?.get(partner.id);
    const fresh = known && performance.now() - known.madeMs < kept_ms;
    const fits = fresh && (known.id === wanted || known.tree === null);
    const snapshot = fits ? known : begin(store, partner, agreements);
    const tree = snapshot.tree ?? (await within(patience_ms, snapshot.made));
    return {
      head,
      snapshot: snapshot.id,
      ready: tree !== null,
      count: tree?.count ?? 0,
      nodes: tree ? prefixes.map((prefix) => tree.node(prefix)) : [],
      records,
    };
  };
}

/** The tree of all that we share with a partner, as it is stored now. */
export async function digestTree(
  store: Store,
  partner: Partner,
  agreements: Agreements,
): Promise<DigestTree> {
  return new DigestTree(await eachShared(store, partner, agreements, leafOf));
}

/**
 * Some records by their names on the wire, as they are stored now; those that are not shared have an
 * empty hash. What is read first is the record, then whether anything of it is still on its way: so
 * `settled` never claims too much.
 */
export async function digestRecords(
  store: Store,
  partner: Partner,
  agreements: Agreements,
  keys: readonly string[],
): Promise<DigestRecord[]> {
  if (keys.length === 0) return [];
  // Of a record that the partner has no name for, it learns nothing, not even that it is there.
  const ids = await linkedIds(store, partner, keys);
  const wanted = [...ids.values()];
  const shared = await eachShared(store, partner, agreements, leafInParts, wanted);
  const unsettled = await readUnsettled(store, partner.id, wanted);
  const heldBack = await readHeldBack(store, partner.id, keys);
  const byKey = new Map(shared.map((leaf) => [leaf.key, leaf]));
  return keys.map((key) => {
    const { hash, fields, foreign } = byKey.get(key) ?? { hash: "", fields: {}, foreign: [] };
    const id = ids.get(key);
    const settled = !heldBack.has(key) && (id === undefined || !unsettled.has(id));
    return { key, hash, fields, foreign, settled };
  });
}

async function within<T>(ms: number, work: Promise<T>): Promise<T | null> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<null>((resolve) => (timer = setTimeout(resolve, ms, null)));
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
