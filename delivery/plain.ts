import { createHash } from "node:crypto";
import type { Agreement, Purpose } from "../domain/agreement.ts";
import { eventKinds, eventNameOf, type EventKind } from "../domain/event-types.ts";
import type { JsonObject } from "../domain/json.ts";
import type { StoredRecord } from "../domain/record.ts";
import type { Viewer } from "../domain/view.ts";
import { answerHeader } from "../exchange/answer-header.ts";
import { writeLeft } from "../exchange/left-record.ts";
import type { Store } from "../store/database.ts";
import type { Due } from "../store/due.ts";
import type { Sent, Subscription } from "../store/feed.ts";
import { loadWithheld, type Withheld } from "../store/parked.ts";
import { readingFor, withReadings } from "../store/shadows.ts";
import type { Batch } from "./compose.ts";
import {
  changesSomething,
  decide,
  dependsOnTime,
  joinedOf,
  standingOf,
  type Standing,
  type Verdict,
} from "./plain-deciding.ts";
import { gather, type Gathered, type Touched } from "./plain-gathering.ts";
import { saidBack, saidOf } from "./plain-writing.ts";

/** What is remembered without a word: who left in silence, and on which day to look again. */
export interface Quiet {
  sent: Sent[];
  dues: Due[];
}

/**
 * A notify for a plain DCI partner about the records that were touched: who fits the filter and the
 * agreement is told of as the subscription's event type has it (domain/event-types.ts). A batch is
 * null when nothing is said; what is to be remembered then stands in `quiet`.
 */
export async function composePlain(
  store: Store,
  sub: Subscription,
  agreement: Agreement,
  touched: readonly Touched[],
  records_max = Infinity,
): Promise<{ batch: Batch | null; quiet: Quiet; cut: boolean }> {
  const quiet: Quiet = { sent: [], dues: [] };
  const kind = kindOf(sub);
  if (touched.length === 0 || !kind) return { batch: null, quiet, cut: false };
  const nowIso = new Date(store.clock.nowMs()).toISOString();
  const viewer: Viewer = { agreement, purpose: sub.purpose as Purpose, nowIso };
  const ids = touched.map(({ id }) => id);
  const gathered = await gather(store, sub, agreement, ids);
  const withheld = sub.has_parked ? await loadWithheld(store, sub.code, ids) : noneWithheld;
  const writing = new Writing(store, sub, kind, gathered);
  const timed = dependsOnTime(sub.criteria) || dependsOnTime(agreement.people);
  for (const one of touched) {
    const record = gathered.records.get(one.id);
    const isDue = one.events.length === 0;
    if (!record) {
      if (isDue) writing.dues.push({ record_id: one.id, day: null });
      continue;
    }
    const standing = standingOf(viewer, store.system.id, sub.criteria, gathered, record);
    if (timed || isDue) writing.dues.push({ record_id: one.id, day: standing.turnsOn });
    if (isBeforeStart(sub, one)) continue;
    if (writing.said === records_max) return { ...writing.done(), cut: true };
    const toldAgain: Verdict | null = one.again && standing.within ? { say: "record" } : null;
    const verdict =
      toldAgain ??
      decide(kind.raisedBy, standing, gathered.sent.get(one.id), {
        elsewhere: gathered.elsewhere.has(one.id),
        changed: kind.raisedBy === "changes" && changesSomething(viewer, gathered, standing, one),
        joined: kind.raisedBy === "joins" ? joinedOf(record, gathered.household(record)) : null,
      });
    // What the partner refused waits; that it left is told all the same.
    const held = withheld.get(one.id);
    if (held && (held.leaving || verdict.say === "record") && isWithheld(held, record)) continue;
    writing.take(standing, one, verdict);
  }
  return { ...writing.done(), cut: false };
}
const noneWithheld = new Map<string, Withheld>();

function isWithheld({ upTo }: Withheld, { ownVersion }: StoredRecord): boolean {
  return upTo === null || ownVersion <= upTo;
}

function kindOf({ event_type }: Subscription): EventKind | null {
  const name = eventNameOf(event_type);
  return name && eventKinds[name];
}

/** What happened before the subscription's start is not told; only the day to look again is kept. */
function isBeforeStart({ starts_at }: Subscription, { events }: Touched): boolean {
  return (
    starts_at !== null &&
    events.length > 0 &&
    events.every((event) => event.received_at < starts_at)
  );
}

