import type { Stamp } from "./hlc.ts";
import { sameJson, type Json } from "./json.ts";
import type { RecordType, SystemId } from "./records/field.ts";

/** One write of a field (or of a set's element): the value, when by the hybrid clock, and by whom. */
export interface Version {
  v: Json;
  /** Stamp of the write. */
  h: Stamp;
  /** The system that wrote it. */
  o: SystemId;
  /** Shared fields: the stamp the writer saw. Every version up to it is settled by this write. */
  b?: Stamp;
  /** Terminal fields: how often the authority reversed the status before this write. */
  n?: number;
  /** Set elements: a tombstone. */
  gone?: true;
}

/**
 * What is known of a record: for each field its versions, latest first. More than one version means
 * that edits were concurrent and nobody has settled them yet (shared fields only).
 */
export type Fields = Record<string, Version[]>;
/** Set fields: elements by id; an element belongs to the system that added it. */
export type Sets = Record<string, Record<string, Version>>;
export interface RecordState {
  fields: Fields;
  sets: Sets;
}

export const emptyState: RecordState = { fields: {}, sets: {} };

/** A record as a node holds it. */
export interface StoredRecord {
  id: string;
  type: RecordType;
  /** The record's name on the wire, `<origin system>/<opaque id>`. */
  key: string;
  /** Local, for conditional writes; never travels. */
  version: number;
  /** How many changes of our own system it has had: `ver` on the wire. */
  ownVersion: number;
  /** The person it is about (a Person is its own subject), by local id; null when not known here. */
  subject: string | null;
  household: string | null;
  state: RecordState;
}

export function creatorOf(key: string): SystemId {
  return key.slice(0, key.indexOf("/"));
}

/** The value that shows: the latest version's. */
export function valueOf(state: RecordState, field: string): Json | undefined {
  return state.fields[field]?.[0]?.v;
}

export function textOf(state: RecordState, field: string): string {
  const value = valueOf(state, field);
  return typeof value === "string" ? value : "";
}

/**
 * Values of a shared field written elsewhere at the same time as the one that shows, and different
 * from it: what a person still has to settle. Two offices writing the same thing is no conflict.
 */
export function concurrentVersions(state: RecordState, field: string): Version[] {
  const [top, ...rest] = state.fields[field] ?? [];
  return rest.filter((version) => !sameJson(version.v, top?.v));
}

/** A set's living elements in order of their ids. */
export function elementsOf(state: RecordState, field: string): { id: string; version: Version }[] {
  return Object.entries(state.sets[field] ?? {})
    .filter(([, version]) => !version.gone)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([id, version]) => ({ id, version }));
}

/** Stamps of everything in a delta, e.g. to advance a clock over what was seen. */
export function stampsIn(state: RecordState): Stamp[] {
  const versions = [
    ...Object.values(state.fields).flat(),
    ...Object.values(state.sets).flatMap((set) => Object.values(set)),
  ];
  return versions.map((version) => version.h);
}

/**
 * What this system itself wrote. Only the origin publishes its own versions: nothing that one partner
 * told us under its agreement is ever told to another.
 */
export function ownVersions(state: RecordState, self: SystemId): RecordState {
  const own: RecordState = { fields: {}, sets: {} };
  for (const [field, versions] of Object.entries(state.fields)) {
    const mine = versions.filter((version) => version.o === self);
    if (mine.length > 0) own.fields[field] = mine;
  }
  for (const [field, elements] of Object.entries(state.sets)) {
    const mine = Object.entries(elements).filter(([, version]) => version.o === self);
    if (mine.length > 0) own.sets[field] = Object.fromEntries(mine);
  }
  return own;
}

/** The systems that wrote what a record shows or keeps. */
export function writersOf(state: RecordState): SystemId[] {
  const versions = [
    ...Object.values(state.fields).flat(),
    ...Object.values(state.sets).flatMap((set) => Object.values(set)),
  ];
  return [...new Set(versions.map(({ o }) => o))];
}

/** What showed, before a delta, of the fields it touches; a field that was empty is absent. */
export function valuesBefore(state: RecordState, delta: RecordState): Record<string, Json> {
  const before: Record<string, Json> = {};
  for (const field of Object.keys(delta.fields)) {
    const value = valueOf(state, field);
    if (value !== undefined) before[field] = value;
  }
  for (const field of Object.keys(delta.sets)) {
    before[field] = elementsOf(state, field).map(({ version }) => version.v);
  }
  return before;
}
