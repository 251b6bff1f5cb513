/**
 * What a system does when its database is an older one than it was (G15): a new epoch before any
 * number is given out again, versions that go on behind all that were lost, and everything sent anew.
 */
import { stampMs, stamp_ahead_max_ms, type Stamp } from "../domain/hlc.ts";
import { isStamp } from "../domain/hlc.ts";
import type { Statement, Store } from "./database.ts";
import { beginResyncs } from "./resync.ts";

/** How it was found out; part of the audit entry. */
export type RestoreSign = "high_water" | "partner" | "announced";

/** How far a system is: its numbers never go back under one epoch. */
export interface HighWater {
  epoch: string;
  last_seq: number;
  last_audit_seq: number;
  hlc: Stamp;
}

/**
 * Own versions of a record after a restore begin so far behind the highest that the backup knows:
 * more than anybody could have written to one record between a backup and its loss.
 */
export const version_stride = 1_000_000;

/**
 * Partners are asked so many times for what we wrote and lost: records of theirs come back in between,
 * and with them what we had written into those.
 */
const take_back_rounds = 3;

/** How many rounds of asking are still owed. */
export async function roundsOwed(store: Store): Promise<number> {
  const [row] = await store.query<{ value: string }>(owed, [store.system.id]);
  return Number(row?.value ?? 0);
}

/** A round was answered by every partner. */
export async function roundDone(store: Store, owedBefore: number): Promise<void> {
  await store.query(paid, [store.system.id, owedBefore]);
}

/** How far the database is now. */
export async function readHighWater(store: Store): Promise<HighWater> {
  type Row = Record<"epoch" | "last_seq" | "last_audit_seq" | "hlc" | "floor", string | null>;
  const [row] = await store.query<Row>(highWater, [store.system.id]);
  if (row?.epoch && row.epoch !== store.system.epoch) {
    // Another process of this system (a command, a second node) began it.
    store.system.epoch = row.epoch;
    store.system.versionFloor = Number(row.floor ?? 0);
  }
  return {
    epoch: row?.epoch ?? store.system.epoch,
    last_seq: Number(row?.last_seq ?? 0),
    last_audit_seq: Number(row?.last_audit_seq ?? 0),
    hlc: store.clock.latest(),
  };
}

/** Whether a database is behind what its system had reached before. */
export function isBehind(now: HighWater, before: HighWater): boolean {
  return (
    now.epoch !== before.epoch ||
    now.last_seq < before.last_seq ||
    now.last_audit_seq < before.last_audit_seq
  );
}

/** Whether a partner holds something of ours that we do not: a checkpoint, or a change of our own. */
export async function isAheadOfUs(
  store: Store,
  held: { kept?: { epoch: string; size: number }; high?: Stamp },
): Promise<boolean> {
  const { kept, high } = held;
  if (kept && kept.epoch === store.system.epoch) {
    const { last_audit_seq } = await readHighWater(store);
    if (kept.size > last_audit_seq) return true;
  }
  if (!isStamp(high) || stampMs(high) > store.clock.nowMs() + stamp_ahead_max_ms) return false;
  const known = await store.query(ownAt, [store.system.id, high]);
  return known.length === 0;
}

/**
 * Begins a new epoch, with its entry in the audit log in the same statement; our clock goes on behind
 * `hlc`. All subscribers are sent everything anew. Null: another process began one at this moment.
 */
export async function beginEpoch(
  store: Store,
  sign: RestoreSign,
  newEpoch: string,
  hlc?: Stamp,
): Promise<string | null> {
  const { id, epoch } = store.system;
  if (hlc && stampMs(hlc) <= store.clock.nowMs() + stamp_ahead_max_ms) store.clock.see(hlc);
  const detail = JSON.stringify({ sign, before: epoch, now: newEpoch });
  const [row] = await store.query<{ floor: string }>(epochBegun, [
    id,
    epoch,
    newEpoch,
    version_stride,
    detail,
    take_back_rounds,
  ]);
  if (!row) return null;
  store.system.epoch = newEpoch;
  store.system.versionFloor = Number(row.floor);
  await beginResyncs(store, "restored");
  return newEpoch;
}

const highWater: Statement = {
  name: "high-water",
  text: `select s.epoch::text, s.version_floor as floor, q.last_seq, q.last_audit_seq
    from systems s join sequencers q on q.system = s.system where s.system = $1`,
};
const owed: Statement = {
  name: "taking-back-owed",
  text: `select value from counters where system = $1 and name = 'taking-back'`,
};
const paid: Statement = {
  name: "taking-back-paid",
  text: `update counters set value = value - 1
    where system = $1 and name = 'taking-back' and value = $2`,
};
const ownAt: Statement = {
  name: "own-event-at",
  text: `select 1 from events where system = $1 and origin = $1 and hlc >= $2 order by hlc limit 1`,
};
const epochBegun: Statement = {
  name: "epoch-begun",
  text: `with begun as (
      update systems set epoch = $3::uuid, version_floor = $4 + greatest(version_floor,
        (select coalesce(max(own_version), 0) from records where system = $1))
      where system = $1 and epoch = $2::uuid returning version_floor),
    due as (
      insert into counters (system, name, value) select $1, 'taking-back', $6::bigint from begun
      on conflict (system, name) do update set value = excluded.value),
    noted as (
      insert into audit (system, actor, act, detail) select $1, $1, 'epoch.began', $5 from begun)
    select version_floor as floor from begun`,
};
