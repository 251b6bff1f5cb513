/** Writes what a system holds as the journals the checker reads: digests only (test/checker/journal.ts). */
import { createHash } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { authorityOver, type Systems } from "../../domain/authority.ts";
import type { Change } from "../../domain/change.ts";
import type { Json } from "../../domain/json.ts";
import { elementsOf, type RecordState, type Version } from "../../domain/record.ts";
import type { RecordType } from "../../domain/records/field.ts";
import { fieldSpec } from "../../domain/records/tables.ts";
import { vitalStatuses } from "../../domain/records/values.ts";
import type { EventBody } from "../../store/append.ts";
import { decodeState } from "../../store/codec.ts";
import type { Statement, Store } from "../../store/database.ts";
import { canonicalize } from "../../wire/canonical.ts";
import type {
  Acked,
  Audited,
  Dumped,
  LogEvent,
  SystemJournal,
  Version as Told,
  Waiting,
  Winner,
} from "../checker/journal.ts";

/** What a value is called in journals. */
export function digestOf(value: Json | undefined): string {
  const text = canonicalize(value ?? null);
  return createHash("sha256").update(text).digest("hex").slice(0, digest_chars);
}
const digest_chars = 20;

/** What the database of a system tells: its log, its state, its audit rows. */
export async function readSystem(
  store: Store,
  systems: Systems,
): Promise<Required<Pick<SystemJournal, "events" | "dump" | "audit">>> {
  const rows = await store.query<EventRow>(allEvents, [store.system.id]);
  const events = rows.map((row) => eventOf(store, row));
  const records = await store.query<RecordRow>(allRecords, [store.system.id]);
  const waiting = await store.query<WaitingRow>(allWaiting, [store.system.id]);
  const dump = records.map((row) => recordOf(store, row, systems));
  for (const { key, origin, ver, why, to } of waiting) {
    const waits: Waiting = { origin, ver: Number(ver), why, ...(to ? { to } : {}) };
    const known = dump.find((record) => record.key === key);
    if (known) known.waiting = [...(known.waiting ?? []), waits];
    else dump.push({ key, parked: true, waiting: [waits] });
  }
  const audit = rows.flatMap(({ audited, key, origin, ver }): Audited[] =>
    audited ? [{ key, origin, ver: Number(ver) }] : [],
  );
  const phantoms = await store.query<{ detail: string }>(auditWithoutEvents, [store.system.id]);
  for (const { detail } of phantoms) audit.push({ key: detail, ver: 0 });
  return { events, dump, audit };
}

interface EventRow extends Record<"key" | "type" | "origin" | "ver" | "body" | "epoch", string> {
  seq: string | null;
  audited: boolean;
}
function eventOf(store: Store, row: EventRow): LogEvent {
  const { delta } = JSON.parse(row.body) as EventBody;
  const state = decodeState(store.sealer, delta);
  return {
    seq: Number(row.seq ?? 0),
    epoch: row.epoch,
    key: row.key,
    type: row.type,
    origin: row.origin,
    ver: Number(row.ver),
    digest: digestOf(state as unknown as Json),
    fields: versionsIn(state),
  };
}

/** Every version in a state, by field; an element of a set is a field of its own. */
function versionsIn({ fields, sets }: RecordState): Record<string, Told[]> {
  const told: Record<string, Told[]> = {};
  for (const [field, versions] of Object.entries(fields)) {
    told[field] = versions.map((version) => toldOf(field, version));
  }
  for (const [field, elements] of Object.entries(sets)) {
    for (const [id, version] of Object.entries(elements)) {
      told[`${field}/${id}`] = [toldOf(field, version)];
    }
  }
  return told;
}

function toldOf(field: string, { v, h, o, n, gone }: Version): Told {
  const level = field === "vital_status" ? vitalStatuses.findIndex((status) => status === v) : null;
  return {
    v: digestOf(v),
    h,
    o,
    ...(n === undefined ? {} : { n }),
    ...(level === null ? {} : { level }),
    ...(gone ? { gone } : {}),
  };
}

