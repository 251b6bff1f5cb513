import { isDeepStrictEqual } from "node:util";
import type { Change, Deciding } from "../../../domain/change.ts";
import { mayName } from "../../../domain/forwarding.ts";
import { applyIncoming, type Incoming } from "../../../domain/receiving.ts";
import { valueOf, type StoredRecord } from "../../../domain/record.ts";
import { renameReferences } from "../../../domain/references.ts";
import type { SystemId } from "../../../domain/records/field.ts";
import { nobody } from "../../../domain/unlinking.ts";
import { afterChange, type Decision } from "../../../store/act.ts";
import type { Standing } from "../../../store/held-items.ts";
import type { KnownKey } from "../../../store/receipts.ts";
import { pairOf } from "../../../store/relayed.ts";
import type { SideEffects } from "../../../store/side-effects.ts";
import type { Receiving, Taken } from "./batch.ts";
import type { Gathered } from "./gather.ts";
import type { Heard } from "./hearing.ts";
import type { Place } from "./place.ts";
import { Shelf } from "./shelf.ts";

type Effects = Required<Pick<SideEffects, "links" | "left" | "matches" | "held" | "withdrawn">>;

/**
 * What a batch comes to, so far: changes, marks and what becomes true with them. Each item finds
 * records, links and marks as the one before left them.
 */
export class Desk {
  readonly ctx: Deciding;
  readonly batch: Receiving;
  readonly at: Gathered;
  readonly also: Effects = { links: [], left: [], matches: [], held: [], withdrawn: [] };
  /** Persons made by this batch. */
  readonly created = new Set<string>();
  readonly standing: Standing;
  readonly nowMs: number;
  /** Can the partner be asked for a record that this system made? */
  readonly gives: (creator: SystemId) => boolean;
  duplicates = 0;
  private toJoin = 0;
  private readonly changes: Change[] = [];
  private readonly shelf: Shelf;
  private readonly heard: Heard;
  private readonly marks = new Map<string, NonNullable<SideEffects["marks"]>[number]>();
  private readonly parted: NonNullable<SideEffects["parted"]> = [];
  private readonly relayed: NonNullable<SideEffects["relayed"]> = [];

  constructor(ctx: Deciding, batch: Receiving, at: Gathered, heard: Heard) {
    this.ctx = ctx;
    this.batch = { ...batch, items: heard.items };
    this.at = at;
    this.heard = heard;
    this.standing = at.standing;
    this.nowMs = Date.parse(ctx.nowIso);
    this.gives = (creator) =>
      mayName(batch.forwards ?? { from: batch.partner, to: ctx.self.id }, creator);
    this.shelf = new Shelf(batch.partner, this.gives, this.nowMs, at.standing);
    const { missed } = heard;
    if (missed) this.shelf.missNumbers(missed.reason, missed.since, missed.until);
  }

  decision(): Decision<Taken> {
    const { inbox } = this.batch;
    const { feed, covers } = this.heard;
    const marks = [...this.marks.values()];
    const also: SideEffects = { marks, ...this.also, ...this.shelf.effects() };
    if (feed) also.feed = feed;
    if (covers) also.covers = covers;
    if (inbox) also.inbox = inbox;
    if (this.parted.length > 0) also.parted = this.parted;
    if (this.relayed.length > 0) also.relayed = this.relayed;
    const batch = this.keptBatch();
    if (batch) also.batch = batch;
    const { duplicates } = this;
    const held = this.shelf.count;
    const applied = this.batch.items.length - duplicates - (held - this.toJoin);
    return { ok: true, changes: this.changes, also, result: { applied, duplicates, held } };
  }

  /** How many more of the partner's changes wait after this batch. */
  get growth(): number {
    return this.shelf.growth;
  }

