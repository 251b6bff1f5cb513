/** What the logs of two systems say after a crash test, held against the guarantees (empty: nothing to say). */
import { authorityOver, type Systems } from "../../domain/authority.ts";
import { sameJson, type Json } from "../../domain/json.ts";
import { join } from "../../domain/merge.ts";
import { elementsOf, emptyState, valueOf, type RecordState } from "../../domain/record.ts";
import type { RecordType } from "../../domain/records/field.ts";
import { renameReferences } from "../../domain/references.ts";
import { recordTables } from "../../domain/records/tables.ts";
import { sensitiveUnemploymentReasons } from "../../domain/records/values.ts";
import type { EventBody } from "../../store/append.ts";
import { decodeState } from "../../store/codec.ts";
import type { Statement, Store } from "../../store/database.ts";
import { demoAgreement } from "../../tools/demo/agreements.ts";
import { canonicalize } from "../../wire/canonical.ts";
import { keptBack } from "./kept-back.ts";
import type { Acknowledged } from "./crash-workers.ts";

interface LogEvent {
  record: string;
  origin: string;
  ver: number;
  seq: number | null;
  delta: RecordState;
}
export interface LogRecord {
  id: string;
  type: RecordType;
  key: string;
  version: number;
  own: number;
  state: RecordState;
}

/** One system as its database tells it, decoded. */
export interface Memory {
  system: string;
  /** Of the log's numbers. */
  epoch: string;
  events: LogEvent[];
  byRecord: Map<string, LogEvent[]>;
  records: Map<string, LogRecord>;
  sent: { record: string; ver: number }[];
  /** Wire key → record, and record → wire keys, with the partner. */
  byKey: Map<string, string>;
  byOwnKey: Map<string, string>;
  keysOf: Map<string, string[]>;
  waiting: Set<string>;
  /** Messages whose acknowledgement the sender noted, in the statement that moved its cursor. */
  noted: Set<string>;
  /** Versions that wait for a person, with why. */
  held: { key: string; ver: number; why: string }[];
}

export async function readMemory(store: Store): Promise<Memory> {
  const system = store.system.id;
  const ask = <Row>(statement: Statement) => store.query<Row>(statement, [system]);
  type EventRow = Record<"id" | "type" | "origin" | "ver" | "body", string> & {
    seq: string | null;
  };
  const events = (await ask<EventRow>(allEvents)).map((row) => ({
    record: row.id,
    origin: row.origin,
    ver: Number(row.ver),
    seq: row.seq === null ? null : Number(row.seq),
    delta: deltaOf(store, row.body),
  }));
  type RecordRow = Record<"id" | "type" | "key" | "version" | "own" | "state", string>;
  const records = (await ask<RecordRow>(allRecords)).map((row) => ({
    id: row.id,
    type: row.type as RecordType,
    key: row.key,
    version: Number(row.version),
    own: Number(row.own),
    state: decodeState(store.sealer, row.state),
  }));
  const links = await ask<{ key: string; id: string }>(allLinks);
  const sent = await ask<{ id: string; ver: string }>(allSent);
  const waiting = await ask<{ key: string }>(allWaiting);
  const noted = await ask<{ id: string }>(allNoted);
  const held = await ask<{ key: string; ver: string }>(allHeld);
  return {
    system,
    epoch: store.system.epoch,
    events,
    byRecord: groupBy(events, (event) => event.record),
    records: new Map(records.map((record) => [record.id, record])),
    sent: sent.map((row) => ({ record: row.id, ver: Number(row.ver) })),
    byOwnKey: new Map(records.map((record) => [record.key, record.id])),
    byKey: new Map(links.map((link) => [link.key, link.id])),
    keysOf: new Map(
      [...groupBy(links, (link) => link.id)].map(([id, list]) => [id, list.map(({ key }) => key)]),
    ),
    waiting: new Set(waiting.map(({ key }) => key)),
    noted: new Set(noted.map(({ id }) => id)),
    held: held.map(({ key, ver }) => ({ key, ver: Number(ver), why: "match" })),
  };
}

function deltaOf(store: Store, body: string): RecordState {
  return decodeState(store.sealer, (JSON.parse(body) as EventBody).delta);
}