interface RecordRow extends Record<"key" | "type" | "state", string> {
  shared_with: string[];
}
function recordOf(store: Store, row: RecordRow, systems: Systems): Dumped {
  const type = row.type as RecordType;
  const state = decodeState(store.sealer, row.state);
  const holds = authorityOver(row.key, systems);
  const fields: Record<string, Winner> = {};
  const put = (name: string, field: string, version: Version | undefined) => {
    const spec = fieldSpec(type, field);
    if (!version || !spec) return;
    const authority = [...systems.keys()].filter(
      (system) => "owner" in spec && holds(spec.owner, system),
    );
    fields[name] = { ...toldOf(field, version), class: spec.class, authority };
  };
  for (const [field, [version]] of Object.entries(state.fields)) put(field, field, version);
  for (const field of Object.keys(state.sets)) {
    for (const { id, version } of elementsOf(state, field)) put(`${field}/${id}`, field, version);
  }
  return { key: row.key, type, shared_with: row.shared_with, fields };
}

type WaitingRow = Record<"key" | "origin" | "ver" | "why" | "to", string>;

/** Changes somebody was told are saved: one line per field written, with what its writer saw. */
export function ackedLines(at: number, changes: readonly Change[]): Acked[] {
  return changes.flatMap(({ record: { key }, originVersion: ver, delta, before }) => {
    const fields = Object.entries(delta.fields).flatMap(([field, [version]]): Acked[] => {
      if (!version) return [];
      const seen = before[field];
      const saw = seen === undefined ? {} : { saw: digestOf(seen) };
      return [{ at, key, ver, field, value: digestOf(version.v), ...saw }];
    });
    return [{ at, key, ver }, ...fields];
  });
}

/** Writes one system's journals into a folder. */
export function writeSystem(folder: string, journals: SystemJournal): void {
  mkdirSync(folder, { recursive: true });
  for (const [name, lines] of Object.entries(journals)) {
    const text = lines.map((line) => `${JSON.stringify(line)}\n`).join("");
    writeFileSync(join(folder, `${name}.jsonl`), text);
  }
}

const allEvents: Statement = {
  name: "journal-events",
  text: `select e.seq, s.epoch, r.key, e.type, e.origin, e.origin_ver as ver, e.body,
      exists (select from audit a where a.system = $1 and a.pos = e.audit_pos) as audited
    from events e join records r on r.system = $1 and r.id = e.record_id
      join systems s on s.system = $1
    where e.system = $1 and e.origin_ver > 0 order by e.seq nulls last, e.pos`,
};
/** Shared with whoever was told of it and not told that it left. */
const allRecords: Statement = {
  name: "journal-records",
  text: `select r.key, r.type, r.state, array(
      select distinct s.partner from sent t join subscriptions s on s.system = $1 and s.code = t.sub
      where t.system = $1 and t.record_id = r.id and not t.gone) as shared_with
    from records r where r.system = $1`,
};
const allWaiting: Statement = {
  name: "journal-waiting",
  text: `select m.key, m.partner as origin, h.ver, 'match' as why, '' as to
    from held h join matches m on m.system = $1 and m.id = h.match_id where h.system = $1
    union all
    select key, partner, ver, reason, '' from held_items where system = $1
    union all
    select r.key, $1, p.ver, 'parked', s.partner from parked p
    join subscriptions s on s.system = $1 and s.code = p.sub
    join records r on r.system = $1 and r.id = p.record_id
    where p.system = $1 and p.state = 'parked'`,
};
/** An audit row that says it answers for events, and no event says so. */
const auditWithoutEvents: Statement = {
  name: "journal-phantoms",
  text: `select a.pos::text as detail from audit a where a.system = $1 and a.events <> ''
    and not exists (select from events e where e.system = $1 and e.audit_pos = a.pos)`,
};