  /** The signed message, where it holds what passed between others or what goes on from here. */
  private keptBatch(): SideEffects["batch"] {
    const { partner, inbox, evidence, items } = this.batch;
    const isKept = this.standing.goesOn || items.some(({ origin }) => origin !== partner);
    if (!inbox || !evidence || !isKept || items.length === 0) return undefined;
    const { message_id, digest } = inbox;
    return { ...evidence(), partner, message_id, digest, at: this.ctx.nowIso };
  }

  heldOf(item: Incoming): { ver: number }[] {
    return this.shelf.of(item);
  }

  hold(item: Incoming, why: Place & { kind: "hold" }): void {
    this.shelf.hold(item, why);
  }

  /** Applied, and kept to be joined once more when what it refers to has come. */
  joinLater(item: Incoming, waitsFor: string[]): void {
    this.shelf.hold({ ...item, whole: true }, { kind: "hold", reason: "unknown_key", waitsFor });
    this.toJoin += 1;
  }

  /** `madeAnew`: its origin wrote it again under another stamp, so this one is discarded. */
  release(item: Incoming, madeAnew = false): void {
    this.shelf.release(item, madeAnew);
  }

  drop(key: string): void {
    this.shelf.drop(key);
  }

  /** The highest version of a record and origin that was taken in from this partner, ever. */
  markOf(item: Incoming): number {
    return this.marks.get(chainOf(item))?.ver ?? this.markBefore(item)?.mark ?? 0;
  }

  /** The row is moved under this key; a sibling key's higher mark does not make the row exist. */
  mark(item: Incoming): void {
    const { key, origin, ver } = item;
    const { partner } = this.batch;
    const known = this.marks.get(chainOf(item))?.known ?? this.markBefore(item)?.own_mark ?? 0;
    this.marks.set(chainOf(item), { partner, origin, key, known, ver });
  }

  private markBefore(item: Incoming): { mark: number; own_mark: number } | undefined {
    return item.origin === this.batch.partner
      ? this.at.known.get(item.key)
      : this.at.forwardedMarks.get(chainOf(item));
  }

  /** Outside the chain of versions: a number no version has, and no other deed of this moment. */
  outsideChain(record: StoredRecord): number {
    return -(Date.parse(this.ctx.nowIso) * 1000 + (this.now(record).version % 1000));
  }

  /** Joins a whole record that was sent again; false: we have all of it. It takes up no version. */
  restore(given: StoredRecord, item: Incoming): boolean {
    if (this.changesNothing(given, item)) return false;
    this.append(given, { ...item, ver: this.outsideChain(given) });
    return true;
  }

  private changesNothing(given: StoredRecord, item: Incoming): boolean {
    const record = this.now(given);
    const again = { ...item, delta: this.inOurNaming(item) };
    const { after } = applyIncoming(record, again, this.ctx.systems);
    const { subject, household } = this.belonging(record, item);
    const isThere = subject === record.subject && household === record.household;
    return isThere && isDeepStrictEqual(after, record.state);
  }

  private inOurNaming(item: Incoming): Incoming["delta"] {
    const nameOf = (key: string) => this.at.references.get(key)?.key ?? key;
    return renameReferences(item.type, item.delta, nameOf);
  }

  /**
   * Applies a change, once whichever way it came: what came round before is joined, so that the part
   * of it that another agreement lets out is not lost, and where it brings nothing it makes no event
   * and goes nowhere from here.
   */
  apply(given: StoredRecord, item: Incoming): void {
    const { tops } = this.at;
    const top = tops?.get(pairOf(given.id, item.origin)) ?? 0;
    const isNew = item.ver > top;
    const isFirst = this.now(given).version === 0;
    if (
      isFirst ||
      (isNew && (item.origin === this.batch.partner || !this.changesNothing(given, item)))
    ) {
      tops?.set(pairOf(given.id, item.origin), item.ver);
      return this.append(given, item);
    }
    if (!isNew && this.restore(given, item)) return;
    this.duplicates += 1;
    if (this.at.known.get(item.key)?.is_left) this.setLeft(item.key, false);
  }