/** G1: acknowledged, but no own event of the record carries the value. */
export function lost(memory: Memory, acknowledged: readonly Acknowledged[]): string[] {
  const missing = acknowledged.filter(({ record, field, value }) => {
    const own = (memory.byRecord.get(record) ?? []).filter(
      ({ origin }) => origin === memory.system,
    );
    return !own.some(({ delta }) => sameJson(valueOf(delta, field), value));
  });
  return missing.map(({ record, field, value }) => `${record} ${field} ${JSON.stringify(value)}`);
}

/** G2: the stored record is not the fold of its events, or one of the two is missing. */
export function unlikeTheirEvents(memory: Memory, systems: Systems): string[] {
  const ids = new Set([...memory.byRecord.keys(), ...memory.records.keys()]);
  return [...ids].flatMap((id) => {
    const record = memory.records.get(id);
    const events = memory.byRecord.get(id) ?? [];
    if (!record) return [`${id} has events and no record`];
    const authority = authorityOver(record.key, systems);
    const fold = events.reduce(
      (state, { delta }) => join(record.type, authority, state, delta),
      emptyState,
    );
    const wrong = partsOf(record.type).filter((field) => {
      return shown(record.type, fold, field) !== shown(record.type, record.state, field);
    });
    if (events.length !== record.version) wrong.push(`${record.version} with ${events.length}`);
    const whole = canonicalize(fold) === canonicalize(record.state);
    return whole && wrong.length === 0 ? [] : [`${record.type} ${id} ${wrong.join(", ")}`];
  });
}

function partsOf(type: RecordType): string[] {
  return Object.keys(recordTables[type].fields);
}

/** Everything of a log is numbered and acknowledged by the partner, and nothing waits for a clock; with how far that is. */
export async function quietHead(store: Store): Promise<string | null> {
  const [row] = await store.query<{ head: string; quiet: boolean }>(headOf, [store.system.id]);
  return row?.quiet ? row.head : null;
}

/** How each subscription stands, without anything of anybody: evidence when a run does not heal. */
export async function standingOf(store: Store): Promise<string[]> {
  const rows = await store.query<{ row: string }>(subscriptionsNow, [store.system.id]);
  return rows.map(({ row }) => `${store.system.id} ${row}`);
}

/** G3 and G4: own versions that are not 1..n in order, partners' that do not rise, numbers with a hole. */
export function outOfOrder(memory: Memory): string[] {
  const faults: string[] = [];
  for (const [id, events] of memory.byRecord) {
    for (const [origin, list] of groupBy(events, (event) => event.origin)) {
      // A person who left takes up no version of the chain: such events have a number below zero.
      const vers = list.map(({ ver }) => ver).filter((ver) => ver > 0);
      const seqs = list.map(({ seq }) => seq ?? -1);
      const dense = vers.every((ver, at) => ver === at + 1);
      if (origin === memory.system && !(dense && memory.records.get(id)?.own === vers.length)) {
        faults.push(`${id} own versions ${vers.join(" ")}`);
      }
      if (!isRising(vers)) faults.push(`${id} ${origin} versions ${vers.join(" ")}`);
      if (!isRising(seqs)) faults.push(`${id} ${origin} numbers ${seqs.join(" ")}`);
    }
  }
  const numbers = memory.events.map(({ seq }) => seq ?? -1).sort((a, b) => a - b);
  if (!numbers.every((seq, at) => seq === at + 1)) faults.push("the log's numbers are not dense");
  return faults;
}

function isRising(numbers: readonly number[]): boolean {
  return numbers.every((one, at) => at === 0 || one > (numbers[at - 1] ?? 0));
}

/** Records that both hold: what one sent, and what the other made of it. */
export function pairsOf(from: Memory, to: Memory) {
  const pairs: { mine: LogRecord; theirs: LogRecord }[] = [];
  const faults: string[] = [];
  for (const { record, ver } of from.sent) {
    const mine = from.records.get(record);
    const keys = from.keysOf.get(record) ?? [];
    if (keys.some((key) => to.waiting.has(key))) continue;
    const found = keys.flatMap((key) => to.byKey.get(key) ?? []);
    const theirs = to.records.get(found[0] ?? "");
    if (!mine || !theirs) {
      faults.push(`${from.system} sent ${record}, which ${to.system} does not have`);
      continue;
    }
    const events = to.byRecord.get(theirs.id) ?? [];
    const last = events.findLast(({ origin, ver: at }) => origin === from.system && at > 0);
    if (last?.ver !== ver) faults.push(`${record}: sent up to ${ver}, there is ${last?.ver}`);
    pairs.push({ mine, theirs });
  }
  return { pairs, faults };
}

