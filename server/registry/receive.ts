import { creatorOf, emptyState, stampsIn, type StoredRecord } from "../../domain/record.ts";
import { refused, type Change, type Deciding, type Refusal } from "../../domain/change.ts";
import { foldWords } from "../../domain/folding.ts";
import { decideLink, identifiersOf, sameIdentifier } from "../../domain/matching.ts";
import {
  applyIncoming,
  isFarAhead,
  placeOf,
  recordFromPartner,
  type Incoming,
} from "../../domain/receiving.ts";
import { valueOf } from "../../domain/record.ts";
import { referencesIn, renameReferences } from "../../domain/references.ts";
import type { SystemId } from "../../domain/records/field.ts";
import { act, afterChange, type Acting, type Decision } from "../../store/act.ts";
import type { Store } from "../../store/database.ts";
import { loadLinks, loadRecords, resolveKeys, type Link } from "../../store/load.ts";
import { displayName } from "../../store/projection.ts";
import { findAlike, findByIdentifiers, lookUpKeys, type KnownKey } from "../../store/receipts.ts";
import type { SideEffects } from "../../store/side-effects.ts";

/** A batch of a partner's changes, and the receipt to store with them. */
export interface Receiving {
  partner: SystemId;
  trustedIdentifiers: readonly string[];
  items: Incoming[];
  feed: { epoch: string; counter: number };
  inbox?: SideEffects["inbox"];
}

/** Why a batch cannot be applied now; the sender keeps it and comes again. */
export type NotNow = "gap" | "clock_ahead" | "unknown_key";
export type Received =
  { ok: true; applied: number; duplicates: number } | { ok: false; why: NotNow };

/**
 * Applies a partner's batch in one transaction: each item by the high-water mark of its record,
 * unknown keys by the declared link rule, everything appended with the sender's own origin and
 * stamps. Only after the commit may the ACK be given (guarantees, Delivery protocol).
 */
export async function receiveBatch(
  store: Store,
  acting: Acting,
  batch: Receiving,
): Promise<Received | Refusal> {
  const nowMs = store.clock.nowMs();
  for (const item of batch.items) {
    if (isFarAhead(item.delta, nowMs)) return { ok: false, why: "clock_ahead" };
    for (const stamp of stampsIn(item.delta)) store.clock.see(stamp);
  }
  let notNow: NotNow | null = null;
  const done = await act<{ applied: number; duplicates: number }>(store, acting, async (ctx) => {
    const intake = new Intake(ctx, batch, await gather(store, batch));
    notNow = intake.takeAll();
    return notNow ? refused("err.busy") : intake.decision();
  });
  if (notNow) return { ok: false, why: notNow };
  return done.ok ? { ok: true, ...done.result } : done;
}

interface Gathered {
  known: Map<string, KnownKey>;
  references: Awaited<ReturnType<typeof resolveKeys>>;
  records: Map<string, StoredRecord>;
  /** Key → our persons with one of its trusted identifiers, and persons of a like name. */
  found: Map<string, StoredRecord[]>;
  alike: Map<string, StoredRecord[]>;
  /** Links of those with this partner. */
  links: Link[];
}

