import type { Json, JsonObject } from "../domain/json.ts";
import { referencesIn, renameReferences } from "../domain/references.ts";
import type { SystemId } from "../domain/records/field.ts";
import { recordTables } from "../domain/records/tables.ts";
import { answerHeader } from "../exchange/answer-header.ts";
import { writeRecord } from "../exchange/dci-record.ts";
import { standardProfile } from "../exchange/profiles.ts";
import type { Store } from "../store/database.ts";
import type { Acknowledged } from "../store/acknowledge.ts";
import type { Begun } from "../store/begun.ts";
import type { Sent, Subscription } from "../store/feed.ts";
import { loadLinks, resolveKeys, type Link } from "../store/load.ts";
import { pairOf } from "../store/relayed.ts";
import { canonicalize, canonicalizeOnce } from "../wire/canonical.ts";
import { contentDigest, sha256Base64 } from "../wire/signature/profiles.ts";
import type { SyncItem } from "../wire/sync-meta.ts";
import type { Planned } from "./plan.ts";
import type { Leaving } from "./plan-said.ts";

/** A notify ready to be signed, and what its acknowledgement will mean here. */
export interface Batch {
  header: JsonObject;
  message: JsonObject;
  messageId: string;
  counter: number;
  sent: Sent[];
  named: Acknowledged["named"];
  disclosed: Acknowledged["disclosed"];
  /** When time alone may change what of them is told. */
  dues: Acknowledged["dues"];
  /**
   * What its items go because of, in their order: parts of a batch end between two of these. `place`
   * is the event's number in the log, or the record's place in the queue.
   */
  units: Unit[];
  /** Records that the partner gets for the first time by it, or again after they left. */
  first?: Begun[];
  /** Of these it is known, once it is acknowledged, how they stand there. */
  settled?: Acknowledged["settled"];
  /** What of a queue or a snapshot is done once it is acknowledged. */
  resent?: Acknowledged["resent"];
  followed?: Acknowledged["followed"];
  resync?: Acknowledged["resync"];
}

/** One or more items that go because of one event or one record. */
export interface Unit {
  place: number;
  /** `left`: it says only that the record left. */
  items: { record_id: string; ver: number; left: boolean }[];
}

/**
 * Batches between Tandem systems (guarantees, Delivery protocol). At most 127 items can be told
 * apart by seven sends (delivery/bisect.ts).
 */
export const batch_events_max = 125;
export const batch_bytes_max = 256 * 1024;

/**
 * Who is further behind catches up in larger ones: what a batch costs whatever is in it then counts
 * for less. With its header it fits into what a Tandem door reads (1 MiB). Refused, it goes in parts
 * that are small enough to find a record at fault in six sends: with the part that is refused, seven.
 */
export const catch_up_events_max = 500;
export const catch_up_bytes_max = 896 * 1024;
export const part_units_max = 63;

/**
 * Writes planned items as one DCI notify. Everything in it is a function of the log and the records,
 * so a retry of the same content carries the same message id, and other content another.
 */
export async function composeNotify(
  store: Store,
  sub: Subscription,
  planned: Planned,
): Promise<Batch> {
  const names = await wireNames(store, sub.partner, planned);
  const items: SyncItem[] = [];
  const events: JsonObject[] = [];
  const hashes = new Map<string, string>();
  const numbers = new Map<string, number>();
  const batch = { named: [], disclosed: [] } as Pick<Batch, "named" | "disclosed">;
  const first = new Map<string, Begun>();
  const lapsed = planned.lapsed ?? [];
  let counter = sub.counter;
  for (const leaving of planned.leaving) {
    counter += 1;
    const key = names.ofRecord(leaving);
    const { event, item } = writeItem(store, leaving, key, names.ofKey, `${sub.code}-${counter}`);
    item.ph = hashes.get(chainOf(leaving)) ?? leaving.previousHash;
    // Hashed, signed and sent: written once.
    hashes.set(chainOf(leaving), sha256Base64(canonicalizeOnce(event)));
    canonicalizeOnce(item);
    numbers.set(leaving.record.id, counter);
    items.push(item);
    events.push(event);
    const named = { key, record_id: leaving.record.id };
    if (!names.isKnown(leaving)) batch.named.push(named);
    if (leaving.isFirst && leaving.left === null) first.set(named.record_id, named);
    batch.disclosed.push({
      record_id: leaving.record.id,
      subject: leaving.record.subject,
      fields: leaving.fields,
    });
  }
  batch.named.push(...lapsed.filter(({ record_id }) => !numbers.has(record_id)));
  const units = unitsOf(store.system.id, planned.leaving);
  const sent = sentBy(store.system.id, planned.leaving, hashes).map((one) => ({
    ...one,
    counter: numbers.get(one.record_id) ?? counter,
  }));
  return {
    ...batch,
    ...envelopeOf(store, sub, counter, items, events),
    counter,
    sent,
    dues: [],
    units,
    first: [...first.values()],
    settled: [...first.keys(), ...lapsed.map(({ record_id }) => record_id)],
  };
}

