/**
 * The journals of a proof run as the checker reads them: who acknowledged what, what stood on the
 * wire, what the logs and the final states say. Digests only. The checker knows these files and
 * nothing of the product; a file that is missing was not observed, and is never taken for "nothing".
 */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

export interface Meta {
  format: 1;
  run: string;
  systems: string[];
  /** When all faults were over and everything was carried; null: not healed, so not compared. */
  healed_at: number | null;
  /** Systems that may pass on what others wrote. */
  hubs?: string[];
  /** `Type.field` that never leave their system. */
  ignored_fields?: string[];
  faults?: Record<string, number>;
  seed?: number;
}

/** A write somebody was told is saved: at least `ver`, or `field` with the digest of its `value`. */
export interface Acked {
  at: number;
  key: string;
  ver?: number;
  field?: string;
  value?: string;
  /** Digest of the value its writer saw: this write is later than that one, whatever the clocks say. */
  saw?: string;
}

/** One write of a field: digest, stamp, origin; reversal number and level of a vital status. */
export interface Version {
  v: string;
  h: string;
  o: string;
  n?: number;
  level?: number;
  gone?: boolean;
  /** Shared fields: the stamp the writer saw; every version up to it is settled by this write. */
  b?: string;
}

/** One row of a system's event log, own or a partner's. */
export interface LogEvent {
  seq: number;
  epoch?: string;
  key: string;
  type?: string;
  origin: string;
  ver: number;
  digest?: string;
  fields?: Record<string, Version[]>;
}

/** A log row seen at another moment, e.g. before a restore. */
export type Snapshot = Pick<LogEvent, "seq" | "epoch" | "key" | "origin" | "ver" | "digest">;

export interface SentItem {
  n?: number;
  key: string;
  type?: string;
  ver: number;
  prev: number;
  origin: string;
  fields?: string[];
  left?: string;
  /** The whole record as it is now: it needs no version before it. */
  whole?: boolean;
}
/** One attempt to send, with the answer as the sender saw it. */
export interface Sent {
  at: number;
  to: string;
  sub: string;
  epoch: string;
  id: string;
  answer: string;
  purpose?: string;
  items: SentItem[];
}

/** One request at a door, with the answer as the receiver gave it. */
export interface Received {
  at: number;
  from: string;
  sub: string;
  epoch: string;
  id: string;
  answer: string;
  items: Pick<SentItem, "key" | "ver" | "prev" | "origin" | "left" | "whole">[];
}

export interface Winner extends Version {
  class: "owned" | "shared" | "set" | "terminal" | "local";
  /** Systems whose versions rank before anybody else's. */
  authority?: string[];
}
/** A version that is known and not applied (at the receiver) or not sent (at the sender), and why. */
export interface Waiting {
  origin: string;
  ver: number;
  why: string;
  /** At a sender: the partner it is kept from. */
  to?: string;
}
/** The final state of a record. */
export interface Dumped {
  key: string;
  type?: string;
  alive?: string;
  shared_with?: string[];
  /** Fields that are not told, though the agreement lists them. */
  kept_back?: string[];
  parked?: boolean;
  waiting?: Waiting[];
  fields?: Record<string, Winner>;
}

/** What a system might tell a partner, and from when until when. */
export interface Agreed {
  partner: string;
  purpose?: string;
  from: number;
  until: number | null;
  fields: Record<string, string[]>;
}

/** An audit row, or how many changes one covers. */
export interface Audited {
  key?: string;
  origin?: string;
  ver?: number;
  changes?: number;
}

interface Files {
  acked: Acked;
  events: LogEvent;
  snapshots: Snapshot;
  sent: Sent;
  received: Received;
  dump: Dumped;
  agreements: Agreed;
  audit: Audited;
}
/** What of one system was observed. */
export type SystemJournal = { [Name in keyof Files]?: Files[Name][] };
export interface Journal {
  meta: Meta;
  systems: Map<string, SystemJournal>;
}

/** Members without which a line says nothing; a line that lacks one makes the run unreadable. */
const needed: { [Name in keyof Files]: readonly string[] } = {
  acked: ["at", "key"],
  events: ["seq", "key", "origin", "ver"],
  snapshots: ["seq", "key", "origin", "ver"],
  sent: ["at", "to", "sub", "epoch", "id", "answer", "items"],
  received: ["at", "from", "sub", "epoch", "id", "answer", "items"],
  dump: ["key"],
  agreements: ["partner", "from", "until", "fields"],
  audit: [],
};

/** Journals that cannot be read prove nothing. */
export class Unreadable extends Error {}

/** Reads a folder of journals. @throws Unreadable */
export function readJournal(folder: string): Journal {
  const meta = parsed(join(folder, "meta.json"), read(join(folder, "meta.json"))) as Meta;
  if (meta.format !== 1) throw new Unreadable("meta.json: not format 1");
  if (!Array.isArray(meta.systems) || meta.systems.length === 0) {
    throw new Unreadable("meta.json: no systems");
  }
  const systems = new Map(meta.systems.map((id) => [id, readSystem(join(folder, id))]));
  return { meta, systems };
}

function readSystem(folder: string): SystemJournal {
  const names = Object.keys(needed) as (keyof Files)[];
  const found = names.flatMap((name) => {
    const path = join(folder, `${name}.jsonl`);
    return existsSync(path) ? [[name, linesOf(path, needed[name])] as const] : [];
  });
  return Object.fromEntries(found);
}

function linesOf(path: string, members: readonly string[]): object[] {
  const lines = read(path).split("\n");
  return lines.flatMap((line, at) => {
    if (line === "") return [];
    const value = parsed(`${path}:${at + 1}`, line);
    const missing = members.filter((name) => !Object.hasOwn(value, name));
    if (missing.length > 0) throw new Unreadable(`${path}:${at + 1} lacks ${missing.join(", ")}`);
    return [value];
  });
}

function read(path: string): string {
  if (!existsSync(path)) throw new Unreadable(`${path} is missing`);
  return readFileSync(path, "utf8");
}

function parsed(where: string, text: string): object {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === "object" && value !== null) return value;
  } catch {
    // Told below.
  }
  throw new Unreadable(`${where} is not a JSON object`);
}