/** G6: fields of the agreement whose values or stamps differ between the two systems. */
export function different(from: Memory, to: Memory, kind: "sp" | "ess"): string[] {
  const agreement = demoAgreement(from.system, to.system, kind, new Date().toISOString());
  const { pairs, faults } = pairsOf(from, to);
  // References are each system's own keys: both are compared as our records.
  const ours = (key: string) => recordOf(from, key) ?? key;
  const theirsAsOurs = (key: string) => {
    const names = [key, ...(to.keysOf.get(recordOf(to, key) ?? "") ?? [])];
    return names.flatMap((name) => recordOf(from, name) ?? [])[0] ?? key;
  };
  for (const { mine, theirs } of pairs) {
    const here = renameReferences(mine.type, mine.state, ours);
    const there = renameReferences(theirs.type, theirs.state, theirsAsOurs);
    const back = keptBack(from, mine);
    for (const field of agreement.records[mine.type] ?? []) {
      if (back.has(field)) continue;
      const [a, b] = [shown(mine.type, here, field), shown(mine.type, there, field)];
      if (a !== b) faults.push(`${mine.type} ${mine.id} ${field}: ${a} and there ${b}`);
    }
  }
  return faults;
}

/** What of a field both must agree on, as canonical bytes: values with their stamps and authors. */
function shown(type: RecordType, state: RecordState, field: string): string {
  if (recordTables[type].fields[field]?.class === "set") {
    return canonicalize(
      elementsOf(state, field).map(({ id, version: { v, h } }) => ({ id, v, h })),
    );
  }
  const versions = state.fields[field] ?? [];
  return canonicalize(versions.map(({ v, h, o }) => ({ v: isWithheld(v) ? null : v, h, o })));
}

/** Reasons about care or health leave as null under their own stamp (domain/view.ts). */
export function isWithheld(value: Json): boolean {
  return typeof value === "string" && sensitiveUnemploymentReasons.includes(value);
}

function recordOf(memory: Memory, key: string): string | undefined {
  return memory.byOwnKey.get(key) ?? memory.byKey.get(key);
}

function groupBy<Item>(items: readonly Item[], keyOf: (item: Item) => string): Map<string, Item[]> {
  const groups = new Map<string, Item[]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group) group.push(item);
    else groups.set(keyOf(item), [item]);
  }
  return groups;
}

const allEvents: Statement = {
  name: "proof-events",
  text: `select record_id as id, type, origin, origin_ver as ver, seq, body
    from events where system = $1 order by pos`,
};
const allRecords: Statement = {
  name: "proof-records",
  text: `select id, type, key, version, own_version as own, state from records where system = $1`,
};
const allLinks: Statement = {
  name: "proof-links",
  text: `select key, record_id as id from links where system = $1`,
};
const allSent: Statement = {
  name: "proof-sent",
  text: `select record_id as id, ver from sent where system = $1 and not gone`,
};
const allWaiting: Statement = {
  name: "proof-waiting",
  text: `select key from matches where system = $1 and state = 'waiting'`,
};
const allHeld: Statement = {
  name: "proof-held",
  text: `select m.key, h.ver from held h join matches m on m.system = h.system and m.id = h.match_id
    where h.system = $1 and m.state = 'waiting'`,
};
const allNoted: Statement = {
  name: "proof-noted",
  text: `select message_id as id from attempts where system = $1 and outcome = 'accepted'`,
};
const subscriptionsNow: Statement = {
  name: "proof-subscriptions",
  text: `select json_build_object('code', s.code, 'status', s.status, 'problem', s.problem,
      'attempts', s.attempts, 'next_attempt_at', s.next_attempt_at, 'lease', s.lease,
      'cursor', s.cursor, 'head', q.last_seq, 'now', now())::text as row
    from subscriptions s join sequencers q on q.system = s.system
    where s.system = $1 and s.status <> 'ended'`,
};
const headOf: Statement = {
  name: "proof-head",
  text: `select q.last_seq as head,
      not exists (select from events e where e.system = $1 and e.seq is null)
      and exists (select from subscriptions s where s.system = $1)
      and not exists (select from subscriptions s
        where s.system = $1 and s.status <> 'ended' and s.cursor < q.last_seq)
      and not exists (select from held_items h
        where h.system = $1 and h.reason = 'clock_ahead') as quiet
    from sequencers q where q.system = $1`,
};