function envelopeOf(
  store: Store,
  sub: Subscription,
  counter: number,
  items: SyncItem[],
  events: JsonObject[],
  heartbeatAt = "",
): Pick<Batch, "header" | "message" | "messageId"> {
  const message: JsonObject = { transaction_id: sub.transaction_id, notify_event: events };
  const sync = {
    v: 1,
    epoch: store.system.epoch,
    sub: sub.code,
    from: sub.counter + 1,
    to: counter,
    items: items as unknown as Json,
    ...(sub.resync_why === "" ? {} : { snapshot: true }),
  };
  const header = answerHeader({
    messageId: "",
    timestamp: events.at(-1)?.["timestamp"] ?? heartbeatAt,
    action: "notify",
    status: "succ",
    total: events.length,
    from: store.system.id,
    to: sub.partner,
    meta: { sync },
  });
  const named = [
    sub.code,
    store.system.epoch,
    sub.counter,
    counter,
    contentDigest({ header, message }),
  ];
  const messageId = `m-${sha256Base64(canonicalize(named))}`;
  header["message_id"] = messageId.replace(/[^A-Za-z0-9-]/g, "");
  return { header, message, messageId: String(header["message_id"]) };
}

/**
 * A notify of nothing: the receiver learns how far the numbers are, and notices a loss at the tail.
 * In one minute it is one message, however often it goes.
 */
export function composeHeartbeat(store: Store, sub: Subscription): Batch {
  const minute = Math.floor(store.clock.nowMs() / 60_000) * 60_000;
  const at = new Date(minute).toISOString();
  const said = envelopeOf(store, sub, sub.counter, [], [], at);
  return { ...said, counter: sub.counter, sent: [], named: [], disclosed: [], dues: [], units: [] };
}

/** One record's change in DCI words, with its stamps apart; who and why stand in the message, never in the header. */
function writeItem(
  store: Store,
  leaving: Leaving,
  key: string,
  rename: (key: string) => string,
  ref: string,
): { event: JsonObject; item: SyncItem } {
  const { record, event, state } = leaving;
  const written = writeRecord(
    record.type,
    key,
    renameReferences(record.type, state, rename),
    standardProfile,
  );
  const at = event.at.toISOString();
  const item: SyncItem = {
    ref,
    key,
    ver: leaving.ver,
    prev: leaving.prev,
    ph: leaving.previousHash,
    ch: leaving.left ? [] : written.changed,
    origin: leaving.origin,
    at,
    f: leaving.left ? {} : written.stamps,
    act: leaving.left ? "person.left" : event.act,
  };
  if (leaving.origin !== store.system.id) item.hops = [...leaving.hops, store.system.id];
  if (leaving.left) item.left = leaving.left;
  if (leaving.whole) item.whole = true;
  const data: JsonObject = {
    version: "1.0.0",
    reg_type: `ns:org:RegistryType:${store.system.kind === "ess" ? "ESS" : "SP"}`,
    reg_event_type: "tandem:changed",
    reg_record_type: recordTables[record.type].wireType,
    reg_records: leaving.left ? { "@id": key } : written.record,
  };
  // Why a person left the agreement is a code; what was said at that moment stays here.
  if (!leaving.left) data["tandem:change"] = { by: { ...event.by }, reason: event.reason };
  return { event: { reference_id: ref, timestamp: at, data, locale: "eng" }, item };
}

/** Names on the wire: a record goes by the least key under which this partner and we know it. */
async function wireNames(store: Store, partner: string, planned: Planned) {
  const referred = planned.leaving.flatMap(({ record, state }) => referencesIn(record.type, state));
  const resolved = await resolveKeys(store, referred);
  const missing = [...resolved.values()].map((record) => record.id);
  const links: Link[] = [...planned.links, ...(await loadLinks(store, missing))];
  const byRecord = new Map<string, string>();
  for (const link of links) {
    const known = byRecord.get(link.record_id);
    if (link.partner === partner && (!known || link.key < known)) {
      byRecord.set(link.record_id, link.key);
    }
  }
  return {
    ofRecord: ({ record }: Leaving) => byRecord.get(record.id) ?? record.key,
    isKnown: ({ record }: Leaving) => byRecord.has(record.id),
    ofKey: (key: string) => {
      const record = resolved.get(key);
      return record ? (byRecord.get(record.id) ?? record.key) : key;
    },
  };
}

/**
 * What several systems wrote of one record stands in one item of its unit: refused, all of it waits.
 * A forwarded version is no number of ours; there the item stands at what we wrote of the record.
 */
function unitsOf(self: SystemId, leaving: readonly Leaving[]): Unit[] {
  const units: Unit[] = [];
  for (const { unit: place, record, ver, left, origin } of leaving) {
    const own = origin === self ? ver : Math.max(record.ownVersion, 1);
    const item = { record_id: record.id, ver: own, left: left !== null };
    const last = units.at(-1);
    if (last?.place !== place) units.push({ place, items: [item] });
    else if (!last.items.some((one) => one.record_id === record.id)) last.items.push(item);
  }
  return units;
}

/** What the partner has of each record once it took these: our last version, and each other origin's. */
function sentBy(
  self: SystemId,
  leaving: readonly Leaving[],
  hashes: ReadonlyMap<string, string>,
): Sent[] {
  const sent = new Map<string, Sent>();
  for (const one of leaving) {
    const { record, origin, own, ver } = one;
    const hash = hashes.get(chainOf(one)) ?? "";
    const known = sent.get(record.id) ?? { record_id: record.id, ...own, gone: false };
    const gone = one.left !== null;
    if (origin === self) sent.set(record.id, { ...known, ver, hash, gone });
    else {
      const others = (known.forwarded ?? []).filter((other) => other.origin !== origin);
      sent.set(record.id, { ...known, gone, forwarded: [...others, { origin, ver, hash }] });
    }
  }
  return [...sent.values()];
}

/** Versions of a record are chained by who wrote them. */
function chainOf({ record, origin }: Leaving): string {
  return pairOf(record.id, origin);
}

/** What a batch takes on the wire before it is signed. */
export function bytesOf({ header, message }: Pick<Batch, "header" | "message">): number {
  return Buffer.byteLength(canonicalize({ header, message }));
}
