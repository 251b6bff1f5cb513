/**
 * The audit log and the event log as a verifier reads them: one snapshot of the database, in order,
 * part by part, over a connection of its own that writes nothing. No node needs to run.
 */
import { Client } from "pg";
import { eventsHash, type StoredEvent } from "./audit-lines.ts";
import type { CheckpointRow } from "./checkpoints.ts";
import type { Edge } from "./audit-tree.ts";

/** A chained entry; `found` is the hash over the events that are there for it now. */
export interface ReadEntry {
  seq: number;
  at: Date;
  actor: string;
  act: string;
  detail: string;
  events: string;
  hash: string;
  found: string;
}

/** What stands beside the entries. */
export interface AuditBeside {
  epoch: string;
  /** What the sequencer says is the last entry. */
  head: { seq: number; hash: string };
  tree: Edge;
  checkpoints: CheckpointRow[];
  /** Entries not chained yet, and whether the chained ones are behind them in the database's order. */
  waiting: number;
  /** Events that no entry answers for. */
  strays: number;
  /** Numbers of the event log: how many, the highest, what the sequencer says, and per record out of order. */
  numbered: { count: number; highest: number; head: number; unordered: number };
}

export interface AuditReader {
  beside(): Promise<AuditBeside>;
  /** All chained rows, by number. */
  entries(): AsyncGenerator<ReadEntry[]>;
  close(): Promise<void>;
}

const rows_at_once = 2_000;

/** Opens a reader of one system. @throws when the database does not answer. */
export async function openAuditReader(appUrl: string, system: string): Promise<AuditReader> {
  const client = new Client({ connectionString: appUrl, connectionTimeoutMillis: 5_000 });
  client.on("error", () => undefined);
  await client.connect();
  await client.query("begin isolation level repeatable read read only");
  await client.query("select set_config('tandem.system', $1, false)", [system]);
  return readerOn(client, system);
}

/** A reader within the transaction that a connection has open. */
export function readerOn(client: Client, system: string): AuditReader {
  return {
    beside: () => readBeside(client, system),
    entries: () => readEntries(client, system),
    close: () => client.end(),
  };
}

async function* readEntries(client: Client, system: string): AsyncGenerator<ReadEntry[]> {
  await client.query(`declare entries no scroll cursor for ${entriesOf}`, [system]);
  await client.query(`declare written no scroll cursor for ${eventsOf}`, [system]);
  const events = eventGroups(client);
  let group = await events.next();
  for (;;) {
    const { rows } = await client.query<RawEntry>(`fetch ${rows_at_once} from entries`);
    if (rows.length === 0) return;
    const entries: ReadEntry[] = [];
    for (const { seq: text, ...row } of rows) {
      const seq = Number(text);
      while (!group.done && group.value.seq < seq) group = await events.next();
      const own = !group.done && group.value.seq === seq ? group.value.events : [];
      entries.push({ ...row, seq, found: eventsHash(own) });
    }
    yield entries;
  }
}

interface RawEntry extends Omit<ReadEntry, "seq" | "found"> {
  seq: string;
}
type RawEvent = Omit<StoredEvent, "at" | "ver"> & { entry: string; at: Date; ver: string };

/** The events of one entry after the other. */
async function* eventGroups(client: Client) {
  let seq = 0;
  let events: StoredEvent[] = [];
  for (;;) {
    const { rows } = await client.query<RawEvent>(`fetch ${rows_at_once} from written`);
    for (const { entry, at, ver, ...row } of rows) {
      if (Number(entry) !== seq) {
        if (events.length > 0) yield { seq, events };
        [seq, events] = [Number(entry), []];
      }
      events.push({ ...row, at: at.toISOString(), ver: Number(ver) });
    }
    if (rows.length > 0) continue;
    if (events.length > 0) yield { seq, events };
    return;
  }
}

async function readBeside(client: Client, system: string): Promise<AuditBeside> {
  const one = async <Row extends object>(text: string) =>
    (await client.query<Row>(text, [system])).rows;
  const [heads] = await one<Record<"epoch" | "seq" | "hash" | "head", string | null>>(headsOf);
  const [tree] = await one<{ size: string; edge: string }>(treeOf);
  const rows = await one<Omit<CheckpointRow, "size"> & { size: string }>(checkpointsOf);
  const [counts] = await one<Record<"waiting" | "strays", string>>(countsOf);
  const [numbers] = await one<Record<"count" | "highest" | "unordered", string>>(numbersOf);
  return {
    epoch: heads?.epoch ?? "",
    head: { seq: Number(heads?.seq ?? 0), hash: heads?.hash ?? "" },
    tree: { size: Number(tree?.size ?? 0), hashes: JSON.parse(tree?.edge ?? "[]") as string[] },
    checkpoints: rows.map((row) => ({ ...row, size: Number(row.size) })),
    waiting: Number(counts?.waiting ?? 0),
    strays: Number(counts?.strays ?? 0),
    numbered: {
      count: Number(numbers?.count ?? 0),
      highest: Number(numbers?.highest ?? 0),
      head: Number(heads?.head ?? 0),
      unordered: Number(numbers?.unordered ?? 0),
    },
  };
}

const entriesOf = `select seq, at, actor, act, detail, events, hash from audit
  where system = $1 and seq is not null order by seq, pos`;
const eventsOf = `select a.seq as entry, e.record_id as record, e.type, e.subject, e.household,
    e.origin, e.origin_ver as ver, e.act, e.at, e.hlc, e.body
  from events e join audit a on a.system = e.system and a.pos = e.audit_pos
  where e.system = $1 and a.seq is not null order by a.seq, e.pos`;
const headsOf = `select (select epoch::text from systems where system = $1) as epoch,
  last_audit_seq as seq, last_audit_hash as hash, last_seq as head from sequencers where system = $1`;
const treeOf = `select size, edge from audit_trees where system = $1`;
const checkpointsOf = `select epoch, size, note, kid, signature, at from checkpoints
  where system = $1 order by size, at`;
const countsOf = `select
  (select count(*) from audit where system = $1 and seq is null) as waiting,
  (select count(*) from events e where e.system = $1 and not exists (
    select from audit a where a.system = $1 and a.pos = e.audit_pos)) as strays`;
// A record's changes were numbered in the order in which they were committed.
const numbersOf = `select count(*), coalesce(max(seq), 0) as highest,
    count(*) filter (where seq < before) as unordered
  from (select seq, lag(seq) over (partition by record_id order by pos) as before
    from events where system = $1 and seq is not null) n`;