  /** Writes a change down as it is. */
  append(given: StoredRecord, item: Incoming): void {
    const record = { ...this.now(given), ...this.belonging(given, item) };
    const isLeft = this.at.known.get(item.key)?.is_left ?? false;
    if (isLeft !== (item.left !== null)) this.setLeft(item.key, item.left !== null);
    const delta = this.inOurNaming(item);
    const deed = item.left ? "person.left" : item.act;
    const change = applyIncoming(record, { ...item, act: deed, delta }, this.ctx.systems);
    this.changes.push(change);
    this.at.records.set(record.id, afterChange(record, change));
    const { partner, inbox } = this.batch;
    if (item.hops) {
      const { origin, ver, hops } = item;
      const message_id = inbox?.message_id ?? "";
      this.relayed.push({ record_id: record.id, origin, ver, partner, hops, message_id });
    }
  }

  /** Writes down what a decision about a record comes to. */
  change(change: Change): void {
    this.changes.push(change);
    const { record, expected, ownVersion, after: state } = change;
    this.at.records.set(record.id, { ...record, version: expected + 1, ownVersion, state });
    this.at.logs.get(change.record.id)?.push(change);
  }

  /** A link that was none: its key names this record apart from now on; null: the key is our own. */
  partedFrom(key: string, recordId: string, apart: string | null): void {
    const { partner } = this.batch;
    this.parted.push({ partner, key, record_id: recordId, apart });
    this.at.parted.push({ record_id: recordId, key: apart ? key : "" });
    const known = this.at.known.get(key);
    if (apart && known) this.at.known.set(key, { ...known, record_id: apart, is_left: true });
  }

  /** A record we know from others by this key is the partner's as well. */
  adopt(key: string): void {
    const recordId = this.at.known.get(key)?.record_id;
    if (recordId && this.at.adopted.delete(key)) this.link(key, recordId, "key", "");
  }

  /** It waits for a person's answer to "Same person?". */
  holdForMatch(matchId: string, item: Incoming): void {
    const { origin, ver } = item;
    this.also.held.push({ match_id: matchId, origin, ver, item: JSON.stringify(item) });
  }

  setLeft(key: string, left: boolean): void {
    this.also.left = this.also.left.filter((one) => one.key !== key);
    this.also.left.push({ partner: this.batch.partner, key, left });
    for (const link of this.also.links) if (link.key === key) link.left = left;
    const known = this.at.known.get(key);
    if (known) this.at.known.set(key, { ...known, is_left: left });
  }

  link(key: string, recordId: string, how: string, evidence: string): void {
    const by_whom = this.ctx.self.id;
    this.also.links.push({
      partner: this.batch.partner,
      key,
      record_id: recordId,
      how,
      evidence,
      by_whom,
    });
    this.remember(key, { record_id: recordId, match_id: null });
  }

  remember(key: string, what: Pick<KnownKey, "record_id" | "match_id">): void {
    const { mark = 0, own_mark = 0 } = this.at.known.get(key) ?? {};
    this.at.known.set(key, { key, foreign: false, is_left: false, mark, own_mark, ...what });
  }

  now(record: StoredRecord): StoredRecord {
    return this.at.records.get(record.id) ?? record;
  }

  /** Whom and which household a record is about, by the references it carries. */
  about(item: Incoming): { subject: string | null; household: string | null } {
    const named = (field: string) => {
      const key = valueOf(item.delta, field);
      return typeof key === "string" ? this.at.references.get(key) : undefined;
    };
    const person = named("person");
    const household = named("household")?.id ?? person?.household ?? null;
    return { subject: person?.id ?? null, household };
  }

  private belonging(
    record: StoredRecord,
    item: Incoming,
  ): Pick<StoredRecord, "subject" | "household"> {
    const about = this.about(item);
    return {
      subject: (record.subject ?? nobody) === nobody ? about.subject : record.subject,
      household: about.household ?? record.household,
    };
  }
}

function chainOf({ origin, key }: Pick<Incoming, "origin" | "key">): string {
  return pairOf(origin, key);
}