/** All that the items may need, read without a lock. */
async function gather(store: Store, batch: Receiving): Promise<Gathered> {
  const { partner, items } = batch;
  const keys = items.map((item) => item.key);
  const named = items.flatMap((item) => referencesIn(item.type, item.delta));
  const [known, references] = await Promise.all([
    lookUpKeys(store, partner, partner, [...keys, ...named]),
    resolveKeys(store, named),
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
  return { known, references, records, found: pick(foundIds), alike: pick(alikeIds), links };
}

async function lookAlike(store: Store, item: Incoming): Promise<string[]> {
  const birthDate = valueOf(item.delta, "birth_date");
  const words = foldWords(displayName(valueOf(item.delta, "name")));
  return findAlike(store, words, typeof birthDate === "string" ? birthDate : null);
}

/** Takes the items of one batch in order, each on the record as the one before left it. */
class Intake {
  private readonly ctx: Deciding;
  private readonly batch: Receiving;
  private readonly at: Gathered;
  private readonly changes: Change[] = [];
  private readonly marks = new Map<string, { known: number; ver: number }>();
  private readonly also: Required<
    Pick<SideEffects, "links" | "left" | "matches" | "held" | "withdrawn">
  > = {
    links: [],
    left: [],
    matches: [],
    held: [],
    withdrawn: [],
  };
  private duplicates = 0;
  /** Persons made by this batch. */
  private readonly created = new Set<string>();

  constructor(ctx: Deciding, batch: Receiving, at: Gathered) {
    this.ctx = ctx;
    this.batch = batch;
    this.at = at;
  }

  takeAll(): NotNow | null {
    for (const item of this.batch.items) {
      const notNow = this.take(item);
      if (notNow) return notNow;
    }
    return null;
  }

  decision(): Decision<{ applied: number; duplicates: number }> {
    const { partner, feed, inbox } = this.batch;
    const marks = [...this.marks].map(([key, mark]) => ({
      partner,
      origin: partner,
      key,
      ...mark,
    }));
    const also: SideEffects = { marks, ...this.also, feed: { partner, ...feed } };
    if (inbox) also.inbox = inbox;
    const applied = this.batch.items.length - this.duplicates;
    return {
      ok: true,
      changes: this.changes,
      also,
      result: { applied, duplicates: this.duplicates },
    };
  }

  private take(item: Incoming): NotNow | null {
    const known = this.at.known.get(item.key);
    const names = [item.key, ...referencesIn(item.type, item.delta)];
    if (names.some((key) => this.at.known.get(key)?.foreign)) return "unknown_key";
    const record = known?.record_id ? this.at.records.get(known.record_id) : undefined;
    if (record && record.type !== item.type) return "unknown_key";
    if (item.left) return this.takeLeft(item, record);
    const mark = this.marks.get(item.key)?.ver ?? known?.mark ?? 0;
    const place = placeOf(mark, item);
    if (place === "gap") return "gap";
    if (place === "duplicate") {
      this.duplicates += 1;
      // Back with nothing new to tell.
      if (known?.is_left) this.setLeft(item, false);
      return null;
    }
    this.marks.set(item.key, { known: this.markRow(item.key), ver: item.ver });
    if (record) this.apply(record, item);
    else if (known?.match_id) this.hold(known.match_id, item);
    else this.meet(item);
    return null;
  }

  /** The partner takes a person back: it takes up no version, and a question about them is closed. */
  private takeLeft(item: Incoming, record: StoredRecord | undefined): null {
    const known = this.at.known.get(item.key);
    if (record && !known?.is_left) {
      // Outside the chain of versions, so under a number no version has.
      this.apply(record, { ...item, ver: -Date.parse(this.ctx.nowIso) });
    } else if (known?.match_id) this.withdraw(item.key, known.match_id);
    else this.duplicates += 1;
    return null;
  }

  private withdraw(key: string, matchId: string): void {
    const isNew = this.also.matches.some((match) => match.id === matchId);
    this.also.matches = this.also.matches.filter((match) => match.id !== matchId);
    this.also.held = this.also.held.filter((one) => one.match_id !== matchId);
    if (!isNew) this.also.withdrawn.push(matchId);
    this.remember(key, { record_id: null, match_id: null });
  }

  private setLeft(item: Incoming, left: boolean): void {
    this.also.left = this.also.left.filter((one) => one.key !== item.key);
    this.also.left.push({ partner: this.batch.partner, key: item.key, left });
    for (const link of this.also.links) if (link.key === item.key) link.left = left;
    const known = this.at.known.get(item.key);
    if (known) this.at.known.set(item.key, { ...known, is_left: left });
  }

  /** The mark's own row under this key; a sibling key's higher mark does not make the row exist. */
  private markRow(key: string): number {
    return this.marks.get(key)?.known ?? this.at.known.get(key)?.own_mark ?? 0;
  }

  /** A key heard of for the first time: the declared rule links it, makes a record, or asks a person. */
  private meet(item: Incoming): void {
    if (item.type !== "Person") return this.create(item);
    const decision = decideLink(
      item.delta,
      this.batch.trustedIdentifiers,
      this.foundFor(item).map((record) => this.now(record)),
      this.at.alike.get(item.key) ?? [],
    );
    if (decision.kind === "create") return this.create(item);
    if (decision.kind === "link" && !this.isTaken(decision.record.id, item.key)) {
      this.link(item.key, decision.record.id, "rule", decision.evidence);
      return this.apply(decision.record, item);
    }
    const id = this.ctx.newId();
    const asked = decision.kind === "ask" ? decision.candidates : [decision.record];
    const candidates = asked.map((record) => record.id);
    this.also.matches.push({
      id,
      partner: this.batch.partner,
      key: item.key,
      why: decision.kind === "ask" ? decision.why : "several",
      candidates,
    });
    this.remember(item.key, { record_id: null, match_id: id });
    this.hold(id, item);
  }

  /** Who carries one of the item's trusted identifiers: known before, or come with this very batch. */
  private foundFor(item: Incoming): StoredRecord[] {
    const wanted = identifiersOf(item.delta).filter((one) =>
      this.batch.trustedIdentifiers.includes(one.identifier_type),
    );
    const carries = (record: StoredRecord) =>
      identifiersOf(record.state).some((mine) => wanted.some((one) => sameIdentifier(mine, one)));
    const found = this.at.found.get(item.key) ?? [];
    const fresh = [...this.created].flatMap((id) => this.at.records.get(id) ?? []);
    return [...found, ...fresh.filter(carries)];
  }

  /** Is our record already another record of this partner's? Then the partner has the person twice. */
  private isTaken(recordId: string, key: string): boolean {
    const { partner } = this.batch;
    const linked = [...this.at.links, ...this.also.links].filter(
      (link) => link.record_id === recordId,
    );
    return linked.some((link) => isOtherOfPartner(link, partner, key));
  }

  private create(item: Incoming): void {
    const record = recordFromPartner(item, this.ctx.newId(), this.about(item));
    this.at.records.set(record.id, record);
    this.at.references.set(item.key, record);
    if (item.type === "Person") this.created.add(record.id);
    this.link(item.key, record.id, "new", "");
    this.apply(record, item);
  }

  private apply(given: StoredRecord, item: Incoming): void {
    const record = { ...this.now(given), ...this.belonging(given, item) };
    const isLeft = this.at.known.get(item.key)?.is_left ?? false;
    if (isLeft !== (item.left !== null)) this.setLeft(item, item.left !== null);
    const delta = renameReferences(
      item.type,
      item.delta,
      (key) => this.at.references.get(key)?.key ?? key,
    );
    const deed = item.left ? "person.left" : item.act;
    const change = applyIncoming(record, { ...item, act: deed, delta }, this.ctx.systems);
    this.changes.push(change);
    this.at.records.set(record.id, afterChange(record, change));
  }

  private hold(matchId: string, item: Incoming): void {
    this.also.held.push({ match_id: matchId, ver: item.ver, item: JSON.stringify(item) });
  }

  private link(key: string, recordId: string, how: string, evidence: string): void {
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

  private remember(key: string, what: Pick<KnownKey, "record_id" | "match_id">): void {
    const { mark = 0, own_mark = 0 } = this.at.known.get(key) ?? {};
    this.at.known.set(key, { key, foreign: false, is_left: false, mark, own_mark, ...what });
  }

  private now(record: StoredRecord): StoredRecord {
    return this.at.records.get(record.id) ?? record;
  }

  /** Whom and which household a record is about, by the references it carries. */
  private about(item: Incoming): { subject: string | null; household: string | null } {
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
      subject: record.subject ?? about.subject,
      household: about.household ?? record.household,
    };
  }
}

/** Items that waited for "Same person?", applied to the record a person chose (or to a new one). */
export function applyHeld(
  ctx: Deciding,
  items: readonly Incoming[],
  chosen: StoredRecord | null,
  references: Gathered["references"],
): { record: StoredRecord; changes: Change[] } | null {
  const [first] = items;
  if (!first) return null;
  let record: StoredRecord =
    chosen ?? recordFromPartner(first, ctx.newId(), { subject: null, household: null });
  const changes: Change[] = [];
  for (const item of items) {
    const household = valueOf(item.delta, "household");
    const known = typeof household === "string" ? references.get(household) : undefined;
    record = { ...record, household: known?.id ?? record.household };
    const delta = renameReferences(item.type, item.delta, (key) => references.get(key)?.key ?? key);
    const change = applyIncoming(record, { ...item, delta }, ctx.systems);
    changes.push(change);
    record = afterChange(record, change);
  }
  return { record: changes.length > 0 ? record : { ...record, state: emptyState }, changes };
}

/** Does a link say that a record is one of the partner's own, under another key than this one? */
export function isOtherOfPartner(
  link: Pick<Link, "partner" | "key">,
  partner: SystemId,
  key: string,
): boolean {
  return link.partner === partner && link.key !== key && creatorOf(link.key) === partner;
}
