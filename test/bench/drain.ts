/** A backlog of one system drained to the other over the wire, signed, durable on both. */
import { batch_events_max } from "../../delivery/compose.ts";
import { ownChange } from "../../domain/editing.ts";
import type { Change, Deciding } from "../../domain/change.ts";
import type { StoredRecord } from "../../domain/record.ts";
import { afterChange } from "../../store/act.ts";
import { writeChanges } from "../../store/append.ts";
import type { Store } from "../../store/database.ts";
import { loadRecords } from "../../store/load.ts";
import { uuidv7 } from "uuidv7";
import { drainFloor, readSamples } from "./floor.ts";
import { until, type RealSystem } from "./real-system.ts";
import { readUsage, spentBetween, type Usages } from "./usage.ts";

const written_at_once = 500;
const sequenced_ms_max = 30_000;
const drain_ms_max = 40_000;

export interface Drained {
  changes: number;
  /** Fewer than `changes` when the time was up, or where a record went whole once. */
  received: number;
  updates_per_second: number;
  floor_per_second: number;
  ratio: number;
  /** Processor time of both nodes and databases meanwhile, and their memory after it. */
  spent: Usages | null;
}

export async function measureDrain(
  real: RealSystem,
  stores: { sp: Store; ess: Store },
  people: readonly string[],
  changes: number,
): Promise<Drained> {
  const { sp, ess } = stores;
  await pauseFeed(sp, true);
  const [head] = await ess.query<{ pos: string }>(lastPosition, [ess.system.id]);
  await writeBacklog(sp, people, changes);
  await until("the backlog to be numbered", sequenced_ms_max, async () => {
    const [row] = await sp.query<{ waiting: boolean }>(unnumbered, [sp.system.id]);
    return row?.waiting === false;
  });
  const before = readUsage(real);
  await pauseFeed(sp, false);
  const from = Number(head?.pos ?? 0);
  const arrived = async () => {
    const [row] = await ess.query<{ count: string; seconds: string | null }>(receivedSince, [
      ess.system.id,
      from,
      sp.system.id,
    ]);
    return { received: Number(row?.count ?? 0), seconds: Number(row?.seconds ?? 0) };
  };
  await until("the backlog to arrive", drain_ms_max, async () => {
    const [row] = await sp.query<{ behind: boolean }>(behind, [sp.system.id]);
    return row?.behind === false;
  }).catch(() => undefined);
  const spent = spentBetween(before, readUsage(real));
  const { received, seconds } = await arrived();
  const updates_per_second = seconds > 0 ? received / seconds : 0;
  const samples = await readSamples(ess, await sharedPeople(ess));
  const { appUrl } = real.settings("ess");
  const bodies = samples.slice(0, batch_events_max).map(({ body }) => body);
  const message = { header: { action: "notify" }, message: { notify_event: bodies } };
  const floor = await drainFloor(appUrl, samples, changes, batch_events_max, message);
  return {
    changes,
    received,
    updates_per_second,
    floor_per_second: floor.per_second,
    ratio: updates_per_second / floor.per_second,
    spent,
  };
}

/** People whom the agreement covers, so that each of their changes leaves. */
export async function coveredPeople(store: Store): Promise<string[]> {
  const rows = await store.query<{ id: string }>(covered, [store.system.id]);
  return rows.map(({ id }) => id);
}

async function sharedPeople(store: Store): Promise<string[]> {
  const rows = await store.query<{ id: string }>(linked, [store.system.id]);
  return rows.map(({ id }) => id);
}

/** Nothing leaves while the subscription is paused; the log goes on. */
export async function pauseFeed(store: Store, paused: boolean): Promise<void> {
  await store.query(setStatus, [store.system.id, paused ? "paused" : "active"]);
}

/** Own changes, one after the other over all these people, written without the staff API. */
export async function writeBacklog(store: Store, people: readonly string[], changes: number) {
  const records = await loadRecords(store, people);
  const by = { name: "Bench", role: "case_manager", system: store.system.id };
  for (let done = 0; done < changes; done += written_at_once) {
    const batch: Change[] = [];
    for (let at = done; at < Math.min(done + written_at_once, changes); at += 1) {
      const record = records.get(people[at % people.length] ?? "");
      if (!record) throw new Error("a person is not there");
      const change = edited(store, by, record, at);
      batch.push(change);
      records.set(record.id, afterChange(record, change));
    }
    await writeChanges(store, { by, deed: "bench.backlog" }, batch, {});
  }
}

/** The nth edit of the benchmark, of a field that partners are told. */
export function edited(store: Store, by: Deciding["by"], record: StoredRecord, at: number): Change {
  const ctx: Deciding = {
    self: store.system,
    systems: new Map([[store.system.id, store.system.kind]]),
    by,
    nowIso: new Date(store.clock.nowMs()).toISOString(),
    tick: store.clock.tick(),
    newId: uuidv7,
  };
  return ownChange(ctx, record, { fields: { relationship: `kin ${at}` } }, "person.edited");
}

/** Is there anything that no partner has acknowledged? */
export const behind = {
  name: "bench-behind",
  text: `select not exists (select from subscriptions where system = $1) or exists (
    select from subscriptions s, sequencers q
    where s.system = $1 and q.system = $1 and s.status <> 'ended' and s.cursor < q.last_seq)
    or exists (select from events where system = $1 and seq is null) as behind`,
};
const lastPosition = {
  name: "bench-last-position",
  text: `select coalesce(max(pos), 0) as pos from events where system = $1`,
};
const unnumbered = {
  name: "bench-unnumbered",
  text: `select exists (select from events where system = $1 and seq is null) as waiting`,
};
const receivedSince = {
  name: "bench-received",
  text: `select count(*) as count, extract(epoch from max(received_at) - min(received_at)) as seconds
    from events where system = $1 and pos > $2 and origin = $3`,
};
const covered = {
  name: "bench-covered",
  text: `select id from people where system = $1 and offer_state in ('offered', 'accepted') order by id`,
};
const linked = {
  name: "bench-linked",
  text: `select distinct r.id from records r join links l on l.system = $1 and l.record_id = r.id
    where r.system = $1 and r.type = 'Person' order by r.id`,
};
const setStatus = {
  name: "bench-set-status",
  text: `update subscriptions set status = $2, next_attempt_at = null,
      paused_by = case when $2 = 'paused' then 'bench' else '' end
    where system = $1 and status <> 'ended'`,
};
