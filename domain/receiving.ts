import { authorityOver, type Systems } from "./authority.ts";
import type { Act, Change } from "./change.ts";
import { join } from "./merge.ts";
import {
  emptyState,
  valuesBefore,
  type RecordState,
  type StoredRecord,
  type Version,
} from "./record.ts";
import type { RecordType, SystemId } from "./records/field.ts";
import { fieldSpec } from "./records/tables.ts";
import type { Worker } from "./records/values.ts";

/** One change of a partner's record, read from the wire, its references already in our keys. */
export interface Incoming {
  type: RecordType;
  key: string;
  /** The origin's version of the record and the one sent to us before; chained per record and origin. */
  ver: number;
  prev: number;
  origin: SystemId;
  /** The systems it passed, the sender last; left out of what the sender wrote itself. */
  hops?: SystemId[];
  act: Act;
  at: string;
  by: Worker;
  reason: string;
  delta: RecordState;
  /** The record left what the agreement covers: no data, only why. */
  left: string | null;
  /** The whole record at its present state, sent again: it needs no version before it. */
  whole?: boolean;
}

/** Where a version stands against the high-water mark, which never expires (G4). */
export type Place = "next" | "duplicate" | "gap";
export function placeOf(mark: number, item: Pick<Incoming, "ver" | "prev" | "whole">): Place {
  if (item.ver <= mark) return "duplicate";
  return item.prev <= mark || item.whole ? "next" : "gap";
}

/**
 * Applies a partner's change: appended with its own origin, version and stamps, joined, never an
 * edit of ours, so nothing echoes (G10).
 */
export function applyIncoming(record: StoredRecord, item: Incoming, systems: Systems): Change {
  const delta = admitted(record, item, systems);
  return {
    record,
    expected: record.version,
    delta,
    after: join(record.type, authorityOver(record.key, systems), record.state, delta),
    before: valuesBefore(record.state, delta),
    act: item.act,
    reason: item.reason,
    by: item.by,
    origin: item.origin,
    originVersion: item.ver,
    at: item.at,
    ownVersion: record.ownVersion,
  };
}

/**
 * What of a partner's delta we take in: versions it wrote itself (only the origin publishes its own
 * versions, so loops cannot form), of fields we know and that are not local, and elements it named.
 */
function admitted(record: StoredRecord, item: Incoming, systems: Systems): RecordState {
  const holds = authorityOver(record.key, systems);
  const delta: RecordState = { fields: {}, sets: {} };
  for (const [field, versions] of Object.entries(item.delta.fields)) {
    const spec = fieldSpec(record.type, field);
    if (!spec || spec.class === "local" || spec.class === "set") continue;
    const theirs = versions.filter((version) => version.o === item.origin);
    if (theirs.length === 0) continue;
    delta.fields[field] =
      spec.class === "terminal" && !holds(spec.owner, item.origin) ? theirs.map(reported) : theirs;
  }
  for (const [field, elements] of Object.entries(item.delta.sets)) {
    if (fieldSpec(record.type, field)?.class !== "set") continue;
    const own = Object.entries(elements).filter(([id]) => id.startsWith(`${item.origin}:`));
    delta.sets[field] = Object.fromEntries(own);
  }
  return delta;
}

/**
 * A death told by somebody else than its authority is a report, whatever it calls itself. Its
 * reversal number stays as it came: the merge counts only those the authority made, so the order in
 * which the two arrive makes no difference (G11).
 */
function reported(version: Version): Version {
  return version.v === "confirmed" ? { ...version, v: "reported" } : version;
}

/** A record first heard of from a partner: it keeps the partner's key. */
export function recordFromPartner(
  item: Incoming,
  id: string,
  about: { subject: string | null; household: string | null },
): StoredRecord {
  return {
    id,
    type: item.type,
    key: item.key,
    version: 0,
    ownVersion: 0,
    subject: item.type === "Person" ? id : about.subject,
    household: item.type === "Household" ? id : about.household,
    state: emptyState,
  };
}