/** Collects what is said, numbered, and what is only remembered. */
class Writing {
  readonly dues: Due[] = [];
  private readonly items: JsonObject[] = [];
  private readonly units: Batch["units"] = [];
  private readonly batch: Pick<Batch, "sent" | "named" | "disclosed"> = {
    sent: [],
    named: [],
    disclosed: [],
  };
  private counter: number;
  private readonly store: Store;
  private readonly sub: Subscription;
  private readonly kind: EventKind;
  private readonly gathered: Gathered;

  constructor(store: Store, sub: Subscription, kind: EventKind, gathered: Gathered) {
    this.store = store;
    this.sub = sub;
    this.kind = kind;
    this.gathered = gathered;
    this.counter = sub.counter;
  }

  take(standing: Standing, touched: Touched, verdict: Verdict): void {
    const { record } = standing;
    const before = this.gathered.sent.get(record.id);
    const ver = before?.ver ?? 0;
    if (verdict.say === "nothing") {
      const { remember } = verdict;
      if (remember) this.batch.sent.push({ record_id: record.id, ver, ...remember });
      return;
    }
    if (verdict.say === "left") {
      const { type, profile } = this.gathered;
      const said = writeLeft(type, this.sub.record_type, record.key, verdict.reason, profile);
      this.say(said, touched, record, true);
      this.batch.sent.push({ record_id: record.id, ver, hash: "", gone: true });
      return;
    }
    const { written, said, hash } = saidOf(standing, this.gathered, this.sub);
    const isSame = this.kind.raisedBy === "changes" && before?.hash === hash && !before.gone;
    // What is the same as the partner has it is no change.
    if (isSame && !touched.again) return;
    this.say(said, touched, record);
    const joined = joinedOf(record, this.gathered.household(record));
    this.batch.sent.push({
      record_id: record.id,
      ver: record.version,
      hash: this.kind.raisedBy === "joins" ? (joined?.household ?? "") : hash,
      gone: false,
      ...toldFields(this.store, this.gathered, said, before),
    });
    this.batch.named.push(...written.named);
    this.batch.disclosed.push(...written.disclosed);
  }

  /** How many records were told of. */
  get said(): number {
    return this.items.length;
  }

  private say(said: JsonObject, { events }: Touched, record: StoredRecord, left = false): void {
    this.counter += 1;
    const item = { record_id: record.id, ver: record.ownVersion, left };
    this.units.push({ place: this.units.length, items: [item] });
    const { sub, store, kind } = this;
    const at = events.at(-1)?.at ?? new Date(store.clock.nowMs());
    const registry = kind.registry || (store.system.kind === "ess" ? "ESS" : "SP");
    this.items.push({
      reference_id: `${sub.code}-${this.counter}`,
      timestamp: at.toISOString(),
      data: {
        version: "1.0.0",
        reg_type: `ns:org:RegistryType:${registry}`,
        reg_event_type: sub.event_type,
        reg_record_type: sub.record_type,
        reg_records: said,
      },
      locale: "eng",
    });
  }

  done(): { batch: Batch | null; quiet: Quiet } {
    const { batch, dues, items, counter, sub, store, units } = this;
    if (items.length === 0) return { batch: null, quiet: { sent: batch.sent, dues } };
    const quiet = { sent: [], dues: [] };
    const said = envelope(store, sub, counter, items);
    return { batch: { ...batch, dues, counter, units, ...said }, quiet };
  }
}

/** What was told, as the partner would say it back: by that its own news are known. */
function toldFields(store: Store, gathered: Gathered, said: JsonObject, before: Sent | undefined) {
  const { type } = gathered;
  if (type === "Household") return {};
  const readings = Object.entries(saidBack(gathered, said)).map(
    ([field, value]): [string, string] => [field, readingFor(store, type, field, value)],
  );
  return { fields: withReadings(before?.fields, new Map(readings)) };
}

function envelope(store: Store, sub: Subscription, counter: number, notified: JsonObject[]) {
  const message: JsonObject = { transaction_id: sub.transaction_id, notify_event: notified };
  const digest = createHash("sha256").update(JSON.stringify([sub.code, sub.counter, message]));
  const messageId = `m-${digest.digest("hex").slice(0, 40)}`;
  const header = answerHeader({
    messageId,
    timestamp: notified.at(-1)?.["timestamp"] ?? "",
    action: "notify",
    status: "succ",
    total: notified.length,
    from: store.system.id,
    to: sub.partner,
    // The standard gives a notify no place for its subscription (digest 7.29).
    meta: { subscription_code: sub.code, sequence: counter, epoch: store.system.epoch },
  });
  return { header, message, messageId };
}
