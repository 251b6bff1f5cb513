/**
 * A long log, made by COPY: people nobody shares, each with a row of versions, numbered behind what is
 * there as the sequencer would have. Bodies and states are those of events and records of the system
 * itself, so that they are as large as real ones. For the benchmark: never on a system that is used.
 */
import { uuidv7 } from "uuidv7";
import type { Client } from "pg";
import type { Json } from "../../domain/json.ts";
import { copyIn } from "./copy-in.ts";

/** Versions of one record; a few records have more in a real log, most have fewer. */
export const versions_per_record = 10;
/** Events of one COPY, which is one transaction. */
const events_at_once = 200_000;

export interface Sample {
  state: string;
  body: string;
}

/**
 * Adds so many events to a system's log (rounded up to whole records), spread over the last 30 days,
 * and moves the cursors of its subscriptions behind them, as nothing of them leaves. `client` is the
 * owner's or an administrator's connection: COPY does not go with row-level security. The system must
 * stand still meanwhile. Tells how many there are now.
 */
export async function makeLongLog(
  client: Client,
  system: string,
  samples: readonly Sample[],
  events: number,
): Promise<number> {
  for (let made = 0; made < events; made += events_at_once) {
    await addEvents(client, system, samples, Math.min(events_at_once, events - made), {
      from: made / events,
      to: Math.min(1, (made + events_at_once) / events),
    });
  }
  await client.query("analyze events");
  await client.query("analyze records");
  const { rows } = await client.query<{ count: string }>(
    "select count(*) from events where system = $1",
    [system],
  );
  return Number(rows[0]?.count ?? 0);
}

async function addEvents(
  client: Client,
  system: string,
  samples: readonly Sample[],
  events: number,
  share: { from: number; to: number },
): Promise<void> {
  const ids = Array.from({ length: Math.ceil(events / versions_per_record) }, () => uuidv7());
  await client.query("begin");
  try {
    const { rows } = await client.query<{ last_seq: string; now: Date; hlc: string }>(head, [
      system,
    ]);
    const [row] = rows;
    if (!row) throw new Error("there is no such system");
    await copyIn(client, "records", recordColumns, recordLines(system, ids, samples));
    const told = { system, ids, samples, seq: Number(row.last_seq), hlc: row.hlc, share };
    const lines = eventLines({ ...told, nowMs: row.now.getTime() });
    const count = await copyIn(client, "events", eventColumns, lines);
    await client.query(moved, [system, Number(row.last_seq) + count]);
    await client.query("commit");
  } catch (error) {
    await client.query("rollback");
    throw error;
  }
}

const recordColumns = ["system", "id", "type", "key", "version", "own_version", "state"];
function* recordLines(
  system: string,
  ids: readonly string[],
  samples: readonly Sample[],
): Iterable<[string, ...Json[]]> {
  for (const [nth, id] of ids.entries()) {
    const state = samples[nth % samples.length]?.state ?? "";
    const versions = versions_per_record;
    yield [system, id, "Person", `${system}/${id}`, versions, versions, state];
  }
}

const eventColumns = [
  "system",
  "record_id",
  "type",
  "origin",
  "origin_ver",
  "act",
  "at",
  "received_at",
  "hlc",
  "seq",
  "body",
];
const month_ms = 30 * 24 * 3_600_000;

/** Version by version over all records, so that a record's events lie apart as they do in life. */
function* eventLines(told: {
  system: string;
  ids: readonly string[];
  samples: readonly Sample[];
  seq: number;
  hlc: string;
  nowMs: number;
  share: { from: number; to: number };
}): Iterable<[string, ...Json[]]> {
  const { system, ids, samples, hlc, nowMs, share } = told;
  const all = ids.length * versions_per_record;
  let nth = 0;
  for (let version = 1; version <= versions_per_record; version += 1) {
    for (const id of ids) {
      nth += 1;
      const gone = share.from + (share.to - share.from) * (nth / all);
      const at = new Date(nowMs - month_ms * (1 - gone)).toISOString();
      const body = samples[nth % samples.length]?.body ?? "";
      const act = version === 1 ? "person.registered" : "person.edited";
      yield [system, id, "Person", system, version, act, at, at, hlc, told.seq + nth, body];
    }
  }
}

/** Stamps before any that was given out: the clock of the system goes on as it was. */
const head = `select last_seq, now(),
    coalesce((select min(hlc) from events where system = $1), '000000000000-0000') as hlc
  from sequencers where system = $1 for update`;
const moved = `with numbered as (update sequencers set last_seq = $2 where system = $1 returning 1)
  update subscriptions set cursor = $2 from numbered where system = $1 and status <> 'ended'`;
