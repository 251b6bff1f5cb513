import { emptyState, type RecordState, type StoredRecord } from "../domain/record.ts";
import type { SystemId } from "../domain/records/field.ts";
import { link_undone } from "../domain/unlinking.ts";
import { view, type CoveredPerson, type Viewer } from "../domain/view.ts";
import type { Begun, Unsure } from "../store/begun.ts";
import type { LoggedEvent } from "../store/feed.ts";
import type { Context } from "./plan-gathering.ts";

/** One record's change as it will leave, cut to what the agreement allows, still in our naming. */
export interface Leaving {
  record: StoredRecord;
  event: Pick<LoggedEvent, "act" | "at" | "by" | "reason" | "seq">;
  ver: number;
  prev: number;
  previousHash: string;
  state: RecordState;
  fields: string[];
  /** Why the record left; then nothing else goes. */
  left: string | null;
  /** The record goes again, all of it. */
  whole: boolean;
  /** What it goes because of: its event's number in the log, or its record's place in `wholes`. */
  unit: number;
  /** Who wrote it, and which systems it passed before us. */
  origin: SystemId;
  hops: SystemId[];
  /** The partner did not have the record before, or had it and it left. */
  isFirst: boolean;
  /** What of our own went before: a forwarded version moves nothing of it. */
  own: { ver: number; hash: string };
}

/** What an item needs of the event it goes because of; without an origin it is our own. */
type ToldEvent = Leaving["event"] & Pick<LoggedEvent, "delta"> & { origin?: SystemId };

/** What leaves so far, in order; `context.sent` follows, so that a plan knows what it has already said. */
export class Said {
  readonly leaving: Leaving[] = [];
  /** Of these nobody knew whether they arrived, and their person left. */
  readonly lapsed: Begun[] = [];
  /** Because of what the next goes: see `Leaving`. */
  unit = 0;
  private readonly viewer: Viewer;
  private readonly self: SystemId;
  private readonly context: Context;

  constructor(viewer: Viewer, self: SystemId, context: Context) {
    this.viewer = viewer;
    this.self = self;
    this.context = context;
  }

  /** `fields` empty: nothing but that it left. `hops`: the systems a forwarded version passed. */
  push(
    record: StoredRecord,
    event: ToldEvent,
    ver: number,
    state: RecordState,
    fields: string[],
    how: Pick<Leaving, "left" | "whole"> = { left: null, whole: false },
    hops: SystemId[] = [],
  ): void {
    const before = this.context.sent.get(record.id);
    const own = { ver: before?.ver ?? 0, hash: before?.hash ?? "" };
    const origin = fields.length === 0 ? this.self : (event.origin ?? this.self);
    const last = origin === this.self ? own : this.context.forwarding?.sent(record.id, origin);
    const { ver: prev, hash: previousHash } = last ?? { ver: 0, hash: "" };
    const told = { ...event, reason: this.mayTellWhy(record, event) ? event.reason : "" };
    const { unit } = this;
    this.leaving.push({
      record,
      event: told,
      ver,
      prev,
      previousHash,
      state,
      fields,
      unit,
      origin,
      hops,
      isFirst: before?.gone ?? true,
      own,
      ...how,
    });
    const gone = how.left !== null;
    const isOwn = origin === this.self;
    if (!isOwn) this.context.forwarding?.goes(record.id, origin, ver);
    const now = isOwn ? { ver, hash: "" } : own;
    this.context.sent.set(record.id, { record_id: record.id, ...now, gone });
  }

  /** A person leaves: nothing goes but the key, under the version that went before. */
  leaves(person: StoredRecord, event: LoggedEvent): void {
    const ver = this.context.sent.get(person.id)?.ver ?? 0;
    const goesWith = ({ record_id: id, subject }: Unsure) =>
      subject === person.id || id === person.household;
    this.lapsed.push(...this.context.begun.filter(goesWith));
    this.context.begun = this.context.begun.filter((one) => !goesWith(one));
    this.push(person, event, ver, emptyState, [], { left: "person_not_covered", whole: false });
  }

  /**
   * The link by which a record was told was none: nothing goes but the key it was told under, under the
   * version that went before. Who decided so and why stays here.
   */
  parts(record: StoredRecord): void {
    const by = { name: "", role: "system", system: this.self };
    const at = new Date(this.viewer.nowIso);
    const event = { act: "link.undone" as const, at, by, reason: "", seq: 0, delta: emptyState };
    const ver = this.context.sent.get(record.id)?.ver ?? 0;
    this.push(record, event, ver, emptyState, [], { left: link_undone, whole: false });
  }

  /** Is the partner still to be told that the link of it was none? */
  isParting(record: StoredRecord): boolean {
    return this.context.sent.get(record.id)?.parting ?? false;
  }

  /** The partner has it, or may have it: the answer to its first message was lost. */
  mayBeThere(record: StoredRecord): boolean {
    return (
      !this.isNew(record) || this.context.begun.some(({ record_id }) => record_id === record.id)
    );
  }

  /** Does the partner not have it, as far as we told it? */
  isNew(record: StoredRecord): boolean {
    return this.context.sent.get(record.id)?.gone ?? true;
  }

  /** The person it is about. */
  subjectOf(record: StoredRecord): StoredRecord | undefined {
    return record.subject ? this.context.records.get(record.subject) : undefined;
  }

  /** The persons a record is about: itself, its subject, or a household's members. */
  peopleOf(record: StoredRecord): CoveredPerson[] {
    if (record.type === "Person") return [this.covered(record)];
    const subject = this.subjectOf(record);
    if (subject) return [this.covered(subject)];
    // A household, or a proposal about one.
    const members = this.context.membersOf.get(record.household ?? record.id) ?? [];
    return members.map((member) => this.covered(member));
  }

  /** A person as an agreement looks at who it covers. */
  covered(person: StoredRecord): CoveredPerson {
    return {
      state: person.state,
      linked: this.context.linked.has(person.id),
      referred: this.context.referred.get(person.id),
      consents: this.context.consents.get(person.id) ?? [],
    };
  }

  /** Why a change was made is told only with the whole of that change: it may speak of the rest. */
  private mayTellWhy(record: StoredRecord, event: ToldEvent): boolean {
    const { delta } = event;
    const all = [...Object.keys(delta.fields), ...Object.keys(delta.sets)];
    const cut = view(this.viewer, record.type, delta, this.peopleOf(record), null, record.state);
    if (!cut.ok || all.some((field) => !cut.fields.includes(field))) return false;
    return Object.entries(cut.state.fields).every(([field, versions]) =>
      versions.every((version, index) => version.v === delta.fields[field]?.[index]?.v),
    );
  }
}
