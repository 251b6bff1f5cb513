import { Pool } from "pg";
import { nextStamp, laterStamp, stampZero, type Stamp } from "../domain/hlc.ts";
import type { SystemId, SystemKind } from "../domain/records/field.ts";
import type { Sealer } from "./sealing.ts";
import { createSoundness, type Soundness } from "./soundness.ts";

/** A system's hybrid clock, kept ahead of everything it gave out or saw. */
export interface Clock {
  nowMs(): number;
  tick(): Stamp;
  see(stamp: Stamp): void;
  /** Goes back to a stamp: those after it were given out by a wrong clock (store/reissued.ts). */
  lower(stamp: Stamp): void;
  /** The latest stamp given out or seen. */
  latest(): Stamp;
}

/**
 * One hosted system's memory: a pool whose connections see only this system's rows, the sealer, the
 * clock, and a bell that wakes sequencer, feeds and screens after a commit.
 */
export interface Store {
  system: {
    id: SystemId;
    kind: SystemKind;
    title: string;
    /** Changes when the database was put back from a backup (store/restore.ts). */
    epoch: string;
    /** Own versions of records that were here before go on behind it; 0: as they are counted. */
    versionFloor: number;
  };
  sealer: Sealer;
  clock: Clock;
  /** Whether it can keep what it acknowledges. */
  soundness: Soundness;
  query<Row>(statement: Statement, values?: unknown[]): Promise<Row[]>;
  /** Called after each commit that appended events; never inside a transaction. */
  onCommit(listener: () => void): () => void;
  committed(): void;
  close(): Promise<void>;
}

/** One SQL statement with a name: prepared once per connection. */
export interface Statement {
  name: string;
  text: string;
}

export interface StoreOptions {
  appUrl: string;
  system: { id: SystemId; kind: SystemKind; title: string };
  sealer: Sealer;
  nowMs: () => number;
  /** A clock that nobody sets. */
  monotonicMs?: () => number;
  newId: () => string;
  connections_max?: number;
  onIdleError?: (error: Error) => void;
  /** Connections of the caller's own, already bound to the system; by default a pool is made. */
  pool?: Connections;
}

/** What a store asks its statements of. */
export interface Connections {
  query(asked: Statement & { values: unknown[] }): Promise<{ rows: unknown[] }>;
  end(): Promise<void>;
}

const statement_timeout_ms = 15_000;
const connect_timeout_ms = 5_000;

export async function openStore(options: StoreOptions): Promise<Store> {
  const pool: Connections = options.pool ?? createPool(options);
  const { nowMs, monotonicMs = () => performance.now() } = options;
  const soundness = createSoundness({ nowMs, monotonicMs });
  const query = async <Row>(statement: Statement, values: unknown[] = []): Promise<Row[]> => {
    try {
      const { rows } = await pool.query({ ...statement, values });
      return rows as Row[];
    } catch (error) {
      soundness.failed(error);
      throw error;
    }
  };
  const { id, kind, title } = options.system;
  await query(ensureSystem, [id, kind, title, options.newId()]);
  const [row] = await query<{ epoch: string; version_floor: string; hlc: string | null }>(
    readSystem,
    [id],
  );
  if (!row) throw new Error(`the system ${id} is not in its own database`);
  const listeners = new Set<() => void>();
  const store: Store = {
    system: { id, kind, title, epoch: row.epoch, versionFloor: Number(row.version_floor) },
    sealer: options.sealer,
    clock: createClock(options.nowMs, row.hlc ?? stampZero),
    soundness,
    query,
    onCommit(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    committed: () => {
      for (const listener of listeners) listener();
    },
    close: () => pool.end(),
  };
  if (pool instanceof Pool) pools.set(store, pool);
  return store;
}

const pools = new WeakMap<Store, Pool>();

/**
 * What `work` would find and leave behind, and nothing of it stays: it has a store of its own, within
 * a transaction that always ends with a rollback. Nobody is told of commits that were none.
 */
export async function aside<R>(store: Store, work: (store: Store) => Promise<R>): Promise<R> {
  const client = await pools.get(store)?.connect();
  if (!client) throw new Error("this store has no connections to set one aside");
  let last: Promise<unknown> = Promise.resolve();
  const query = <Row>(statement: Statement, values: unknown[] = []): Promise<Row[]> => {
    // One connection: one after the other, in the order they were asked.
    const answer = last.then(() => client.query({ ...statement, values }));
    last = answer.catch(() => undefined);
    return answer.then(({ rows }) => rows as Row[]);
  };
  try {
    await client.query("begin");
    return await work({ ...store, query, committed: () => undefined });
  } finally {
    await last;
    const broken = await client.query("rollback").then(
      () => false,
      () => true,
    );
    client.release(broken);
  }
}

/**
 * Compiling a statement (jit) pays for reports of seconds; here it made searches slower. And rows are
 * in memory or on a solid disk, where one at a time through an index costs little more than in a row.
 */
const planning = ["-c jit=off", "-c random_page_cost=1.1"];

function createPool(options: StoreOptions): Pool {
  const url = new URL(options.appUrl);
  const given = url.searchParams.get("options");
  url.searchParams.delete("options");
  const pool = new Pool({
    connectionString: url.href,
    options: [given, `-c tandem.system=${options.system.id}`, ...planning]
      .filter(Boolean)
      .join(" "),
    max: options.connections_max ?? 10,
    connectionTimeoutMillis: connect_timeout_ms,
    statement_timeout: statement_timeout_ms,
    application_name: `tandem ${options.system.id}`,
  });
  // An idle connection that breaks (the database was killed) must not end the process: the next
  // query opens a new one.
  pool.on("error", (error) => options.onIdleError?.(error));
  return pool;
}

/** Monotone over restarts, because it begins at the latest stamp in the log. */
export function createClock(nowMs: () => number, high: Stamp): Clock {
  let latest = high;
  return {
    nowMs,
    tick() {
      latest = nextStamp(latest, nowMs());
      return latest;
    },
    see(stamp) {
      latest = laterStamp(latest, stamp);
    },
    lower(stamp) {
      if (stamp < latest) latest = stamp;
    },
    latest: () => latest,
  };
}

/** Is this the database saying "not now" (restarting, unreachable, full, read-only)? Then nothing was acknowledged. */
export function isOutage(error: unknown): boolean {
  const { code, message } = error as { code?: unknown; message?: string };
  if (typeof code === "string" && outageCodes.has(code)) return true;
  if (typeof code === "string" && ["08", "53", "57", "58"].some((group) => code.startsWith(group)))
    return true;
  return /Connection terminated|timeout exceeded when trying to connect|Client has encountered/.test(
    message ?? "",
  );
}

// Also: rights that were taken away (42501), I/O errors (58…) and damaged data (XX001, XX002) are
// the database's trouble, not the caller's.
const outageCodes = new Set([
  "ECONNREFUSED",
  "ECONNRESET",
  "EPIPE",
  "ENOTFOUND",
  "25006",
  "42501",
  "55P03",
  "XX001",
  "XX002",
]);

const ensureSystem = {
  name: "ensure-system",
  text: `with s as (
      insert into systems (system, kind, title, epoch) values ($1, $2, $3, $4)
      on conflict (system) do nothing)
    insert into sequencers (system) values ($1) on conflict (system) do nothing`,
};
const readSystem = {
  name: "read-system",
  text: `select epoch, version_floor, (select e.hlc from events e where e.system = $1 and e.pos > s.hlc_after
      order by e.hlc desc limit 1) as hlc
    from systems s where system = $1`,
};
