/** What of the audit log and of the event log is hashed, byte for byte. Pure. */
import { createHash } from "node:crypto";

/** A row of the audit log as its hash covers it. */
export interface AuditRow {
  pos: string;
  at: Date;
  actor: string;
  act: string;
  detail: string;
  /** The hash over the events written with it; empty: none were. */
  events: string;
}

/** An event as it is stored, with sensitive values sealed: what is hashed needs no key to check. */
export interface StoredEvent {
  record: string;
  type: string;
  subject: string | null;
  household: string | null;
  origin: string;
  ver: number;
  act: string;
  at: string;
  hlc: string;
  body: string;
}

/** The chain: each hash covers the entry and the hash before it (base64url). */
export function auditHash(previous: string, seq: number, row: Omit<AuditRow, "pos">): string {
  return digest(JSON.stringify([previous, seq, ...partsOf(row)]));
}

/** An entry as a leaf of the tree. */
export function auditEntry(seq: number, row: Omit<AuditRow, "pos">): string {
  return JSON.stringify([seq, ...partsOf(row)]);
}

/** Rows from before events were covered hash as they always did. */
function partsOf({ at, actor, act, detail, events }: Omit<AuditRow, "pos">): string[] {
  const parts = [at.toISOString(), actor, act, detail];
  return events === "" ? parts : [...parts, events];
}

/** The hash over the events of one decision, in their order (base64url); empty for none. */
export function eventsHash(events: readonly StoredEvent[]): string {
  if (events.length === 0) return "";
  const hash = createHash("sha256");
  for (const event of events) hash.update(eventLine(event)).update("\n");
  return hash.digest("base64url");
}

function eventLine(event: StoredEvent): string {
  const { record, type, subject, household, origin, ver, act, at, hlc, body } = event;
  // The database keeps instants to the microsecond; to the millisecond both sides read the same.
  const instant = new Date(at).toISOString();
  return JSON.stringify([record, type, subject, household, origin, ver, act, instant, hlc, body]);
}

function digest(text: string): string {
  return createHash("sha256").update(text).digest("base64url");
}
