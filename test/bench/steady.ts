/**
 * A steady load: so many changes a second at one system, each a worker's edit and a commit of its own, and how long
 * each takes until the other system has committed it. By the clocks of one machine: from the moment its writer was
 * told that it is committed, until our acknowledgement of the other's ACK begins, which it gives only
 * after its commit. So what is measured is a little more than the delay, never less.
 */
import { Agent } from "node:http";
import { setTimeout as pause } from "node:timers/promises";
import type { Store } from "../../store/database.ts";
import { post } from "./edits.ts";
import { floorPool, oneEdit, prepareFloor, type Sample } from "./floor.ts";
import { figuresOf, hammer, type Figures } from "./hammer.ts";
import { signIn, until, type RealSystem } from "./real-system.ts";

const tick_ms = 5;
/** No edit says what the one before it said: it would change nothing. */
let said = 0;
const writers = 16;
const in_step_ms_max = 60_000;

export interface Delays {
  wanted_per_second: number;
  /** What the writer came to: less where the machine is too slow for it. */
  written_per_second: number;
  count: number;
  p50_ms: number;
  p95_ms: number;
  p99_ms: number;
}

export interface Steady extends Delays {
  /** Two commits of one edit, one after the other at both databases, and nothing else. */
  floor: Figures;
  ratio: number;
}

export async function measureSteady(
  real: RealSystem,
  stores: { sp: Store; ess: Store },
  people: readonly string[],
  given: { per_second: number; seconds: number; samples: readonly Sample[] },
): Promise<Steady> {
  const delays = await measureDelays(real, stores.sp, people, given);
  const floor = await delayFloor(real, given.samples, Math.min(given.seconds, 1));
  return { ...delays, floor, ratio: floor.p99_ms / Math.max(delays.p99_ms, 0.001) };
}

/** Writes at this rate for so long, and reads when each batch was acknowledged. */
export async function measureDelays(
  real: RealSystem,
  sp: Store,
  people: readonly string[],
  { per_second, seconds }: { per_second: number; seconds: number },
): Promise<Delays> {
  const [before] = await sp.query<Feed>(feed, [sp.system.id]);
  if (!before) throw new Error("nobody is subscribed");
  const { committed, count: edits, elapsed_s } = await write(real, people, per_second, seconds);
  await feedInStep(sp, before.code);
  const from = [sp.system.id, before.code];
  const attempts = await sp.query<Attempt>(attemptsAfter, [...from, before.counter]);
  const order = await sp.query<{ id: string }>(written, [sp.system.id, before.cursor]);
  const first = Number(before.counter) + 1;
  const last = Math.max(...attempts.map(({ to }) => Number(to)));
  // One number for each change, or the numbers cannot be told apart.
  if (last - first + 1 !== order.length || order.length !== edits) {
    throw new Error(`${edits} changes took ${last - first + 1} numbers`);
  }
  const took: number[] = [];
  for (const { from: low, to, at_ms } of attempts) {
    for (let number = Number(low); number <= Number(to); number += 1) {
      const at = committed.get(order[number - first]?.id ?? "")?.shift();
      if (at !== undefined) took.push(Number(at_ms) - at);
    }
  }
  const { p50_ms, p99_ms, count } = figuresOf(took, elapsed_s);
  const p95_ms = took[Math.floor(took.length * 0.95)] ?? 0;
  const written_per_second = edits / elapsed_s;
  return { wanted_per_second: per_second, written_per_second, count, p50_ms, p95_ms, p99_ms };
}

/** Has this feed been sent all there is, and was it acknowledged? Empty: every feed that is not paused. */
export async function feedInStep(sp: Store, code = ""): Promise<void> {
  await until("the changes to be acknowledged", in_step_ms_max, async () => {
    const [row] = await sp.query<{ behind: boolean }>(behindOne, [sp.system.id, code]);
    return row?.behind === false;
  });
}

/**
 * Each change is a worker's edit through the staff API, and one commit; tells when each was known to be
 * committed, in ms since 1970, by record in the order of its edits.
 */
async function write(
  real: RealSystem,
  people: readonly string[],
  perSecond: number,
  seconds: number,
) {
  const cookie = await signIn(real, "sp");
  const agent = new Agent({ keepAlive: true, maxSockets: writers });
  const committed = new Map<string, number[]>();
  // No person is edited twice at one time.
  const busy = new Set<string>();
  const began = performance.now();
  let begun = 0;
  const edit = async (id: string) => {
    said += 1;
    const url = `${real.urls.sp}/api/v1/records/${id}/edit`;
    await post(agent, url, cookie, JSON.stringify({ changes: { relationship: `steady ${said}` } }));
    committed.set(id, [...(committed.get(id) ?? []), performance.timeOrigin + performance.now()]);
  };
  const all: Promise<void>[] = [];
  for (;;) {
    const gone_s = (performance.now() - began) / 1_000;
    if (gone_s >= seconds) break;
    while (begun < gone_s * perSecond && busy.size < Math.min(writers, people.length)) {
      const id = people[begun % people.length] ?? "";
      if (busy.has(id)) break;
      busy.add(id);
      all.push(edit(id).finally(() => busy.delete(id)));
      begun += 1;
    }
    await pause(busy.size < writers ? tick_ms : 1);
  }
  await Promise.all(all);
  const elapsed_s = (performance.now() - began) / 1_000;
  agent.destroy();
  return { committed, count: begun, elapsed_s };
}

async function delayFloor(
  real: RealSystem,
  samples: readonly Sample[],
  seconds: number,
): Promise<Figures> {
  const [sample] = samples;
  if (!sample) throw new Error("no samples");
  const urls = [real.settings("sp").appUrl, real.settings("ess").appUrl];
  const pools = urls.map((url) => floorPool(url, 1));
  try {
    for (const url of urls) await prepareFloor(url, sample);
    return await hammer(1, seconds, async () => {
      for (const pool of pools) await oneEdit(pool, sample);
    });
  } finally {
    for (const pool of pools) await pool.end();
  }
}

interface Feed {
  code: string;
  counter: string;
  cursor: string;
}
interface Attempt {
  from: string;
  to: string;
  at_ms: string;
}
const feed = {
  name: "bench-feed",
  text: `select code, counter, cursor from subscriptions where system = $1 and status = 'active'
    and event_type = 'tandem:changed' order by created_at limit 1`,
};
const behindOne = {
  name: "bench-behind-one",
  text: `select exists (select from events where system = $1 and seq is null) or exists (
    select from subscriptions s, sequencers q where s.system = $1 and q.system = $1
      and s.status = 'active' and s.code like $2 || '%' and s.cursor < q.last_seq) as behind`,
};
const attemptsAfter = {
  name: "bench-attempts",
  text: `select from_counter as "from", to_counter as "to", extract(epoch from at) * 1000 as at_ms
    from attempts where system = $1 and sub = $2 and outcome = 'accepted' and to_counter > $3
      and to_counter >= from_counter order by from_counter`,
};
const written = {
  name: "bench-written",
  text: `select record_id as id from events
    where system = $1 and origin = $1 and seq > $2 order by seq`,
};
